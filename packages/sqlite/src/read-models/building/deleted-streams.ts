import { type StreamDeletion, streamOf } from '@phananh/core/engine';
import type { ParkedStream } from '@phananh/core/read-models';
import { reportWorkflow } from '@phananh/core/reports';
import type { Database } from 'better-sqlite3';

/** Streams that somebody deleted in the store: what was computed from them stays, for it happened. */
export const deletedStreamsTable = `
-- streams that somebody deleted or truncated with the tools of the store's server
CREATE TABLE deleted_streams (
  stream TEXT PRIMARY KEY,
  how TEXT NOT NULL,
  position INTEGER NOT NULL,
  recorded_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** Notes what was deleted, and what was taken back. Within the transaction that takes in the events beside it. */
export const deletionNotes = (
  database: Database,
): ((deletions: readonly StreamDeletion[] | undefined) => void) => {
  const put = database.prepare<[StreamDeletion]>(
    `INSERT INTO deleted_streams (stream, how, position, recorded_at) VALUES (@stream, @how, @position, @recordedAt)
     ON CONFLICT (stream) DO UPDATE SET how = excluded.how, position = excluded.position, recorded_at = excluded.recorded_at
     WHERE how <> 'tombstoned' AND excluded.position > position`,
  );
  const remove = database.prepare<[StreamDeletion]>(
    "DELETE FROM deleted_streams WHERE stream = @stream AND how <> 'tombstoned' AND position < @position",
  );
  return (deletions = []) => {
    for (const deletion of deletions) (deletion.how === 'restored' ? remove : put).run(deletion);
  };
};

/** As they stand in the list of what is parked: whatever else is wrong with such a stream follows from it. */
export const deletedInStore = (database: Database): (() => readonly ParkedStream[]) => {
  const select = database.prepare<[], StreamDeletion>(
    'SELECT stream, how, position, recorded_at AS recordedAt FROM deleted_streams ORDER BY position',
  );
  return () =>
    select.all().map(({ stream, how, position, recordedAt }) => ({
      projection: 'all',
      stream,
      revision: 0,
      position,
      type: 'deleted-in-store',
      message: `${stream} was ${how} in the event store, outside phananh`,
      parkedAt: recordedAt,
    }));
};

/** How many there are, of reports among them, and of those how many have no case, or one that is not whole. */
export const deletedCounts = (database: Database) => {
  const prefix = streamOf(reportWorkflow, '');
  const counts = database.prepare<
    [string],
    { readonly deletedStreams: number; readonly deletedReports: number; readonly missingReports: number }
  >(
    `WITH deleted AS (
       SELECT stream, substr(stream, length(p.prefix) + 1) AS id, substr(stream, 1, length(p.prefix)) = p.prefix AS isReport
       FROM deleted_streams, (SELECT ? AS prefix) AS p)
     SELECT count(*) AS deletedStreams, coalesce(sum(isReport), 0) AS deletedReports, coalesce(sum(isReport AND (
       NOT EXISTS (SELECT 1 FROM case_states WHERE report_id = id)
       OR EXISTS (SELECT 1 FROM parked WHERE projection = 'cases' AND parked.stream = deleted.stream))), 0) AS missingReports
     FROM deleted`,
  );
  return () => counts.get(prefix) ?? { deletedStreams: 0, deletedReports: 0, missingReports: 0 };
};
