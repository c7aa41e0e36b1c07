import { type EventStore, PhananhError, type RecordedEvent } from '@phananh/core';
import { type NextTimer, nextTimerOf, nextTimersIn, type Timed } from '@phananh/core/engine';
import type { Database } from 'better-sqlite3';
import { isOfTheMachine } from '../building/faults.ts';
import type { Projection, Unprepared } from '../building/projection.ts';
import type { LateTable } from '../building/read-side.ts';

/** What timers are computed from, beside the log. */
export interface TimerSource {
  readonly timed: readonly Timed[];
  /** Tells rules, rungs and calendars: when it is another, what is pending is computed again from the log. */
  readonly fingerprint: string;
  /** Subjects that may have something pending, a thousand or so at a time: far fewer than there are, where that is known. */
  readonly open: (database: Database, store: EventStore) => AsyncIterable<readonly TimedSubject[]>;
}

/** A subject of a workflow. */
export interface TimedSubject {
  readonly workflow: string;
  readonly id: string;
}

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
const faultyOf = (own: readonly RecordedEvent[], error: unknown): RecordedEvent | undefined => {
  const { revision: named } = error instanceof PhananhError ? error.details : {};
  const faulty = typeof named === 'number' ? named : 0;
  return own.find(({ revision }) => revision >= faulty);
};

const timersName = 'timers';

/** The table of what each stream has pending. */
export const timersTable = (source: TimerSource): LateTable => ({
  name: timersName,
  isCurrent: (database) => hasTimersOf(database, source),
  fill: (database, store) => fillTimers(database, source, store),
  on: (database, store) => timerProjection(database, source, store),
});

/** Whether the table was computed by these rules. */
const hasTimersOf = (database: Database, { fingerprint }: TimerSource): boolean =>
  database.prepare<[], string>('SELECT fingerprint FROM timer_rules').pluck().get() === fingerprint;

/**
 * Computes the table from the subjects that have not ended, which is far less than the log, and puts it where the other
 * projections are: what came into the log since is followed.
 */
const fillTimers = async (
  database: Database,
  { timed, fingerprint, open }: TimerSource,
  store: EventStore,
): Promise<void> => {
  const position = database
    .prepare<[string], number | null>('SELECT min(position) FROM projections WHERE name <> ?')
    .pluck()
    .get(timersName);
  const put = database.prepare(
    'INSERT OR REPLACE INTO timers (stream, revision, key, at, command) VALUES (?, ?, ?, ?, ?)',
  );
  database.exec('DELETE FROM timers; DELETE FROM timer_rules');
  for await (const subjects of open(database, store)) {
    const found = await Promise.all(subjects.map((subject) => timerOfSubject(store, timed, subject)));
    database.transaction(() => {
      for (const one of found)
        if (one?.timer !== undefined)
          put.run(one.stream, one.revision, one.timer.key, one.timer.at, one.timer.command);
    })();
  }
  database.transaction(() => {
    database
      .prepare('INSERT OR REPLACE INTO timer_rules (only_row, fingerprint) VALUES (1, ?)')
      .run(fingerprint);
    database.prepare(`DELETE FROM parked WHERE projection = ?`).run(timersName);
    if (position != null)
      database
        .prepare('INSERT OR REPLACE INTO projections (name, position) VALUES (?, ?)')
        .run(timersName, position);
  })();
};

/** What a subject has pending; undefined when its stream cannot be folded: it is parked when its next event comes. */
const timerOfSubject = async (
  store: EventStore,
  timed: readonly Timed[],
  { workflow: name, id }: TimedSubject,
): Promise<NextTimer | undefined> => {
  const one = timed.find(({ workflow }) => workflow.name === name);
  if (one === undefined) return undefined;
  try {
    return await nextTimerOf(store, one, id);
  } catch (error) {
    if (isOfTheMachine(error)) throw error;
    return undefined;
  }
};
