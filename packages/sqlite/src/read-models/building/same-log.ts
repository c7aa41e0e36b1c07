import type { EventStore } from '@phananh/core';
import { type Batch, isDamagedEvent, StoreBehind, StreamDeleted } from '@phananh/core/engine';
import type { Database } from 'better-sqlite3';
import { type SeenEvent, type SeenLog, seenIn, seenLogIn } from '../../seen-log.ts';

/** Remembers the last event that was applied: it tells this log from another one, and from this one restored shorter. */
export const markLastEvent = (database: Database): ((batch: Batch) => void) => {
  const put = database.prepare<[SeenEvent]>(
    'INSERT OR REPLACE INTO log (only_row, stream, revision, id, position) VALUES (1, @stream, @revision, @id, @position)',
  );
  return ({ events }) => {
    // What is only known to be missing has no place of its own.
    const last = events.findLast(({ id }) => id !== '');
    if (last === undefined) return;
    const { stream, revision, id, position } = last;
    put.run({ stream, revision, id, position });
  };
};

/** Whether the log holds the event that was applied last, where it was. */
export const isSameLog = (database: Database, store: EventStore): Promise<boolean> =>
  isLogSeen(seenIn(database), store);

export const isLogSeen = async (seen: SeenLog, store: EventStore): Promise<boolean> =>
  (await whatIsMissing(seen, store)) === undefined;

/**
 * A log that ends before what was seen of it, or has something else there, has lost what was acknowledged. Whoever goes on from
 * it quietly hides that, and positions are given out a second time.
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
    // Nothing is there any more: of a stream that was truncated up to its end only the beginning tells.
    for await (const _ of store.readStream(stream, { limit: 1 })) break;
    return false;
  } catch (error) {
    // Only the log that had the stream says that it was deleted; what it says of it is told elsewhere.
    if (error instanceof StreamDeleted) return true;
    // It has an event there, which cannot be read any more: that holds up its stream, and not all that is computed.
    if (isDamagedEvent(error) && error.details.revision === revision)
      return error.details.found === undefined;
    throw error;
  }
};
