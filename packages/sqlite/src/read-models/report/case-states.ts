import type { Instant } from '@phananh/core';
import type { WorkingCalendar } from '@phananh/core/calendar';
import {
  type CaseFacts,
  type CountedCase,
  countedCase,
  type EvaluatedCase,
  evaluateCase,
} from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { KnownSubject, SubjectStates } from '../building/subject-projection.ts';
import { factsOfText, textOfFacts } from './state-text.ts';

/** What a case counts as under its overall clock. */
export interface RolledUp {
  readonly first: CountedCase | undefined;
  readonly final: CountedCase | undefined;
}

export const rolledUp = (row: EvaluatedCase): RolledUp => {
  const first = countedCase(row, 'overall', 'first');
  // With one clock both are the same, and need not be made twice.
  return { first, final: row.first === row.final ? first : countedCase(row, 'overall', 'final') };
};

interface StoredState {
  readonly state: string;
  readonly as_of: Instant;
}

export type CaseStates = SubjectStates<CaseFacts, EvaluatedCase, RolledUp>;

type KnownCase = KnownSubject<CaseFacts, RolledUp>;

/** Cases kept between transactions, for those that are worked on now: a large province has as many open. */
const keptCases = 4_000;

/** Each case as text, with the last ones in memory. */
export const caseStates = (database: Database, calendar: WorkingCalendar): CaseStates => {
  const find = database.prepare<[string], StoredState>(
    'SELECT state, as_of FROM case_states WHERE report_id = +?',
  );
  const put = database.prepare(
    `INSERT INTO case_states (case_number, report_id, tracking_code, reporter_id, as_of, state) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (case_number) DO UPDATE SET as_of = excluded.as_of, state = excluded.state`,
  );
  const stale = database
    .prepare<[string, number], string>(
      `SELECT state FROM case_facts JOIN case_states USING (case_number)
       WHERE verdict_changes_at <= ? ORDER BY verdict_changes_at LIMIT ?`,
    )
    .pluck();
  const kept = new LRUCache<string, KnownCase>({ max: keptCases });
  return {
    find: (reportId) => {
      const held = kept.get(reportId);
      if (held !== undefined) return held;
      const stored = find.get(reportId);
      if (stored === undefined) return undefined;
      const facts = factsOfText(stored.state);
      return { facts, counted: rolledUp(evaluateCase(facts, calendar, stored.as_of)) };
    },
    save: (row) => {
      const { caseNumber, reportId, trackingCode, reporterId } = row.facts;
      put.run(caseNumber, reportId, trackingCode, reporterId, row.asOf, textOfFacts(row.facts));
      const known = { facts: row.facts, counted: rolledUp(row) };
      kept.set(reportId, known);
      return known;
    },
    stale: (now, limit) =>
      stale.all(now, limit).map((state) => {
        const facts = factsOfText(state);
        return [facts.reportId, facts] as const;
      }),
    forget: () => {
      kept.clear();
    },
  };
};
