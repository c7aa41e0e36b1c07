import {
  type Appended,
  type AppendOptions,
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
  WrongExpectedRevision,
} from '../engine/index.ts';
import { serialiseAppend } from '../engine/log/serialised-event.ts';
import { EvidenceError } from '../privacy/index.ts';
import type { Ciphers } from './ciphers.ts';
import type { Keyring, SubjectKey } from './keyring.ts';
import type { LogIdentity } from './log-identity.ts';
import type { OpenEvent } from './opening.ts';
import { keptDigest, sealEvent, type ToSeal } from './sealing-events.ts';

interface SealingAppends {
  readonly store: EventStore;
  readonly identity: LogIdentity;
  readonly keyring: Keyring;
  readonly random: Random;
  readonly ciphers: Ciphers;
  readonly open: OpenEvent;
  readonly toSeal: (stream: string, event: NewEvent) => ToSeal | undefined;
  /** Of whom a subject is from an event on. */
  readonly linksTo: (stream: string, event: NewEvent) => string | null | undefined;
}

export const sealingAppends = ({
  store,
  identity,
  keyring,
  random,
  ciphers,
  open,
  toSeal,
  linksTo,
}: SealingAppends) => {
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
    const digests = new Map<string, string>();
    return sealed.map((event) => {
      const { commandId, commandDigest: given } = event.metadata;
      const index = events.findIndex(
        ({ metadata }, at) => found[at] !== undefined && metadata.commandId === commandId,
      );
      const [what, key] = [found[index], keys[index]];
      if (what === undefined || key === undefined) return event;
      const commandDigest = digests.get(commandId) ?? keptDigest(given, what.subject, key, ciphers);
      digests.set(commandId, commandDigest);
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

  /** Of whom was erased nothing more is taken in, what others said neither: their erasure is over, and would never reach it. */
  const demandLiving = async (linked: readonly string[]): Promise<void> => {
    for (const to of linked)
      if (await keyring.isDestroyed(to))
        throw new EvidenceError(
          'key-destroyed',
          'what is personal of them was erased, with its key: nothing becomes theirs any more',
        );
  };
  const linksIn = (stream: string, events: readonly NewEvent[]): readonly string[] =>
    events.flatMap((event) => (isEvent(event) ? (linksTo(stream, event) ?? []) : []));

  // Async, so that what is wrong with an append is refused as a store does.
  return async (stream: string, events: readonly NewEvent[], options: AppendOptions): Promise<Appended> => {
    const linked = linksIn(stream, events);
    // Awaited only where it must be, as above.
    if (linked.length > 0) await demandLiving(linked);
    if (!events.some((event) => hasToSeal(toSeal, stream, event)))
      return store.append(stream, events, options);
    const given = checked(stream, events, options);
    const found = given.map((event) => toSeal(stream, event));
    return appendSealed(stream, given, found, options);
  };
};

/** Of what is no event at all the store says so. */
const hasToSeal = (toSeal: SealingAppends['toSeal'], stream: string, event: NewEvent): boolean =>
  isEvent(event) && toSeal(stream, event) !== undefined;

const isEvent = ({ data }: NewEvent): boolean => typeof data === 'object' && data !== null;

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
