import type { Position, ReadModels } from '@phananh/core';
import type { Database } from 'better-sqlite3';
import { agencyRows } from './agency-projection.ts';
import { queryCases } from './case-query.ts';
import { failureOf } from './sink.ts';
import { querySla } from './sla-query.ts';

/** The questions of the read models, asked of one connection. */
export const queriesOf = (
  database: Database,
): Pick<ReadModels, 'position' | 'cases' | 'reportIdOf' | 'sla' | 'agencies' | 'failure'> => {
  const position = database.prepare<[], Position | null>('SELECT min(position) FROM projections').pluck();
  const tracked = database
    .prepare<[string], string>('SELECT report_id FROM cases WHERE tracking_code = ?')
    .pluck();
  const agencies = agencyRows(database, 'ORDER BY agency_id');
  return {
    position: () => position.get() ?? undefined,
    cases: (query) => queryCases(database, query),
    reportIdOf: (trackingCode) => {
      const [reportId, ...others] = tracked.all(trackingCode);
      // Two reports under one code (one chance in 2^50 for each pair) are shown to nobody rather than to the wrong one.
      return others.length === 0 ? reportId : undefined;
    },
    sla: (query) => querySla(database, query),
    agencies: () => agencies(),
    failure: () => failureOf(database),
  };
};
