import type { Clock, RecordedEvent, Revision } from '@phananh/core';
import { StoreCorrupt } from '@phananh/core/engine';
import type { ParkedStream } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';

/** Parks the stream of an event that a projection cannot apply. What was parked of that stream for that projection is replaced. */
export const parking = (
  database: Database,
  clock: Clock,
): ((projection: string, event: RecordedEvent, error: unknown) => void) => {
  const put = database.prepare<[ParkedStream]>(
    `INSERT OR REPLACE INTO parked (projection, stream, revision, position, type, message, parked_at)
     VALUES (@projection, @stream, @revision, @position, @type, @message, @parkedAt)`,
  );
  return (projection, event, error) => {
    const { stream, position, type } = event;
    const message = error instanceof Error ? error.message : String(error);
    const revision = firstMissing(error, event);
    put.run({ projection, stream, revision, position, type, message, parkedAt: clock.now() });
  };
};

/** The revision at which a stream is parked: that of the event, or of the first event that is missing before it. */
const firstMissing = (error: unknown, { stream, revision }: RecordedEvent): Revision => {
  if (!(error instanceof StoreCorrupt) || error.details.stream !== stream) return revision;
  const missing = error.details.revision;
  return typeof missing === 'number' ? Math.min(missing, revision) : revision;
};
