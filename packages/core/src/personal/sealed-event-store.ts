import {
  type Appended,
  type AppendOptions,
  type Batch,
  canonicalJson,
  EventIdConflict,
  type EventStore,
  type ExpectedRevision,
  envelopesOf,
  InvalidAppend,
  isErased,
  isList,
  type JsonObject,
  type JsonValue,
  type NewEvent,
  type Random,
  type RecordedEvent,
  type Revision,
  StoreCorrupt,
  StoreUnavailable,
  systemRandom,
  WrongExpectedRevision,
} from '../engine/index.ts';
import { faultyEvent } from '../engine/log/recorded-event.ts';
import { serialiseAppend } from '../engine/log/serialised-event.ts';
import type { KeyStore } from '../privacy/index.ts';
import type { Ciphers } from './ciphers.ts';
import { type Keyring, keyringOf, type SubjectKey } from './keyring.ts';
import { type LogIdentity, namedLog } from './log-identity.ts';
import { type OpenEvent, openingEvents } from './opening.ts';
import {
  among,
  type FindWorkflow,
  keptDigest,
  type SealedWorkflow,
  sealEvent,
  sealedOf,
  subjectOfDigest,
  type ToSeal,
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
  const keyring = keyringOf({ keys, ciphers, elapsed });
  const open = openingEvents({ keyring, ciphers, identity, lostKeys });
  const appendSealed = sealingAppends({
    store,
    identity,
    keyring,
    random,
    ciphers,
    open,
    toSeal: sealedOf(typeof workflows === 'function' ? workflows : among(workflows)),
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
      const subject = subjectOfDigest(commandDigest);
      if (subject === undefined) return (digest) => digest === commandDigest;
      const key = await keyring.find(subject);
      // Of what was erased nothing is left to tell by.
      if (key === undefined || key === 'destroyed') return () => true;
      return (digest) => keptDigest(digest, subject, key, ciphers) === commandDigest;
    },
    forgetKey: (subject) => keyring.forget(subject),
  };
};

interface SealingAppends {
  readonly store: EventStore;
  readonly identity: LogIdentity;
  readonly keyring: Keyring;
  readonly random: Random;
  readonly ciphers: Ciphers;
  readonly open: OpenEvent;
  readonly toSeal: (stream: string, event: NewEvent) => ToSeal | undefined;
}

const sealingAppends = ({ store, identity, keyring, random, ciphers, open, toSeal }: SealingAppends) => {
  const seal = (
    log: string,
    stream: string,
    events: readonly NewEvent[],
    found: readonly (ToSeal | undefined)[],
    keys: readonly (SubjectKey | undefined)[],
    first: Revision,
  ): readonly NewEvent[] => {
    const sealed = events.map((event, index) => {
      const [what, key] = [found[index], keys[index]];
      if (what === undefined || key === undefined) return event;
      const place = { log, stream, revision: first + index };
      return sealEvent(what, key, place, { ciphers, random });
    });
    // The digest covers what the command was given: of each command that something is sealed of it is under that key too.
    return sealed.map((event) => {
      const index = events.findIndex(
        ({ metadata }, at) => found[at] !== undefined && metadata.commandId === event.metadata.commandId,
      );
      const [what, key] = [found[index], keys[index]];
      if (what === undefined || key === undefined) return event;
      const commandDigest = keptDigest(event.metadata.commandDigest, what.subject, key, ciphers);
      return { ...event, metadata: { ...event.metadata, commandDigest } };
    });
  };

  /** The revision that the first event gets if the append is taken; a promise where the stream has to be looked at. */
  const firstRevision = (stream: string, expected: ExpectedRevision): Revision | Promise<Revision> => {
    if (typeof expected === 'number') return expected + 1;
    return expected === 'no-stream' ? 0 : revisionAfterLast(store, stream);
  };

  const appendSealed = async (
    stream: string,
    events: readonly NewEvent[],
    found: readonly (ToSeal | undefined)[],
    options: AppendOptions,
  ): Promise<Appended> => {
    const asking = identity.toSeal();
    const log = asking instanceof Promise ? await asking : asking;
    if (log === undefined) return store.append(stream, events, options);
    const { expectedRevision } = options;
    const isExact = typeof expectedRevision === 'number' || expectedRevision === 'no-stream';
    for (;;) {
      const asked = found.map((what) => what && keyring.demand(what.subject));
      // Awaited only where it must be: appends keep the order in which they were given then.
      const keys = asked.some((key) => key instanceof Promise)
        ? await Promise.all(asked)
        : (asked as readonly (SubjectKey | undefined)[]);
      const asking = firstRevision(stream, expectedRevision);
      const first = asking instanceof Promise ? await asking : asking;
      const exact = first === 0 ? ('no-stream' as const) : first - 1;
      const isMissing = expectedRevision === 'stream-exists' && first === 0;
      try {
        return await store.append(stream, seal(log, stream, events, found, keys, first), {
          ...options,
          expectedRevision: isExact || isMissing ? expectedRevision : exact,
        });
      } catch (error) {
        if (error instanceof EventIdConflict) return repeated(stream, events, error);
        // Somebody appended in between: where any revision will do, it is sealed for the next one. A stream that stands where it was
        // looked for was refused as a related one, which it would be again for ever.
        const hasMoved =
          error instanceof WrongExpectedRevision &&
          error.stream === stream &&
          (error.currentRevision ?? -1) !== first - 1;
        if (!hasMoved || isExact || isMissing) throw error;
      }
    }
  };

  /**
   * The store compares what is stored, and the same value is sealed to other bytes each time: whether an append is a repeat is told by what the
   * events open to.
   */
  const repeated = async (
    stream: string,
    events: readonly NewEvent[],
    conflict: EventIdConflict,
  ): Promise<Appended> => {
    let next = 0;
    for await (const stored of store.readStream(stream)) {
      const event = events[next];
      if (event?.id !== stored.id) {
        if (next > 0) throw conflict;
        continue;
      }
      if (!isSame(event, await open(stored))) throw conflict;
      next += 1;
      if (next === events.length) return { revision: stored.revision, position: stored.position };
    }
    throw conflict;
  };

  // Async, so that what is wrong with an append is refused as a store does.
  return async (stream: string, events: readonly NewEvent[], options: AppendOptions): Promise<Appended> => {
    if (!events.some((event) => hasToSeal(toSeal, stream, event)))
      return store.append(stream, events, options);
    const given = checked(stream, events, options);
    const found = given.map((event) => toSeal(stream, event));
    return appendSealed(stream, given, found, options);
  };
};

/** Of what is no event at all the store says so. */
const hasToSeal = (toSeal: SealingAppends['toSeal'], stream: string, event: NewEvent): boolean =>
  typeof event.data === 'object' && event.data !== null && toSeal(stream, event) !== undefined;

/**
 * The events as the store would take them: what it refuses is refused before it is sealed.
 *
 * @throws {@link InvalidAppend}, {@link EventTooLarge}
 */
const checked = (
  stream: string,
  events: readonly NewEvent[],
  { expectedRevision }: AppendOptions,
): readonly NewEvent[] => {
  const serialised = serialiseAppend(stream, events, expectedRevision);
  return events.map((event, index) => {
    const { id, type } = event;
    // What was checked, also where a key is waited for: the caller may change its object meanwhile.
    const data: JsonObject = JSON.parse(serialised[index]?.data ?? '{}');
    if (envelopesOf(data).length > 0)
      throw new InvalidAppend(`${type} has a value of the form of a sealed one`, { id, type });
    return { ...event, data };
  });
};

const revisionAfterLast = async (store: EventStore, stream: string): Promise<Revision> => {
  for await (const { revision } of store.readStream(stream, { backwards: true, limit: 1 }))
    return revision + 1;
  return 0;
};

/** As stores compare: type, version, data and command. What was erased is the same as anything. */
const isSame = (given: NewEvent, stored: RecordedEvent): boolean =>
  given.type === stored.type &&
  given.version === stored.version &&
  given.metadata.commandId === stored.metadata.commandId &&
  sameButErased(given.data, stored.data);

const sameButErased = (given: JsonValue | undefined, stored: JsonValue | undefined): boolean => {
  if (isErased(stored)) return given !== undefined;
  if (given === stored) return true;
  if (typeof given !== 'object' || typeof stored !== 'object' || given === null || stored === null)
    return false;
  if (isList(given) || isList(stored)) return canonicalJson(given) === canonicalJson(stored);
  const names = new Set([...Object.keys(given), ...Object.keys(stored)]);
  return [...names].every((name) => sameButErased(given[name], stored[name]));
};

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
