import type { RecordedEvent, Revision } from '@phananh/core';
import type { Database } from 'better-sqlite3';
import { followsIn } from '../building/revision-gaps.ts';

/** How far a projection has taken in each stream: it is told when events are missing between. */
export const streamRevisions = (
  database: Database,
  projection: string,
): {
  /** Notes that an event is taken in. @throws `StoreCorrupt` of core when others are missing before it */
  take(event: RecordedEvent): void;
  /** Undefined: nothing yet. */
  upTo(stream: string): Revision | undefined;
} => {
  const demandFollows = followsIn(database, projection);
  const find = database.prepare<[string, string], { readonly revision: Revision }>(
    'SELECT revision FROM stream_revisions WHERE projection = ? AND stream = ?',
  );
  const put = database.prepare<[string, string, Revision]>(
    'INSERT OR REPLACE INTO stream_revisions (projection, stream, revision) VALUES (?, ?, ?)',
  );
  return {
    upTo: (stream) => find.get(projection, stream)?.revision,
    take: (event) => {
      const { stream, revision } = event;
      // A first event needs nothing before it.
      demandFollows(revision === 0 ? undefined : find.get(projection, stream), event);
      put.run(projection, stream, revision);
    },
  };
};
