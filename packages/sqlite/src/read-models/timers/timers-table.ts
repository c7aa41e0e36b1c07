import type { EventStore, RecordedEvent } from '@phananh/core';
import { idInStream, type NextTimer, nextTimerOf, nextTimersIn, streamOf } from '@phananh/core/engine';
import type { Database } from 'better-sqlite3';
import { faultMarking, isOfTheMachine } from '../building/faults.ts';
import { parking } from '../building/park.ts';
import type { LateTable, ReadSide } from '../building/read-side.ts';
import { skippedEvents } from '../building/skipped-events.ts';
import { parkedStreams } from '../building/standing.ts';
import { streamAsFollowed } from '../reading/followed-stream.ts';
import {
  faultyOf,
  type TimedSubject,
  type TimerSource,
  timerProjection,
  timersName,
} from './timer-projection.ts';

/** The table of what each stream has pending. */
export const timersTable = (source: TimerSource, side: Pick<ReadSide, 'clock' | 'faultOf'>): LateTable => ({
  name: timersName,
  isCurrent: (database) =>
    database.prepare<[], string>('SELECT fingerprint FROM timer_rules').pluck().get() === filledBy(source),
  fill: (database, store) => fillTimers(database, source, store, side),
  on: (database, store) => timerProjection(database, source, store),
});

/** Raised when the same rules fill the table with other rows, or park other streams. */
const fillVersion = 2;

const filledBy = ({ fingerprint }: TimerSource): string => JSON.stringify([fillVersion, fingerprint]);

/**
 * Computes the table from the subjects that have not ended, which is far less than the log, and puts it where the other
 * projections are: what came into the log since is followed. Streams that cannot be folded are parked, as where they are followed.
 */
const fillTimers = async (
  database: Database,
  source: TimerSource,
  store: EventStore,
  { clock, faultOf }: Pick<ReadSide, 'clock' | 'faultOf'>,
): Promise<void> => {
  const position = database
    .prepare<[string], number | null>('SELECT min(position) FROM projections WHERE name <> ?')
    .pluck()
    .get(timersName);
  const put = database.prepare(
    'INSERT OR REPLACE INTO timers (stream, revision, key, at, command) VALUES (?, ?, ?, ?, ?)',
  );
  const park = parking(database, clock);
  database.exec('DELETE FROM timers; DELETE FROM timer_rules');
  database.prepare('DELETE FROM parked WHERE projection = ?').run(timersName);
  const timerOf = timersAsFollowed(store, source, faultMarking(faultOf), position ?? 0);
  const isKept = isFollowed(database);
  const fromStreams = async (subjects: readonly TimedSubject[]): Promise<void> => {
    const found = await Promise.all(subjects.filter(isKept).map(timerOf));
    database.transaction(() => {
      for (const one of found)
        if (one?.unprepared !== undefined) park(timersName, one.unprepared.event, one.unprepared.error);
        else if (one?.timer !== undefined)
          put.run(one.stream, one.revision, one.timer.key, one.timer.at, one.timer.command);
    })();
  };
  for (const found of source.ended?.(database) ?? []) {
    database.transaction(() => {
      for (const { subject, revision, timer } of found)
        if (timer !== 'unknown' && isKept(subject))
          put.run(
            streamOf({ name: subject.workflow }, subject.id),
            revision,
            timer.key,
            timer.at,
            timer.command,
          );
    })();
    await fromStreams(found.flatMap(({ subject, timer }) => (timer === 'unknown' ? [subject] : [])));
  }
  // Last: of those that both tell of, the stream does.
  for await (const subjects of subjectsToFill(database, source, store)) await fromStreams(subjects);
  database.transaction(() => {
    database
      .prepare('INSERT OR REPLACE INTO timer_rules (only_row, fingerprint) VALUES (1, ?)')
      .run(filledBy(source));
    if (position != null)
      database
        .prepare('INSERT OR REPLACE INTO projections (name, position) VALUES (?, ?)')
        .run(timersName, position);
  })();
};

/** Whether a subject is one that no operator had left out of the timers. */
const isFollowed = (database: Database): ((subject: TimedSubject) => boolean) => {
  const leftOut = new Set(
    skippedEvents(database)().flatMap(({ projection, stream }) =>
      projection === timersName ? [stream] : [],
    ),
  );
  return ({ workflow, id }) => !leftOut.has(streamOf({ name: workflow }, id));
};

/** Those that may have something pending, and those whose streams other projections have parked, which may know nothing of them. */
async function* subjectsToFill(
  database: Database,
  { timed, open }: TimerSource,
  store: EventStore,
): AsyncGenerator<readonly TimedSubject[], undefined> {
  yield* open(database, store);
  const parked = parkedStreams(database)().flatMap(({ stream }) =>
    timed.flatMap(({ workflow }): readonly TimedSubject[] => {
      const id = idInStream(workflow, stream);
      return id === undefined ? [] : [{ workflow: workflow.name, id }];
    }),
  );
  yield parked;
}

interface Found extends NextTimer {
  readonly unprepared?: undefined;
}

interface NotFound {
  readonly unprepared: { readonly event: RecordedEvent; readonly error: unknown };
}

/** What a subject has pending after the events up to a position; or its event that stands in the way. */
const timersAsFollowed =
  (
    store: EventStore,
    { timed }: TimerSource,
    marked: ReturnType<typeof faultMarking>,
    to: number,
  ): ((subject: TimedSubject) => Promise<Found | NotFound | undefined>) =>
  async ({ workflow: name, id }) => {
    const one = timed.find(({ workflow }) => workflow.name === name);
    if (one === undefined) return undefined;
    const reading: Pick<EventStore, 'readStream'> = {
      readStream: async function* (stream, options) {
        for await (const event of store.readStream(stream, options)) yield* marked([event]);
      },
    };
    try {
      return await nextTimerOf(reading, one, id);
    } catch (error) {
      if (isOfTheMachine(error)) throw error;
    }
    const events = await streamAsFollowed(store, streamOf(one.workflow, id), {
      fromRevision: 0,
      from: 0,
      to,
    });
    // Why it cannot be had is no event's fault: the next event of the stream is held up by it.
    if (events instanceof Error) return undefined;
    // What comes after `to` comes with its batch.
    const own = marked(events.filter(({ position }) => position <= to));
    try {
      return (await nextTimersIn(reading, [one])(own)).at(-1);
    } catch (error) {
      if (isOfTheMachine(error)) throw error;
      const event = faultyOf(own, error);
      return event && { unprepared: { event, error } };
    }
  };
