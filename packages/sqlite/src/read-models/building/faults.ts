import type { RecordedEvent } from '@phananh/core';
import { type EventFault, isUnavailable } from '@phananh/core/engine';
import BetterSqlite from 'better-sqlite3';

/**
 * The events as projections are given them: one that is not what its workflow writes says so itself, and holds up its stream
 * as soon as it is folded. Otherwise a value of the wrong type would be taken in where nothing happens to stumble over it.
 */
export const faultMarking = (
  faultOf: EventFault,
): ((events: readonly RecordedEvent[]) => readonly RecordedEvent[]) => {
  /** A batch is looked at twice: before it is applied, and then. */
  const judged = new WeakMap<readonly RecordedEvent[], readonly RecordedEvent[]>();
  return (events) => {
    const known = judged.get(events);
    if (known !== undefined) return known;
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
    const result = marked ?? events;
    judged.set(events, result);
    return result;
  };
};

/**
 * Whether an error says nothing about an event: the disk is full, another process writes, the log does not answer. What SQLite
 * refuses of a value is the event's fault.
 */
export const isOfTheMachine = (error: unknown): boolean =>
  isUnavailable(error) || (error instanceof BetterSqlite.SqliteError && !isOfValue(error.code));

/** A value of another type than its column, none where there must be one, or one that is too large. */
const isOfValue = (code: string): boolean =>
  ['SQLITE_CONSTRAINT', 'SQLITE_MISMATCH', 'SQLITE_TOOBIG', 'SQLITE_RANGE'].some((one) =>
    code.startsWith(one),
  );
