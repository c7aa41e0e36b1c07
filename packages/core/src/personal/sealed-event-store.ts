import {
  type Appended,
  type Batch,
  categoryOf,
  type EventStore,
  envelopesOf,
  type Random,
  type RecordedEvent,
  type Revision,
  StoreCorrupt,
  StoreUnavailable,
  systemRandom,
  toBase64url,
  valuePointerOf,
} from '../engine/index.ts';
import { faultyEvent } from '../engine/log/recorded-event.ts';
import type { KeyStore } from '../privacy/index.ts';
import type { Ciphers } from './ciphers.ts';
import { keyringOf } from './keyring.ts';
import { type LogIdentity, namedLog, subjectOfLog } from './log-identity.ts';
import { type OpenEvent, openingEvents } from './opening.ts';
import { sealingAppends } from './sealing-appends.ts';
import {
  among,
  type FindWorkflow,
  keyOfDigest,
  matchingDigest,
  type SealedWorkflow,
  sealedOf,
} from './sealing-events.ts';

export interface SealedStoreOptions {
  /** Identity of the log, which its copies share: an envelope opens in no other one. */
  readonly log: string;
  readonly keys: Pick<KeyStore, 'get' | 'create' | 'stateOf'>;
  readonly ciphers: Ciphers;
  /** The workflows whose events have sealed fields, or how they are found by name. Streams of others are kept as they are. */
  readonly workflows: readonly SealedWorkflow[] | FindWorkflow;
  readonly random?: Random;
  /**
   * What to do with values whose key is not here and was not destroyed here: refuse to read them, which is right as long as the keys may
   * come back from a backup; or show them as erased. Default: `refuse`.
   */
  readonly lostKeys?: 'refuse' | 'as-erased';
  /** Milliseconds since some moment, by which keys are remembered for a while. Default: those of the machine. */
  readonly elapsed?: () => number;
}

/** A store whose personal fields are sealed in the log that it stands on, and open for whoever reads through it. */
export type Sealed<Store extends EventStore> = Store & {
  readonly digestOf: NonNullable<EventStore['digestOf']>;
  readonly keyedDigests: NonNullable<EventStore['keyedDigests']>;
  /** Forgets a key at once: for whoever destroys it here. */
  readonly forgetKey: (subject: string) => void;
};

/**
 * Puts a layer between an event store and everything that uses it: what is appended through it has its personal fields encrypted, each
 * under the key of the person whom its workflow names, and what is read through it is as it was given. Values whose key was destroyed read as
 * {@link Erased}. What is bound to its place opens nowhere else.
 *
 * Everything else of the store is as it is. Who copies or backs up a log uses the store below: bytes stay as they are.
 */
export const sealedEventStore = <Store extends EventStore>(
  store: Store,
  { log, ...options }: SealedStoreOptions,
): Sealed<Store> => sealedOver(store, namedLog(log), options);

/** As {@link sealedEventStore}, of a log whose identity is found when it is needed, or that is not sealed. */
export const sealedOver = <Store extends EventStore>(
  store: Store,
  identity: LogIdentity,
  {
    keys,
    ciphers,
    workflows,
    random = systemRandom(),
    lostKeys = 'refuse',
    elapsed = () => performance.now(),
  }: Omit<SealedStoreOptions, 'log'>,
): Sealed<Store> => {
  const keyring = keyringOf({ keys, ciphers, random, elapsed });
  const open = openingEvents({ keyring, ciphers, identity, lostKeys });
  const find = typeof workflows === 'function' ? workflows : among(workflows);
  const appendSealed = sealingAppends({
    store,
    identity,
    keyring,
    random,
    ciphers,
    open,
    toSeal: sealedOf(find),
    linksTo: (stream, event) => find(categoryOf(stream))?.linksTo?.(event),
  });
  const unfinished = new Set<Promise<Appended>>();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    // They were accepted: the store below is closed when it has them.
    await Promise.allSettled(unfinished);
    await store.close();
  };
  return {
    ...store,
    append: (stream, events, options) => {
      if (closing !== undefined)
        return Promise.reject(new StoreUnavailable('the event store is closed', { reason: 'closed' }));
      const appended = appendSealed(stream, events, options);
      unfinished.add(appended);
      const finish = (): void => void unfinished.delete(appended);
      appended.then(finish, finish);
      return appended;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
    readStream: (stream, options) => eachOpened(store.readStream(stream, options), open),
    readAll: (options) => eachOpened(store.readAll(options), open),
    subscribe: (options) => batchesOpened(store.subscribe(options), open),
    digestOf: async ({ metadata: { commandDigest } }) => {
      const kept = keyOfDigest(commandDigest);
      if (kept === undefined) return (digest) => digest === commandDigest;
      const key = await keyring.find(kept.subject);
      const isDigest =
        typeof key === 'object' ? matchingDigest(commandDigest, kept, key, ciphers) : undefined;
      // Of what was erased nothing is left to tell by.
      return isDigest ?? (() => true);
    },
    ownKeysIn: async (stream) => {
      const found = new Map<Revision, readonly string[]>();
      for await (const { revision, data } of store.readStream(stream)) {
        const own = envelopesOf(data).flatMap(({ pointer, envelope }) =>
          envelope.leaf === undefined ? [] : [valuePointerOf(pointer)],
        );
        if (own.length > 0) found.set(revision, own);
      }
      return found;
    },
    keyedDigests: async (values) => {
      const named = await identity.known();
      if (named === undefined) return undefined;
      const key = await keyring.demand(subjectOfLog(named));
      return values.map((value) => toBase64url(ciphers.hmacSha256(key.lookUp(), utf8.encode(value))));
    },
    forgetKey: (subject) => keyring.forget(subject),
  };
};

const utf8 = new TextEncoder();

async function* eachOpened(
  events: AsyncIterable<RecordedEvent>,
  open: OpenEvent,
): AsyncGenerator<RecordedEvent> {
  for await (const event of events) {
    const opened = open(event);
    yield opened instanceof Promise ? await opened : opened;
  }
}

/** By hand, because a generator that waits for a batch cannot be left before it comes. */
const batchesOpened = (batches: AsyncIterable<Batch>, open: OpenEvent): AsyncIterable<Batch> => ({
  [Symbol.asyncIterator]() {
    const inner = batches[Symbol.asyncIterator]();
    return {
      next: async () => {
        const next = await inner.next();
        if (next.done === true) return next;
        return { done: false, value: { ...next.value, events: await eachFollowed(next.value.events, open) } };
      },
      return: async () => (await inner.return?.()) ?? { done: true, value: undefined },
    };
  },
});

/** One behind the other, and waited for only where a key has to be asked for. */
const eachFollowed = async (
  events: readonly RecordedEvent[],
  open: OpenEvent,
): Promise<readonly RecordedEvent[]> => {
  const opened: RecordedEvent[] = [];
  for (const event of events) {
    const next = followed(event, open);
    opened.push(next instanceof Promise ? await next : next);
  }
  return opened;
};

/** For who follows the log one event that does not open holds up its own stream, and nothing else. */
const followed = (event: RecordedEvent, open: OpenEvent): RecordedEvent | Promise<RecordedEvent> => {
  const unusable = (error: unknown): RecordedEvent => {
    if (!(error instanceof StoreCorrupt)) throw error;
    return faultyEvent({ ...event, recordedAt: event.metadata.recordedAt }, error.message);
  };
  try {
    const opened = open(event);
    return opened instanceof Promise ? opened.catch(unusable) : opened;
  } catch (error) {
    return unusable(error);
  }
};
