import {
  agenciesTable,
  type EventStore,
  type ReadModels,
  rankingOf,
  trackingCodeOf,
  type WorkingCalendar,
} from '@phananh/core';
import type { Database } from 'better-sqlite3';
import { agencyRows } from './agency-projection.ts';
import { queryCases } from './case-query.ts';
import { queryBacklog } from './figures/backlog.ts';
import { queryCohortCases } from './figures/cohort-cases.ts';
import { queryGamingSignals } from './figures/gaming-signals.ts';
import { keptFigures } from './figures/kept-figures.ts';
import { queryPenalties } from './figures/penalties.ts';
import { querySatisfaction } from './figures/satisfaction.ts';
import { queryDurations, querySla } from './figures/sla.ts';
import { readRollup } from './read-rollup.ts';
import { failureOf, parkedStreams } from './sink.ts';
import { gapsOf, skippedEvents } from './skipped-events.ts';
import { tableSnapshot } from './snapshot.ts';

/** Every question of the read models. */
export type Queries = Omit<ReadModels, 'whenApplied' | 'close'>;

/** The questions of the read models, asked of one connection. */
export const queriesOf = (
  database: Database,
  { calendar, log }: { readonly calendar: WorkingCalendar; readonly log: () => EventStore },
): Queries => {
  const source = { database, calendar, log, rollup: readRollup(database), sumsOf: keptFigures() };
  const position = database.prepare<[], number | null>('SELECT min(position) FROM projections').pluck();
  const tracked = database
    .prepare<[string], string>('SELECT report_id FROM case_states WHERE tracking_code = ?')
    .pluck();
  const agencies = agencyRows(database, `ORDER BY ${agenciesTable.primaryKey.join()}`);
  const parked = parkedStreams(database);
  const skipped = skippedEvents(database);
  const gaps = gapsOf(database);
  return {
    position: () => position.get() ?? undefined,
    cases: (query) => queryCases(database, calendar, query),
    reportIdOf: (written) => {
      const trackingCode = trackingCodeOf(written);
      if (trackingCode === undefined) return undefined;
      const [reportId, ...others] = tracked.all(trackingCode);
      // Two reports under one code (one chance in 2^50 for each pair) are shown to nobody rather than to the wrong one.
      return others.length === 0 ? reportId : undefined;
    },
    sla: (query) => querySla(source, query),
    slaCases: (query) => queryCohortCases(source, query),
    durations: (query) => queryDurations(source, query),
    ranking: async (query) => {
      const { ratio, reading, minimumCases, ...cohort } = query;
      const figures = await querySla(source, { ...cohort, groupBy: ['agency'] });
      return rankingOf(figures, agencies(), {
        ...(ratio && { ratio }),
        ...(reading && { reading }),
        ...(minimumCases !== undefined && { minimumCases }),
      });
    },
    satisfaction: (query) => querySatisfaction(source, query),
    penalties: (query) => queryPenalties(source, query),
    backlog: (query) => queryBacklog(source, query),
    gamingSignals: (query) => queryGamingSignals(source, query),
    agencies: () => agencies(),
    snapshot: () => tableSnapshot(database),
    parked: () => parked(),
    skipped: () => skipped(),
    gaps: () => gaps(),
    failure: () => failureOf(database),
  };
};
