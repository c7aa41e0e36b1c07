import type { Actor } from './actor.ts';
import type { RecordedEvent } from './envelope.ts';
import { PhananhError } from './errors.ts';
import type { JsonObject } from './json.ts';
import type { AnyCommandHandler } from './process-manager.ts';
import { derivedUuid } from './random.ts';
import { type Clock, epochOf, type Instant } from './time.ts';

/** A command that becomes due. */
export interface Timer {
  /** Its name among all timers that its stream ever has: it fires at most once. */
  readonly key: string;
  readonly at: Instant;
  readonly command: string;
  /** Follows from the key alone: a repeat must be the same command. */
  readonly input: JsonObject;
}

/** The timers of a workflow: a small fold of its own, and what is pending in it. Pure. */
export interface TimerRules<Facts, Policy> {
  /** What timers need to know of a subject after an event: plain data. Undefined: nothing can become due any more. */
  readonly evolve: (facts: Facts | undefined, event: RecordedEvent) => Facts | undefined;
  readonly pending: (facts: Facts, policy: Policy) => readonly Timer[];
}

/** A timer in an index, with its subject. */
export interface DueTimer extends Timer {
  readonly workflow: string;
  readonly id: string;
  /** Revision of the subject that the timer was computed at: when it grows, what was refused is worth another try. */
  readonly revision: number;
}

/** Which timers are pending: a projection of the log, disposable, maybe a little behind. */
export interface TimerIndex {
  /** Those due at or before a moment, the earliest first. */
  due(at: Instant, limit: number): readonly DueTimer[];
  /** When the next one is due; undefined when none is pending. */
  next(): Instant | undefined;
}

/** The actor of every command that a timer gives. */
export const timersActor: Actor = { kind: 'system', id: 'timers' };

/** The id of the command that a timer gives: the same on every host and at every try. */
export const timerCommandId = ({ workflow, id, key }: Pick<DueTimer, 'workflow' | 'id' | 'key'>): string =>
  derivedUuid(`timer:${workflow}-${id}:${key}`);

export interface TimerOptions {
  readonly index: TimerIndex;
  readonly handlers: readonly AnyCommandHandler[];
  readonly clock: Clock;
  /** Commands at a time. Default 64. */
  readonly concurrency?: number;
  /** Told of every failure but a refusal. The timer is tried again. */
  readonly onError?: (error: unknown, timer: DueTimer) => void;
}

export interface Tick {
  readonly fired: number;
  /** The lifecycle said no: the timer waits for the next event of its subject. */
  readonly refused: number;
  readonly failed: number;
}

export interface Timers {
  /** Fires everything that is due now, and that this process has not fired since its subject's last event. */
  tick(): Promise<Tick>;
  /** How long the oldest due timer has waited, in milliseconds; 0 when none is due. */
  lagMilliseconds(): number;
  /** When there is something to do again at the latest. */
  next(): Instant | undefined;
}

const pageSize = 1_000;
const firstPause = 1_000;
const longestPause = 60_000;

/** What became of a timer here. */
interface Settled {
  readonly revision: number;
  readonly attempts: number;
  /** Of a failure: not before this moment. */
  readonly notBefore: number;
}

/**
 * Gives the commands of due timers. The index may be behind, another host may fire the same: the command's id follows
 * from the timer's key, so that it happens once. When it is late, the command is; no verdict hangs on it.
 */
export const timers = ({ index, handlers, clock, concurrency = 64, onError }: TimerOptions): Timers => {
  const settled = new Map<string, Settled>();

  const isOpen = (timer: DueTimer, now: number): boolean => {
    const known = settled.get(nameOf(timer));
    return known === undefined || known.revision < timer.revision || now >= known.notBefore;
  };

  const fire = async (timer: DueTimer): Promise<keyof Tick> => {
    const { workflow, id, command, input, revision } = timer;
    const handler = handlers.find((candidate) => candidate.workflow.name === workflow);
    const settle = (attempts: number, notBefore: number): void => {
      settled.set(nameOf(timer), { revision, attempts, notBefore });
    };
    try {
      if (handler === undefined) throw new TypeError(`there is no workflow ${workflow} here`);
      await handler.execute(id, command, input, { actor: timersActor, commandId: timerCommandId(timer) });
      settle(0, Number.POSITIVE_INFINITY);
      return 'fired';
    } catch (error) {
      if (error instanceof PhananhError && isFinalAnswer(error)) {
        settle(0, Number.POSITIVE_INFINITY);
        return 'refused';
      }
      const attempts = (settled.get(nameOf(timer))?.attempts ?? 0) + 1;
      const pause = Math.min(firstPause * 2 ** (attempts - 1), longestPause);
      settle(attempts, epochOf(clock.now()) + pause);
      onError?.(error, timer);
      return 'failed';
    }
  };

  /** Due and open timers, a page at a time; what is settled but still in the index is stepped over. */
  const page = (now: Instant): readonly DueTimer[] =>
    index.due(now, pageSize + settled.size).filter((timer) => isOpen(timer, epochOf(now)));

  /** Forgets what the index has forgotten. */
  const forget = (now: Instant): void => {
    if (settled.size === 0) return;
    const still = new Set(index.due(now, settled.size + pageSize).map(nameOf));
    for (const name of settled.keys()) if (!still.has(name)) settled.delete(name);
  };

  return {
    tick: async () => {
      const counts = { fired: 0, refused: 0, failed: 0 };
      const now = clock.now();
      forget(now);
      for (let open = page(now); open.length > 0; open = page(now)) {
        for (const subject of await inLanes(bySubject(open), concurrency, async (same) => {
          const results: (keyof Tick)[] = [];
          // One subject's timers in the order of their moments.
          for (const timer of same) results.push(await fire(timer));
          return results;
        })) {
          for (const result of subject) counts[result] += 1;
        }
      }
      return counts;
    },
    lagMilliseconds: () => {
      const now = clock.now();
      const oldest = page(now)[0];
      return oldest === undefined ? 0 : Math.max(0, epochOf(now) - epochOf(oldest.at));
    },
    next: () => index.next(),
  };
};

const nameOf = ({ workflow, id, key }: DueTimer): string => `${workflow}-${id}:${key}`;

/** Codes that a repeat of the same command at the same state gets again. */
const isFinalAnswer = ({ code }: PhananhError): boolean =>
  !['store-unavailable', 'store-locked', 'contended', 'wrong-expected-revision'].includes(code);

const bySubject = (due: readonly DueTimer[]): readonly (readonly DueTimer[])[] => [
  ...Map.groupBy(due, ({ workflow, id }) => `${workflow}-${id}`).values(),
];

/** Works through items in as many lanes at a time. */
const inLanes = async <Item, Result>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const item = items[next++];
      if (item !== undefined) results.push(await work(item));
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  return results;
};
