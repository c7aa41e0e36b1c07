import { ReadModelsRebuilding } from '@phananh/core/engine';
import type { Database } from 'better-sqlite3';
import { openForReading } from '../building/open.ts';
import { noGaps } from '../building/skipped-events.ts';
import { type Queries, type QueryContext, queriesOf } from '../hosted/queries.ts';

/** The connection to the file in place, which answers questions, while another file may be built beside it. */
export interface Serving {
  /** @throws {@link ReadModelsRebuilding} while no file can answer */
  queries(): Queries;
  database(): Database;
  isOpen(): boolean;
  /** Opens the file that is in place now, if it is of today's version. */
  open(): void;
  close(): void;
}

export const serving = (path: string, context: QueryContext): Serving => {
  let current: { readonly database: Database; readonly queries: Queries } | undefined;
  const demand = () => {
    if (current === undefined) throw new ReadModelsRebuilding(path);
    return current;
  };
  const close = (): void => {
    current?.database.close();
    current = undefined;
  };
  return {
    queries: () => demand().queries,
    database: () => demand().database,
    isOpen: () => current !== undefined,
    open: () => {
      close();
      const database = openForReading(path);
      if (database !== undefined) current = { database, queries: queriesOf(database, context) };
    },
    close,
  };
};

/** Questions that are asked of the file that is in place at the time of each question. */
export const servedQueries = ({ queries, isOpen }: Serving): Queries => ({
  position: () => (isOpen() ? queries().position() : undefined),
  cases: (query) => queries().cases(query),
  casesOfTelephone: async (query) => queries().casesOfTelephone(query),
  caseCount: (query) => queries().caseCount(query),
  caseCounts: (query) => queries().caseCounts(query),
  published: (query) => queries().published(query),
  clusters: (query) => queries().clusters(query),
  reportIdOf: (trackingCode) => queries().reportIdOf(trackingCode),
  trackingCodesOf: (reportIds) => queries().trackingCodesOf(reportIds),
  sla: async (query, asking) => queries().sla(query, asking),
  slaCases: async (query, asking) => queries().slaCases(query, asking),
  durations: async (query, asking) => queries().durations(query, asking),
  ranking: async (query, asking) => queries().ranking(query, asking),
  satisfaction: async (query, asking) => queries().satisfaction(query, asking),
  penalties: async (query, asking) => queries().penalties(query, asking),
  backlog: async (query, asking) => queries().backlog(query, asking),
  gamingSignals: (query) => queries().gamingSignals(query),
  list: (query) => queries().list(query),
  counts: (query) => queries().counts(query),
  agencies: () => queries().agencies(),
  snapshot: (only) => queries().snapshot(only),
  parked: () => (isOpen() ? queries().parked() : []),
  skipped: () => (isOpen() ? queries().skipped() : []),
  gaps: (list) => (isOpen() ? queries().gaps(list) : noGaps),
  load: () => (isOpen() ? queries().load() : { writeAheadLogBytes: 0, waiting: 0 }),
  failure: () => (isOpen() ? queries().failure() : undefined),
});
