import { join } from 'node:path';
import { CommandHandler, type Event } from '@event-driven-io/emmett';
import { getSQLiteEventStore } from '@event-driven-io/emmett-sqlite';
import { type Durability, type OpenContender, synchronousName } from '../src/runner/contender.ts';
import { dataOf, envelope, eventOf, evolve, mayGive, noReport, type ReportState } from './lifecycle.ts';

type ReportEvent = Event<string, ReturnType<typeof dataOf> | { readonly text: string }>;

/** emmett with its SQLite store, opened as its documentation has it: a file name and the schema made by itself. */
export const open: OpenContender = async (directory) => {
  let durability: Durability | undefined;
  const store = getSQLiteEventStore({
    fileName: join(directory, 'emmett.db'),
    schema: { autoMigration: 'CreateOrUpdate' },
    hooks: {
      // The store opens a connection for each operation; here is one that is about to commit.
      onBeforeCommit: async (_, { connection }) => {
        if (durability !== undefined) return;
        const journal = await connection.querySingle<{ journal_mode: string }>('PRAGMA journal_mode');
        const syncs = await connection.querySingle<{ synchronous: number }>('PRAGMA synchronous');
        durability = {
          journalMode: String(journal?.journal_mode),
          synchronous: synchronousName(syncs?.synchronous),
        };
      },
    },
  });
  await store.schema.migrate();
  const handle = CommandHandler<ReportState, ReportEvent>({
    evolve: (state, { type }) => evolve(state, type),
    initialState: () => noReport,
  });
  const streamOf = (report: number) => `report-${report}`;
  return {
    async give(report, step) {
      await handle(store, streamOf(report), (state) => {
        if (!mayGive(state, step)) throw new Error(`${step} is not allowed in ${state.phase}`);
        return { type: eventOf[step], data: dataOf(step) };
      });
    },
    async comment(report, text) {
      await handle(store, streamOf(report), (state) => {
        if (state.phase === 'none') throw new Error('there is no report');
        return { type: 'commented', data: { text, ...envelope('verify') } };
      });
    },
    async commentsOf(report) {
      const { events } = await store.readStream<ReportEvent>(streamOf(report));
      return {
        texts: events
          .filter(({ type }) => type === 'commented')
          .map(({ data }) => ('text' in data ? data.text : '')),
        revisions: events.map(({ metadata }) => Number(metadata.streamPosition)),
      };
    },
    async durability() {
      if (durability === undefined) throw new Error('nothing was committed');
      return durability;
    },
    close: async () => {},
  };
};
