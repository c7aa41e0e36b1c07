import type { RecordedEvent } from '@phananh/core';
import { type EventFault, isUnavailable, keptBy } from '@phananh/core/engine';
import BetterSqlite from 'better-sqlite3';

/**
 * Marks the events that are not what their workflow writes: they get a `fault`, and a projection that folds one parks its stream. Without
 * the mark, a value of the wrong type would get into tables wherever no code happens to fail over it.
 */
export const faultMarking = (
  faultOf: EventFault,
): ((events: readonly RecordedEvent[]) => readonly RecordedEvent[]) => {
  // The same batch is asked for twice: to prepare, and to apply.
  return keptBy((events) => {
    let marked: RecordedEvent[] | undefined;
    for (const [place, event] of events.entries()) {
      const fault = event.fault ?? faultOf(event);
      if (fault === undefined || fault === event.fault) continue;
      marked ??= [...events];
      marked[place] = {
        ...event,
        data: {},
        fault: `revision ${event.revision} of ${event.stream}: ${fault}`,
      };
    }
    return marked ?? events;
  });
};

/**
 * Whether an error is of the machine and not of an event: the disk is full, another process writes, the log does not answer. A value that
 * SQLite refuses is the event's fault.
 */
export const isOfTheMachine = (error: unknown): boolean =>
  isUnavailable(error) || (error instanceof BetterSqlite.SqliteError && !isOfValue(error.code));

/** Codes of SQLite for a value that has another type than its column, is missing where there must be one, or is too large. */
const isOfValue = (code: string): boolean =>
  ['SQLITE_CONSTRAINT', 'SQLITE_MISMATCH', 'SQLITE_TOOBIG', 'SQLITE_RANGE'].some((one) =>
    code.startsWith(one),
  );
