import {
  type Batch,
  type Instant,
  instantOf,
  isMendable,
  type PhananhError,
  type Position,
  type StoreAccessDenied,
  StoreCorrupt,
  StoreUnavailable,
  type StoreUntrusted,
} from '@phananh/core/store';
import type { CallsOfClient } from '../connection/server-calls.ts';
import { storeError } from '../connection/store-error.ts';
import { limited, pauseAfter, type Timing } from '../connection/timing.ts';
import { type Head, readHead } from '../reading/head.ts';
import { type LinkOptions, listen } from './link.ts';
import { type Passed, passedEvents } from './passed.ts';

/** What a host tells of a subscription. */
export interface SubscriptionState {
  readonly streamPrefix: string;
  /** Up to which position the log was received. */
  readonly position: Position;
  readonly connected: boolean;
  readonly caughtUp: boolean;
  /** When `connected` changed last. */
  readonly since: Instant;
  /** Why it was last dropped, `null` when it never was. */
  readonly lastDrop: string | null;
  /** The code of that error, such as `store-access-denied`. */
  readonly lastDropCode: string | null;
  readonly drops: number;
}

/** A subscription that was dropped, and when it is tried again. */
export interface SubscriptionDrop {
  readonly streamPrefix: string;
  /** The subscription goes on after this position. */
  readonly position: Position;
  /** A denied access or a wrong certificate, which an operator has to mend, is tried again too, but seldom. */
  readonly error: StoreUnavailable | StoreAccessDenied | StoreUntrusted;
  /** How many attempts in a row have failed. */
  readonly failures: number;
  /** Milliseconds until the next attempt. */
  readonly pause: number;
}

export interface FollowOptions extends LinkOptions {
  readonly client: CallsOfClient;
  readonly after: Position;
  /** Failures in a row after which it ends with an error. */
  readonly attempts: number;
  readonly onDrop: (drop: SubscriptionDrop) => void;
  /** Called when a part of {@link Follower.state} other than the position has changed. */
  readonly onChange: (state: SubscriptionState) => void;
  /** Called when {@link Follower.take} would give a batch, or throw. */
  readonly wake: () => void;
}

export interface Follower {
  readonly state: SubscriptionState;
  /**
   * The next batch; `undefined` when there is none yet. The first call waits for the first batch.
   *
   * @throws the error that ended the following for good
   */
  take(): Promise<Batch | undefined>;
  stop(): void;
}

/**
 * Follows the log over one connection after another, each from where the last one was dropped.
 *
 * After a lost connection it connects again, after growing pauses, for as long as anybody reads.
 */
export const follow = (options: FollowOptions): Follower => {
  const { client, timing, streamPrefix, wake } = options;
  const passed = passedEvents(options.after);
  let stopped = false;
  let failed: { readonly error: unknown } | undefined;
  let failures = 0;
  let drops = 0;
  let lastDrop: PhananhError | undefined;
  let connected = false;
  let since = timing.now();
  let told = { connected: false, caughtUp: false, drops: 0 };
  const begun = Promise.withResolvers<void>();
  let disconnect = () => {};
  let cancelPause = () => {};
  let resume = () => {};

  const connectedIs = (now: boolean) => {
    if (connected !== now) since = timing.now();
    connected = now;
  };
  const stateOf = (): SubscriptionState => {
    const { end: position, atHead } = passed;
    const caughtUp = connected && atHead;
    return {
      streamPrefix,
      position,
      connected,
      caughtUp,
      since: instantOf(since),
      lastDrop: lastDrop?.message ?? null,
      lastDropCode: lastDrop?.code ?? null,
      drops,
    };
  };
  const tellChange = () => {
    const caughtUp = connected && passed.atHead;
    const isTold = told.connected === connected && told.caughtUp === caughtUp && told.drops === drops;
    if (stopped || isTold) return;
    told = { connected, caughtUp, drops };
    options.onChange(stateOf());
  };
  const tell = () => {
    tellChange();
    if (!passed.ready && failed === undefined) return;
    begun.resolve();
    wake();
  };

  const dropped = (cause: unknown): void => {
    if (stopped) return;
    disconnect();
    connectedIs(false);
    failures += 1;
    drops += 1;
    const error = storeError(cause, null);
    lastDrop = error;
    const again = timeToTryAgain(error);
    if (again === undefined || failures >= options.attempts) {
      failed = { error };
      tell();
      return;
    }
    cancelPause = timing.schedule(again.pause, connect);
    tellChange();
    options.onDrop({ streamPrefix, position: passed.end, error: again.error, failures, pause: again.pause });
  };

  /** The pause before the next attempt; undefined for an error that no attempt can change. */
  const timeToTryAgain = (error: PhananhError) => {
    if (error instanceof StoreUnavailable) return { error, pause: pauseAfter(failures, timing) };
    // A reader with a limited number of attempts is told at once. A follower without one waits until an operator has mended it.
    if (!isMendable(error) || Number.isFinite(options.attempts)) return undefined;
    return { error, pause: Math.max(pauseAfter(failures, timing), timing.mendingPause) };
  };

  const connect = (): void => {
    let current = true;
    disconnect = () => {
      current = false;
    };
    beginning(client, passed, timing)
      .then((head) => {
        if (!current) return;
        passed.begin(head);
        const link = listen(options, passed, {
          confirmed: () => {
            connectedIs(true);
            tellChange();
          },
          news: () => {
            failures = 0;
            tell();
          },
          dropped,
        });
        resume = link.resume;
        disconnect = link.end;
      })
      .catch((cause) => current && dropped(cause));
  };
  connect();

  return {
    get state() {
      return stateOf();
    },
    async take() {
      if (!stopped) await begun.promise;
      const batch = passed.take();
      if (batch) {
        resume();
        return batch;
      }
      if (failed) throw failed.error;
      return undefined;
    },
    stop() {
      stopped = true;
      disconnect();
      cancelPause();
      begun.resolve();
    },
  };
};

/**
 * Asks where the log ends now.
 *
 * @throws {@link StoreCorrupt} when that is before the last position that was read: a subscription from a position beyond its end
 * leaves out, without an error, what is written up to there
 */
const beginning = async (client: CallsOfClient, { end }: Passed, timing: Timing): Promise<Head> => {
  const limits = limited(timing);
  const head = await readHead(client, limits);
  if (head.any >= end) return head;
  // A follower node of a cluster may be behind its leader.
  const leader = await readHead(client, limits, { requiresLeader: true });
  if (leader.any >= end) return leader;
  throw new StoreCorrupt(
    `the log ends at ${leader.any}, before ${end}, which was read already: it lost its end, or is another log`,
    { position: end, head: leader.any },
  );
};
