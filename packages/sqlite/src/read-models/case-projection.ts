import { type CaseFacts, foldCase, type RecordedEvent, reportIdOf } from '@phananh/core';
import type { Database } from 'better-sqlite3';
import { caseColumns, factsOf, type StoredRow, valuesOf } from './case-row.ts';

/** Folds a batch of events into a table. Runs in a transaction with its checkpoint. */
export interface Projection {
  readonly name: string;
  /** Reads what these events need beside themselves, before `apply` is given the same. */
  prepare?(events: readonly RecordedEvent[]): Promise<void>;
  apply(events: readonly RecordedEvent[]): void;
}

/** Events of reports → rows of `cases`, each case written once a batch. */
export const caseProjection = (database: Database, utcOffsetMinutes: number): Projection => {
  const find = database.prepare<[string], StoredRow>('SELECT * FROM cases WHERE report_id = ?');
  const put = database.prepare(
    `INSERT OR REPLACE INTO cases (${caseColumns.join(', ')}) VALUES (${caseColumns.map(() => '?').join(', ')})`,
  );
  return {
    name: 'cases',
    apply: (events) => {
      const touched = new Map<string, CaseFacts>();
      for (const event of events) {
        const reportId = reportIdOf(event);
        if (reportId === undefined) continue;
        // A first event needs no row before it.
        const row = event.revision === 0 || touched.has(reportId) ? undefined : find.get(reportId);
        touched.set(reportId, foldCase(touched.get(reportId) ?? (row && factsOf(row)), event));
      }
      for (const facts of touched.values()) put.run(valuesOf(facts, utcOffsetMinutes));
    },
  };
};
