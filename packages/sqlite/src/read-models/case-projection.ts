import {
  type CaseFacts,
  caseClocksTable,
  caseEventsTable,
  caseFactsTable,
  caseRoundsTable,
  type EvaluatedCase,
  evaluateCase,
  foldCase,
  foldText,
  penaltiesTable,
  reportIdOf,
  type WorkingCalendar,
} from '@phananh/core';
import type { Database } from 'better-sqlite3';
import { caseStates, type RolledUp } from './case-states.ts';
import type { Projection } from './projection.ts';
import { rollup } from './rollup.ts';
import { factsOfText } from './state-text.ts';
import { rowUpserter, rowWriter } from './write-rows.ts';

/** Columns of a case that its first event decides for good: their indexes are written once. */
const fixedColumns: ReadonlySet<string> = new Set([
  'report_id',
  'channel',
  'lat',
  'lng',
  'submitted_at',
  'submitted_local',
  'submitted_day',
  'first_recorded_at',
]);

/** A case that a batch changes: as it was counted before, and as it is now. */
interface Touched {
  readonly before: RolledUp | undefined;
  readonly factsBefore: CaseFacts | undefined;
  facts: CaseFacts;
}

/** Events of reports → `case_facts` and what hangs on it, each case written once a batch. */
export const caseProjection = (database: Database, calendar: WorkingCalendar): Projection => {
  const states = caseStates(database, calendar);
  const sums = rollup(database);
  const write = caseWriter(database);
  const writeEvent = rowWriter(database, caseEventsTable);
  const stale = database
    .prepare<[string, number], string>(
      `SELECT state FROM case_facts JOIN case_states USING (case_number)
       WHERE verdict_changes_at <= ? ORDER BY verdict_changes_at LIMIT ?`,
    )
    .pluck();

  const settled = database.prepare(
    `INSERT INTO settled (only_row, at) VALUES (1, ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)`,
  );

  const save = (
    row: EvaluatedCase,
    before: RolledUp | undefined,
    factsBefore: CaseFacts | undefined,
  ): void => {
    write(row, factsBefore);
    sums.change(before, states.save(row).counted);
  };

  return {
    name: 'cases',
    apply: (events) => {
      const touched = new Map<string, Touched>();
      for (const event of events) {
        const reportId = reportIdOf(event);
        if (reportId === undefined) continue;
        let one = touched.get(reportId);
        // A first event needs no case before it.
        const known = one === undefined && event.revision > 0 ? states.find(reportId) : undefined;
        const factsBefore = one?.facts ?? known?.facts;
        const facts = foldCase(factsBefore, event);
        if (one === undefined) {
          one = { before: known?.counted, factsBefore: known?.facts, facts };
          touched.set(reportId, one);
        }
        one.facts = facts;
        writeEvent({ event, before: factsBefore, after: facts, calendar });
      }
      for (const { facts, before, factsBefore } of touched.values())
        save(evaluateCase(facts, calendar, facts.occurredAt), before, factsBefore);
      sums.flush();
    },
    forget: () => {
      states.forget();
      sums.forget();
    },
    settle: (now) => {
      const due = stale.all(now, settledAtOnce).map(factsOfText);
      for (const facts of due) {
        const known = states.find(facts.reportId);
        save(evaluateCase(facts, calendar, now), known?.counted, facts);
      }
      sums.flush();
      if (due.length > 0) settled.run(now);
      return due.length;
    },
  };
};

/** Cases whose verdicts are brought up to date in one transaction. */
const settledAtOnce = 1_000;

/** Writes the rows of a case, and of its parts those that are not as they were. */
const caseWriter = (database: Database): ((row: EvaluatedCase, before: CaseFacts | undefined) => void) => {
  const facts = rowUpserter(database, caseFactsTable, fixedColumns);
  const round = rowWriter(database, caseRoundsTable);
  const clock = rowWriter(database, caseClocksTable);
  const penalty = rowWriter(database, penaltiesTable);
  const index = searchWriter(database);
  return (row, before) => {
    facts(row);
    index(row.facts, before);
    for (const [place, part] of row.facts.rounds.entries())
      if (before?.rounds[place] !== part) round({ row, part, index: place });
    // Whether a clock counts depends on the others.
    for (const [place, part] of row.clocks.entries()) clock({ row, part, index: place });
    for (const [place, part] of row.facts.penalties.entries())
      if (before?.penalties[place] !== part) penalty({ row, part, index: place });
  };
};

/** Words and place of a case: they never change, but a text can be taken away. */
const searchWriter = (database: Database): ((facts: CaseFacts, before: CaseFacts | undefined) => void) => {
  const putText = database.prepare('INSERT INTO case_search (rowid, text) VALUES (?, ?)');
  const dropText = database.prepare('DELETE FROM case_search WHERE rowid = ?');
  const putPlace = database.prepare('INSERT INTO case_places VALUES (?, ?, ?, ?, ?)');
  return ({ caseNumber, text, lat, lng }, before) => {
    if (before === undefined) {
      putPlace.run(caseNumber, lat, lat, lng, lng);
      if (text !== null) putText.run(caseNumber, foldText(text));
    } else if (before.text !== null && text === null) dropText.run(caseNumber);
  };
};
