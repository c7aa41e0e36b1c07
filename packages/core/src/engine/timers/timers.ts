import type { Actor } from '../base/actor.ts';
import {
  Forbidden,
  IdempotencyConflict,
  InvalidCommand,
  NotDeclared,
  NotFound,
  OccurredOutOfOrder,
  Refused,
  UnknownCommand,
  WrongPhase,
} from '../base/errors.ts';
import type { Revision } from '../base/places.ts';
import { derivedUuid, type Random } from '../base/random.ts';
import { withoutSecrets } from '../base/server-address.ts';
import { systemRandom } from '../base/system.ts';
import { type Clock, epochOf, type Instant, instantOf } from '../base/time.ts';
import type { Snapshot } from '../commands/snapshots.ts';
import { dueBy } from '../log/clock-guard.ts';
import type { AnyCommandHandler } from '../reactions/process-manager.ts';
import { idInStream, type Timer } from '../workflow/workflow.ts';
import { inLanes } from './lanes.ts';
import { pendingTimers } from './next-timers.ts';
import type { IndexedTimer, TimerIndex } from './timer-index.ts';

/** The actor of every command that a timer gives. */
export const timersActor: Actor = { kind: 'system', id: 'timers' };

/** The command id of a timer: the same on every host and after every restart, so that it appends once. */
export const timerCommandId = (stream: string, key: string): string => derivedUuid(`timer:${stream}:${key}`);

export interface TimerOptions {
  readonly index: TimerIndex;
  /** The workflows whose timers fire here. Streams of other workflows are not touched. */
  readonly handlers: readonly AnyCommandHandler[];
  readonly clock: Clock;
  /** Chance for the pauses after failures, so that streams that failed together are not tried again together. */
  readonly random?: Random;
  /** Most streams whose timers fire at a time. Default 64. */
  readonly concurrency?: number;
  /** Called with every failure but a refusal. The timer is tried again. */
  readonly onError?: (failure: TimerFailure) => void;
}

export interface TimerFailure {
  readonly error: unknown;
  readonly stream: string;
  readonly key: string;
  readonly attempts: number;
  readonly retryAt: Instant;
}

export interface Tick {
  readonly fired: number;
  /** Timers whose command the workflow refused, or had taken already. They are tried again after the next event of their stream. */
  readonly refused: number;
  readonly failed: number;
}

export interface Timers {
  /** Fires everything that is due now, streams by instant, each stream's timers in order. The signal ends it early. */
  tick(signal?: AbortSignal): Promise<Tick>;
  /** Milliseconds that the oldest due timer has waited which was neither given nor refused yet; failing ones count. */
  lagMilliseconds(): number;
  /** How many streams have a timer that failed and is tried again. */
  failing(): number;
  /** Why a timer that is due at an instant has not fired here; undefined: nobody has tried it yet, or it is not due. */
  waiting(entry: IndexedTimer, now: Instant): TimerWait | undefined;
}

/** `refused`: until its stream has another event. `given`: it has fired, and only the index does not say so yet. */
export type TimerWait =
  | { readonly state: 'failing'; readonly failing: FailedTimer }
  | { readonly state: 'refused' | 'given' };

/** A timer that could not be given, and is tried again. */
export interface FailedTimer {
  readonly attempts: number;
  readonly retryAt: Instant;
  readonly message: string;
}

/** A stream whose due timers were given, refused or failed. It is looked at again when its entry is of a later revision, or at `until`. */
interface Settled {
  readonly revision: Revision;
  readonly until: Instant | undefined;
}

interface Failing extends FailedTimer {
  /** The time of the failure. When the clock shows an earlier time, it was set back, and the pause is not kept. */
  readonly at: Instant;
}

const pageSize = 1_000;
const firstPause = 1_000;
const longestPause = 300_000;

/**
 * Fires timers by ordinary commands. Its memory may be lost at any time, because the streams tell which timers have fired.
 *
 * The id of the command follows from the key of the timer, so that a repeat, or another host that does the same, appends nothing. A timer that
 * fires late gives its command late; no verdict depends on when.
 */
export const timers = ({
  index,
  handlers,
  clock,
  random = systemRandom(),
  concurrency = 64,
  onError = () => {},
}: TimerOptions): Timers => {
  let settled = new Map<string, Settled>();
  let failing = new Map<string, Failing>();
  const busy = new Set<string>();

  const isSettled = ({ stream, revision }: IndexedTimer, now: Instant): boolean => {
    const done = settled.get(stream);
    return done !== undefined && revision <= done.revision && (done.until === undefined || now < done.until);
  };
  const isPausing = ({ stream }: IndexedTimer, now: Instant): boolean => {
    const failure = failing.get(stream);
    return failure !== undefined && now >= failure.at && now < failure.retryAt;
  };

  /** Streams with a due timer, a page at a time, the earliest first. */
  const pages = function* (now: Instant): Generator<readonly IndexedTimer[]> {
    for (let page = index.due(now, { limit: pageSize }); ; ) {
      yield page;
      const after = page.at(-1);
      if (after === undefined || page.length < pageSize) return;
      page = index.due(now, { limit: pageSize, after });
    }
  };

  const fire = async (
    { stream, key }: IndexedTimer,
    counts: Counts,
    signal: AbortSignal | undefined,
  ): Promise<void> => {
    const handler = handlers.find(({ workflow }) => idInStream(workflow, stream) !== undefined);
    if (handler === undefined || signal?.aborted === true) return;
    busy.add(stream);
    try {
      settled.set(stream, await fireStream(handler, stream, clock, counts, signal));
      failing.delete(stream);
    } catch (error) {
      counts.failed += 1;
      const attempts = (failing.get(stream)?.attempts ?? 0) + 1;
      const at = clock.now();
      const retryAt = instantOf(epochOf(at) + pauseAfter(attempts, random));
      const message = withoutSecrets(error instanceof Error ? error.message : String(error));
      failing.set(stream, { attempts, retryAt, message, at });
      onError({ error, stream, key, attempts, retryAt });
    } finally {
      busy.delete(stream);
    }
  };

  return {
    tick: async (signal) => {
      const counts: Counts = { fired: 0, refused: 0, failed: 0 };
      const now = dueBy(clock);
      // Undefined while the clock is in doubt: a timer may not be due at all.
      if (now === undefined) return counts;
      const due = new Set<string>();
      for (const page of pages(now)) {
        if (signal?.aborted === true) return counts;
        for (const { stream } of page) due.add(stream);
        const open = page.filter(
          (entry) => !busy.has(entry.stream) && !isSettled(entry, now) && !isPausing(entry, now),
        );
        await inLanes(concurrency, open, (entry) => fire(entry, counts, signal));
      }
      // Streams that the index does not name as due any more are forgotten.
      settled = only(due, settled);
      failing = only(due, failing);
      return counts;
    },
    lagMilliseconds: () => {
      const now = clock.now();
      for (const page of pages(now)) {
        const oldest = page.find((entry) => !isSettled(entry, now));
        if (oldest !== undefined) return epochOf(now) - epochOf(oldest.at);
      }
      return 0;
    },
    failing: () => failing.size,
    waiting: (entry, now) => {
      const failure = failing.get(entry.stream);
      if (failure !== undefined) {
        const { attempts, retryAt, message } = failure;
        return { state: 'failing', failing: { attempts, retryAt, message } };
      }
      if (!isSettled(entry, now)) return undefined;
      return { state: (settled.get(entry.stream)?.revision ?? -1) > entry.revision ? 'given' : 'refused' };
    },
  };
};

const only = <Entry>(names: ReadonlySet<string>, entries: ReadonlyMap<string, Entry>): Map<string, Entry> =>
  new Map([...entries].filter(([name]) => names.has(name)));

interface Counts {
  fired: number;
  refused: number;
  failed: number;
}

/** Milliseconds before the next attempt: twice as many after each, less a random part of up to a half. */
const pauseAfter = (attempts: number, random: Random): number => {
  const longest = Math.min(firstPause * 2 ** Math.min(attempts - 1, 20), longestPause);
  const [byte = 0] = random.bytes(1);
  return Math.round(longest * (1 - byte / 512));
};

/** Gives the commands of a stream's due timers in order, each decided on the state that the one before left. */
const fireStream = async (
  handler: AnyCommandHandler,
  stream: string,
  clock: Clock,
  counts: Counts,
  signal: AbortSignal | undefined,
): Promise<Settled> => {
  const id = idInStream(handler.workflow, stream) ?? '';
  let subject: Pick<Snapshot<object>, 'revision' | 'state'> | undefined = await handler.load(id);
  const useless = new Set<string>();
  while (subject !== undefined) {
    const [next]: readonly (Timer | undefined)[] = pendingTimers(handler, subject.state, id).filter(
      ({ key }) => !useless.has(key),
    );
    if (next === undefined || next.at > clock.now() || signal?.aborted === true)
      return { revision: subject.revision, until: next?.at };
    const given = await give(handler, id, stream, next);
    if (given !== undefined && !given.replayed) {
      counts.fired += 1;
      subject = given;
      continue;
    }
    // Refused, or given before: it would be again, unless the stream has grown meanwhile.
    const now = await handler.load(id);
    if (now?.revision === subject.revision) {
      useless.add(next.key);
      counts.refused += 1;
    }
    subject = now;
  }
  return { revision: -1, until: undefined };
};

/** Gives a timer's command; undefined when the rules refuse it. */
const give = async (handler: AnyCommandHandler, id: string, stream: string, timer: Timer) => {
  const { command, input, key } = timer;
  const { name, timers } = handler.workflow;
  if (timers?.gives.includes(command) !== true) {
    throw new NotDeclared(`${name}: the timer ${key} gives ${command}, which its definition does not name`, {
      workflow: name,
      timer: key,
      command,
    });
  }
  try {
    const options = { actor: timersActor, commandId: timerCommandId(stream, key) };
    return await handler.execute(id, command, input, options);
  } catch (error) {
    if (refusals.some((refusal) => error instanceof refusal)) return undefined;
    throw error;
  }
};

/** Errors that would be the same on the same state. */
const refusals = [
  Refused,
  WrongPhase,
  Forbidden,
  NotFound,
  InvalidCommand,
  UnknownCommand,
  IdempotencyConflict,
  OccurredOutOfOrder,
] as const;
