import type { Instant, RecordedEvent, SlaPolicy } from '@phananh/core';
import { CalendarNotCovered, type WorkingCalendar } from '@phananh/core/calendar';
import {
  type CaseFacts,
  caseClocksTable,
  caseEventsTable,
  caseFactsTable,
  caseRoundsTable,
  type EvaluatedCase,
  evaluateCase,
  foldCase,
  type GamingSignal,
  gamingSignalsOf,
  gamingSignalsTable,
  penaltiesTable,
  reportIdOf,
} from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { caseStates, type RolledUp } from './case-states.ts';
import type { BuiltAnew, Projection } from './projection.ts';
import { followsIn } from './revision-gaps.ts';
import { rollup } from './rollup.ts';
import { type SearchWriter, searchFilling, searchWriter } from './search-tables.ts';
import { factsOfText } from './state-text.ts';
import { rowsWriter, rowUpserter } from './write-rows.ts';

/** Columns of a case that its first event decides for good: their indexes are written once. */
const fixedColumns: ReadonlySet<string> = new Set([
  'report_id',
  'channel',
  'submitted_at',
  'submitted_local',
  'submitted_day',
  'first_recorded_at',
]);

/** A case that a transaction changes: as it was counted before, and as it is now. */
interface Touched {
  readonly before: RolledUp | undefined;
  readonly factsBefore: CaseFacts | undefined;
  facts: CaseFacts | undefined;
}

interface CaseProjectionOptions {
  readonly calendar: WorkingCalendar;
  readonly policy: SlaPolicy | undefined;
  /** For tables that are built anew. */
  readonly built?: BuiltAnew;
}

/** Events of reports → `case_facts` and what hangs on it, each case written once a transaction. */
export const caseProjection = (
  database: Database,
  { calendar, policy, built }: CaseProjectionOptions,
): Projection => {
  const states = caseStates(database, calendar);
  const sums = rollup(database);
  const filling = built && searchFilling(database, built.rowsAtOnce);
  const write = caseWriter(database, filling?.write ?? searchWriter(database));
  const events = rowsWriter(database, caseEventsTable);
  const signals = rowsWriter(database, gamingSignalsTable);
  const touched = new Map<string, Touched>();
  const demandFollows = followsIn(database, 'cases');
  const stale = database
    .prepare<[string, number], string>(
      `SELECT state FROM case_facts JOIN case_states USING (case_number)
       WHERE verdict_changes_at <= ? ORDER BY verdict_changes_at LIMIT ?`,
    )
    .pluck();

  const save = (
    row: EvaluatedCase,
    before: RolledUp | undefined,
    factsBefore: CaseFacts | undefined,
  ): void => {
    write.put(row, factsBefore);
    sums.change(before, states.save(row).counted);
  };

  /** A case at the moment of its last event, or as of now where its verdict has changed since. */
  const judged = (facts: CaseFacts): EvaluatedCase => {
    const row = evaluateCase(facts, calendar, facts.occurredAt);
    return built !== undefined && row.changesAt !== null && row.changesAt <= built.judgedAt
      ? evaluateCase(facts, calendar, built.judgedAt)
      : row;
  };

  const touch = (reportId: string, event: RecordedEvent): Touched => {
    const one = touched.get(reportId);
    if (one !== undefined) return one;
    // A first event needs no case before it.
    const known = event.revision > 0 ? states.find(reportId) : undefined;
    return { before: known?.counted, factsBefore: known?.facts, facts: known?.facts };
  };

  return {
    name: 'cases',
    apply: (batch) => {
      for (const event of batch) {
        const reportId = reportIdOf(event);
        if (reportId === undefined) continue;
        const one = touch(reportId, event);
        const before = one.facts;
        demandFollows(before, event);
        const facts = foldCase(before, event);
        one.facts = facts;
        touched.set(reportId, one);
        events.put({ event, before, after: facts, calendar });
        if (policy === undefined || before === undefined) continue;
        for (const signal of signalsIn(before, event, policy))
          signals.put({ signal, caseNumber: facts.caseNumber, reportId, calendar });
      }
    },
    waiting: () => touched.size,
    flush: () => {
      for (const { facts, before, factsBefore } of touched.values()) {
        if (facts !== undefined) save(judged(facts), before, factsBefore);
      }
      touched.clear();
      for (const part of [events, signals, write, sums]) part.flush();
    },
    forget: () => {
      touched.clear();
      for (const part of [events, signals, write, states, sums]) part.forget();
    },
    settle: (now) => {
      const due = stale.all(now, settledAtOnce).map(factsOfText);
      for (const facts of due) {
        const known = states.find(facts.reportId);
        save(evaluateCase(facts, calendar, now), known?.counted, facts);
      }
      write.flush();
      sums.flush();
      if (due.length > 0) markSettled(database, now);
      return due.length;
    },
    committed: () => filling?.step(),
    filled: () => {
      if (built !== undefined) markSettled(database, built.judgedAt);
      filling?.finish();
    },
  };
};

/** Notes up to when verdicts of running clocks were brought up to date. */
const markSettled = (database: Database, at: Instant): void => {
  database
    .prepare(
      'INSERT INTO settled (only_row, at) VALUES (1, ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)',
    )
    .run(at);
};

/** The signals of an event; none on days that no calendar covers, such as those of a case of another system. */
const signalsIn = (before: CaseFacts, event: RecordedEvent, policy: SlaPolicy): readonly GamingSignal[] => {
  try {
    return gamingSignalsOf(before, event, { policy });
  } catch (error) {
    if (error instanceof CalendarNotCovered) return [];
    throw error;
  }
};

/** Cases whose verdicts are brought up to date in one transaction. */
const settledAtOnce = 1_000;

interface CaseWriter {
  put(row: EvaluatedCase, before: CaseFacts | undefined): void;
  flush(): void;
  forget(): void;
}

/** Writes the rows of a case, and of its parts those that are not as they were. */
const caseWriter = (database: Database, search: SearchWriter): CaseWriter => {
  const facts = rowUpserter(database, caseFactsTable, fixedColumns);
  const rounds = rowsWriter(database, caseRoundsTable);
  const clocks = rowsWriter(database, caseClocksTable);
  const penalties = rowsWriter(database, penaltiesTable);
  const parts = [rounds, clocks, penalties];
  const supports = database.prepare('INSERT INTO case_supporting (agency_id, case_number) VALUES (?, ?)');
  const supportsNoMore = database.prepare(
    'DELETE FROM case_supporting WHERE agency_id = ? AND case_number = ?',
  );
  /** Nearly always none, before and after. */
  const writeSupporting = ({ caseNumber, supporting }: CaseFacts, before: readonly string[] = []): void => {
    if (supporting === before) return;
    for (const agencyId of before)
      if (!supporting.includes(agencyId)) supportsNoMore.run(agencyId, caseNumber);
    for (const agencyId of supporting) if (!before.includes(agencyId)) supports.run(agencyId, caseNumber);
  };
  return {
    put: (row, before) => {
      facts(row);
      writeSupporting(row.facts, before?.supporting);
      search(row.facts, before);
      for (const [place, part] of row.facts.rounds.entries())
        if (before?.rounds[place] !== part) rounds.put({ row, part, index: place });
      // Whether a clock counts depends on the others.
      for (const [place, part] of row.clocks.entries()) clocks.put({ row, part, index: place });
      for (const [place, part] of row.facts.penalties.entries())
        if (before?.penalties[place] !== part) penalties.put({ row, part, index: place });
    },
    flush: () => {
      for (const part of parts) part.flush();
    },
    forget: () => {
      for (const part of parts) part.forget();
    },
  };
};
