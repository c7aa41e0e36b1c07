import { type Batch, type EventStore, isDamagedEvent, type RecordedEvent } from '@phananh/core';
import type { Database } from 'better-sqlite3';

type Mark = Pick<RecordedEvent, 'stream' | 'revision' | 'id' | 'position'>;

/** Remembers the last event that was applied: it tells this log from another one, and from this one restored shorter. */
export const markLastEvent = (database: Database): ((batch: Batch) => void) => {
  const put = database.prepare<[Mark]>(
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
export const isSameLog = async (database: Database, store: EventStore): Promise<boolean> => {
  const mark = database.prepare<[], Mark>('SELECT stream, revision, id, position FROM log').get();
  if (mark === undefined) return true;
  try {
    for await (const event of store.readStream(mark.stream, { fromRevision: mark.revision, limit: 1 })) {
      return event.id === mark.id && event.position === mark.position;
    }
    return false;
  } catch (error) {
    // It has an event there, which cannot be read any more: that holds up its stream, and not all that is computed.
    if (isDamagedEvent(error) && error.details.revision === mark.revision)
      return error.details.found === undefined;
    throw error;
  }
};
