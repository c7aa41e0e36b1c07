import type { StreamDeletion } from '@phananh/core/engine';
import type { ParkedStream } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';

/** Streams that somebody deleted in the store. The rows that were computed from them stay: what they tell did happen. */
export const deletedStreamsTable = `
-- streams that somebody deleted or truncated with the tools of the store's server
CREATE TABLE deleted_streams (
  stream TEXT PRIMARY KEY,
  how TEXT NOT NULL,
  position INTEGER NOT NULL,
  recorded_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** Notes which streams were deleted and which deletions were taken back, in the transaction that applies the events of the same batch. */
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

/** The deleted streams in the form of parked ones. A stream that is both stands in the list once, as deleted: the rest follows from that. */
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
