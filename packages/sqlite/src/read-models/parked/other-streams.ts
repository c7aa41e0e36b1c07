import { categoryOf, demandSound, idInStream } from '@phananh/core/engine';
import type { Database } from 'better-sqlite3';
import type { ProjectionSource } from '../building/read-side.ts';

/** Streams of one category, the part of their names before the first hyphen. */
export interface OtherStreams {
  readonly category: string;
  readonly streams: number;
}

const table = 'other_streams';

/**
 * Streams that no table is computed from: another workflow's. What is damaged in them is parked as well, so that
 * whoever asks what cannot be read is told all of it.
 *
 * Those of every workflow but the lifecycle's own are counted, whether it is there or not: who asks may have others than who computed.
 *
 * @param workflows whose streams tables are computed from
 * @param own those of the lifecycle of reports
 */
export const otherStreams = (
  workflows: readonly { readonly name: string }[],
  own: readonly { readonly name: string }[],
): ProjectionSource => {
  const isOf = (some: readonly { readonly name: string }[], stream: string): boolean =>
    some.some((workflow) => idInStream(workflow, stream) !== undefined);
  const name = 'other-streams';
  return {
    name,
    version: 2,
    tables: `CREATE TABLE ${table} (category TEXT PRIMARY KEY, streams INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,
    indexes: '',
    on: (database) => {
      const count = database.prepare<[string]>(
        `INSERT INTO ${table} (category, streams) VALUES (?, 1) ON CONFLICT (category) DO UPDATE SET streams = streams + 1`,
      );
      return {
        name,
        apply: (events) => {
          for (const event of events) {
            const { stream, revision } = event;
            if (event.fault !== undefined && !isOf(workflows, stream)) demandSound(event);
            if (revision === 0 && !isOf(own, stream)) count.run(categoryOf(stream));
          }
        },
      };
    },
  };
};

/** Those that none of some workflows is of, and none of the lifecycle's own, some of which are younger than tables are; nothing where that is not computed yet. */
export const otherStreamsIn = (
  database: Database,
  workflows: readonly { readonly name: string }[],
  own: readonly { readonly name: string }[],
): readonly OtherStreams[] => {
  const known = database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table);
  if (known === undefined) return [];
  return database
    .prepare<[], OtherStreams>(`SELECT category, streams FROM ${table} ORDER BY category`)
    .all()
    .filter(({ category }) => [...own, ...workflows].every(({ name }) => name !== category));
};
