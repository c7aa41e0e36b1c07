import { type EventStore, PhananhError, type RecordedEvent } from '@phananh/core';
import { type NextTimer, nextTimersIn, type Timed, type Timer } from '@phananh/core/engine';
import type { Database } from 'better-sqlite3';
import { isOfTheMachine } from '../building/faults.ts';
import type { Projection, Unprepared } from '../building/projection.ts';

/** What timers are computed from, beside the log. */
export interface TimerSource {
  readonly timed: readonly Timed[];
  /** Tells rules, rungs and calendars: when it is another, what is pending is computed again from the log. */
  readonly fingerprint: string;
  /** Subjects that may have something pending, a thousand or so at a time: far fewer than there are, where that is known. */
  readonly open: (database: Database, store: EventStore) => AsyncIterable<readonly TimedSubject[]>;
  /** The timers of other subjects, where tables tell them without their streams being read; those with none are left out. */
  readonly ended?: (database: Database) => Iterable<readonly FoundTimer[]>;
}

/** The earliest timer of a subject at a revision, as tables tell; `unknown`: only its stream does. */
export interface FoundTimer {
  readonly subject: TimedSubject;
  readonly revision: number;
  readonly timer: Pick<Timer, 'key' | 'at' | 'command'> | 'unknown';
}

/** A subject of a workflow. */
export interface TimedSubject {
  readonly workflow: string;
  readonly id: string;
}

export const timersName = 'timers';

/** Events → rows of `timers`: what each stream has pending, and when first. */
export const timerProjection = (
  database: Database,
  { timed }: TimerSource,
  store: EventStore,
): Projection => {
  let nextTimers = nextTimersIn(store, timed);
  const put = database.prepare(
    'INSERT OR REPLACE INTO timers (stream, revision, key, at, command) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM timers WHERE stream = ?');
  let prepared: readonly NextTimer[] = [];
  const write = (): void => {
    for (const { stream, revision, timer } of prepared) {
      if (timer === undefined) remove.run(stream);
      else put.run(stream, revision, timer.key, timer.at, timer.command);
    }
  };
  /** Stream by stream, so that one that cannot be folded leaves the others theirs. */
  const prepareEach = async (events: readonly RecordedEvent[]): Promise<readonly Unprepared[]> => {
    // What it holds is of the attempt that failed.
    nextTimers = nextTimersIn(store, timed);
    const found: NextTimer[] = [];
    const unprepared: Unprepared[] = [];
    for (const own of Map.groupBy(events, ({ stream }) => stream).values()) {
      try {
        found.push(...(await nextTimers(own)));
      } catch (error) {
        if (isOfTheMachine(error)) throw error;
        const event = faultyOf(own, error);
        if (event !== undefined) unprepared.push({ event, error });
      }
    }
    prepared = found;
    return unprepared;
  };
  const prepare = async (events: readonly RecordedEvent[]): Promise<readonly Unprepared[]> => {
    try {
      prepared = await nextTimers(events);
      return [];
    } catch {
      return prepareEach(events);
    }
  };
  return {
    name: timersName,
    // They follow from the state that commands are decided on, which has every event or is none.
    skips: 'stream',
    prepare,
    apply: write,
  };
};

/**
 * Which of a stream's events an error is about, or the first after it; undefined when it is one that comes later: streams
 * are read further than the log is followed, and it is told when its batch comes.
 */
export const faultyOf = (own: readonly RecordedEvent[], error: unknown): RecordedEvent | undefined => {
  const { revision: named } = error instanceof PhananhError ? error.details : {};
  const faulty = typeof named === 'number' ? named : 0;
  return own.find(({ revision }) => revision >= faulty);
};
