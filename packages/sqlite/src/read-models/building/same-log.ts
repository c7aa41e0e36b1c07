import type { EventStore } from '@phananh/core';
import { type Batch, isDamagedEvent, StoreBehind, StreamDeleted } from '@phananh/core/engine';
import type { Database } from 'better-sqlite3';
import { type SeenEvent, type SeenLog, seenIn, seenLogIn } from '../../seen-log.ts';

/** Saves the last event that was applied: by it the next start tells this log from another one, or from an older backup of this one. */
export const markLastEvent = (database: Database): ((batch: Batch) => void) => {
  const put = database.prepare<[SeenEvent]>(
    'INSERT OR REPLACE INTO log (only_row, stream, revision, id, position) VALUES (1, @stream, @revision, @id, @position)',
  );
  return ({ events }) => {
    // An event that stands for missing ones has no id, and cannot be looked for.
    const last = events.findLast(({ id }) => id !== '');
    if (last === undefined) return;
    const { stream, revision, id, position } = last;
    put.run({ stream, revision, id, position });
  };
};

/** Whether the log has the event that was applied last, at the same position. */
export const isSameLog = (database: Database, store: EventStore): Promise<boolean> =>
  isLogSeen(seenIn(database), store);

export const isLogSeen = async (seen: SeenLog, store: EventStore): Promise<boolean> =>
  (await whatIsMissing(seen, store)) === undefined;

/**
 * Refuses a log that ends before what the read models have seen of it, or has another event there: it has lost acknowledged events.
 * Going on would hide that, and give the positions of the lost events to others.
 *
 * @throws {@link StoreBehind}
 */
export const assertLogAsSeen = async (path: string, store: EventStore): Promise<void> => {
  const seen = seenLogIn(path);
  const missing = seen && (await whatIsMissing(seen, store));
  if (missing !== undefined) throw new StoreBehind(`${path} has seen ${missing}`, { path });
};

const whatIsMissing = async (
  { event, followed }: SeenLog,
  store: EventStore,
): Promise<string | undefined> => {
  if (event !== undefined && !(await holds(store, event))) {
    const { stream, revision, position } = event;
    return `revision ${revision} of ${stream} at position ${position}, which the log does not have there`;
  }
  const end = store.end?.();
  if (end === undefined || followed <= end) return undefined;
  return `the log up to position ${followed}, and it ends at ${end}`;
};

const holds = async (store: EventStore, { stream, revision, id, position }: SeenEvent): Promise<boolean> => {
  try {
    for await (const event of store.readStream(stream, { fromRevision: revision, limit: 1 }))
      return event.id === id && event.position === position;
    // The event is gone. If its stream was truncated up to its end, reading its beginning throws `StreamDeleted`.
    for await (const _ of store.readStream(stream, { limit: 1 })) break;
    return false;
  } catch (error) {
    // Only the log that had the stream can say that it was deleted. The deletion itself is told elsewhere.
    if (error instanceof StreamDeleted) return true;
    // The event is there and damaged: it parks its stream, and does not stop all read models.
    if (isDamagedEvent(error) && error.details.revision === revision)
      return error.details.found === undefined;
    throw error;
  }
};
