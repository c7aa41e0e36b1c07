import {
  type Appended,
  assertExpectedRevisionMet,
  type ExpectedRevision,
  findRepeatedAppend,
  type Instant,
  isMendable,
  type PlacedEvent,
  type RecordedEvent,
  type Revision,
  type SerialisedEvent,
  StoreUnavailable,
} from '@phananh/core/store';
import { repeats } from '../connection/retried.ts';
import { deleted, failureOf, isUnreached } from '../connection/store-error.ts';
import {
  type Limited,
  type Listening,
  limited,
  pause,
  pauseAfter,
  withinTotal,
} from '../connection/timing.ts';
import type { StreamReader, StreamReadOptions } from '../reading/read-stream.ts';
import type { OutgoingAppend } from '../wire/batch-append.ts';
import { outgoingEventOf, placedEventOf } from '../wire/stored-form.ts';
import { tooLarge } from '../wire/too-large.ts';
import type { KnownIds } from './known-ids.ts';
import type { Expected, LogTail } from './log-tail.ts';
import type { Appends } from './sent.ts';

export interface AppendRequest {
  readonly stream: string;
  readonly events: readonly SerialisedEvent[];
  readonly expectedRevision: ExpectedRevision;
  /** When another log recorded the events, in a copy; undefined for new events. */
  readonly recordedAt: Instant | undefined;
}

export interface AppendParts {
  readonly appends: Appends;
  readonly reader: StreamReader;
  readonly known: KnownIds;
  readonly tail: LogTail;
  readonly timing: Listening;
}

/** The same for one append: each of its waits ends when the total of the append is over. */
interface Parts extends Omit<AppendParts, 'reader' | 'timing'> {
  readonly reader: {
    read(stream: string, options: StreamReadOptions): AsyncGenerator<RecordedEvent, void>;
  };
  readonly timing: Limited;
}

/** Where the stream has to end for the server to take the append. */
type Target = OutgoingAppend['expected'];

/** Most attempts of an append that demands no revision, while other writers append to its stream before it does. */
const mostRounds = 100;

/**
 * Appends events exactly once.
 *
 * The server takes an append for a repeat when it has the same event ids at the revisions where they would go. It forgets ids at other
 * places, and never compares contents (`IndexWriter.CheckCommit`). Therefore each append goes to an exact revision of a stream whose ids
 * are known up to there, and its events are read back before it is answered: that tells an own write from an older one with the same ids.
 */
export const append = async (all: AppendParts, request: AppendRequest): Promise<Appended> => {
  const parts = partsOf(all, limited(all.timing));
  let lost = 0;
  for (let round = 0; round < mostRounds; round += 1) {
    const outcome = await decideAndAttempt(parts, request).catch((cause: unknown) => {
      throw lost > 0 ? openOutcome(cause, request.stream, 'repeat-denied') : cause;
    });
    if (typeof outcome === 'object') return outcome;
    if (outcome === 'missing') {
      // The server accepted the append and does not have it: it was restarted and has lost its last writes.
      lost += 1;
      if (lost >= parts.timing.attempts) break;
      await pause(pauseAfter(lost, parts.timing), parts.timing);
    }
    parts.known.forget(request.stream);
  }
  throw new StoreUnavailable(
    `an append to ${request.stream} did not succeed against ${lost > 0 ? 'losses of the server' : 'other writers'}`,
    { reason: lost > 0 ? 'acknowledged-and-missing' : 'contention', stream: request.stream },
  );
};

const partsOf = ({ appends, reader, tail, known }: AppendParts, timing: Limited): Parts => ({
  appends: {
    send: (append) => withinTotal(appends.send(append), timing, `an append to ${append.stream}`),
    close() {},
  },
  reader: { read: (stream, options) => reader.read(stream, options, timing) },
  tail: {
    seen: () => withinTotal(tail.seen(), timing, 'the end of the log'),
    expect: tail.expect,
  },
  known,
  timing,
});

const decideAndAttempt = async (
  parts: Parts,
  request: AppendRequest,
): Promise<Appended | 'refused' | 'missing'> => {
  const decided = await decide(parts, request);
  return decided.kind === 'repeat' ? decided.appended : attempt(parts, request, decided.target);
};

type Decision =
  | { readonly kind: 'repeat'; readonly appended: Appended }
  | { readonly kind: 'send'; readonly target: Target };

const decide = async (parts: Parts, request: AppendRequest): Promise<Decision> => {
  const { known } = parts;
  const { stream, events, expectedRevision } = request;
  const seen = () => events.some(({ id }) => known.find(id) !== undefined);
  const fits = fitsWhatIsKnown(expectedRevision, known.endOf(stream));
  if (!fits || seen()) await refresh(parts, stream);
  if (seen()) {
    const appended = await findAgain(parts, request);
    if (appended) return { kind: 'repeat', appended };
  }
  const end = known.endOf(stream);
  if (!fits) assertExpectedRevisionMet(stream, expectedRevision, end);
  return { kind: 'send', target: end ?? 'no-stream' };
};

/** Sends an append and finds out what became of it. */
const attempt = async (
  parts: Parts,
  request: AppendRequest,
  target: Target,
): Promise<Appended | 'refused' | 'missing'> => {
  const { stream, events, recordedAt } = request;
  const sending = events.map((event) => ({ event, outgoing: outgoingEventOf(event, recordedAt) }));
  const outgoing = sending.map((each) => each.outgoing);
  const expected = parts.tail.expect(stream, revisionAfter(target, 0), sending);
  try {
    const sent = await send(parts, { stream, expected: target, events: outgoing });
    if (sent === 'refused') return 'refused';
    return await seenAgain(parts, request, target, expected).catch((cause: unknown) => {
      throw openOutcome(cause, stream, 'read-back-denied');
    });
  } finally {
    expected.release();
  }
};

/** Reads the events of an accepted append back. @returns their place; `missing` when the log does not have them */
const seenAgain = async (
  parts: Parts,
  request: AppendRequest,
  target: Target,
  expected: Expected,
): Promise<Appended | 'missing'> => {
  const appended = await readBack(parts, request, target, expected);
  if (appended === undefined) return 'missing';
  // The known ids end before the append: the stream was changed by others meanwhile. Reading it anew throws when it was deleted.
  if ((parts.known.endOf(request.stream) ?? -1) < appended.revision) await refresh(parts, request.stream);
  return appended;
};

/**
 * The error when the server denies access, or cannot be trusted any more, after an append was sent: whether the append was written is not
 * known. Only an answer to the append itself can say that it was not.
 */
const openOutcome = (error: unknown, stream: string, reason: string): unknown =>
  isMendable(error)
    ? new StoreUnavailable(
        `what became of an append to ${stream} is not known: ${error.message}`,
        { reason, stream },
        { cause: error },
      )
    : error;

/** Whether the append can be sent without reading the stream first. The server refuses it when the stream has grown since. */
const fitsWhatIsKnown = (expected: ExpectedRevision, end: Revision | null): boolean => {
  if (expected === 'no-stream') return end === null;
  if (expected === 'any' || expected === 'stream-exists') return end !== null;
  return expected === end;
};

/** Adds the ids of the new events of a stream to the known ids. Reads the whole stream when what was known of it is not right any more. */
const refresh = async (parts: Parts, stream: string): Promise<void> => {
  const { known } = parts;
  // When all ids were forgotten during the reading, those that were read before that are gone too: the stream is read again.
  for (let epoch = -1; epoch !== known.epoch; ) {
    epoch = known.epoch;
    await refreshOnce(parts, stream);
  }
};

const refreshOnce = async ({ reader, known }: Parts, stream: string): Promise<void> => {
  const end = known.endOf(stream);
  if (end !== null) {
    let same = false;
    for await (const event of reader.read(stream, { fromRevision: end, requiresLeader: true })) {
      if (event.revision === end) same = known.find(event.id)?.stream === stream;
      if (!same) break;
      known.learn(event);
    }
    if (same) return;
    known.forget(stream);
  }
  for await (const event of reader.read(stream, { requiresLeader: true })) known.learn(event);
};

/**
 * What the same append was answered before, found by the events that the server has at the known places; undefined when it is no repeat.
 */
const findAgain = async (
  { reader, known }: Parts,
  { stream, events }: AppendRequest,
): Promise<Appended | undefined> => {
  const places = events.flatMap(({ id }) => known.find(id) ?? []);
  const found = new Map<string, PlacedEvent>();
  for (const name of new Set(places.map((place) => place.stream))) {
    const revisions = places.filter((place) => place.stream === name).map(({ revision }) => revision);
    const range = { fromRevision: Math.min(...revisions), toRevision: Math.max(...revisions) };
    let count = 0;
    for await (const event of reader.read(name, { ...range, requiresLeader: true })) {
      count += 1;
      found.set(event.id, placedEventOf(event));
    }
    if (count === 0) known.forget(name);
  }
  return findRepeatedAppend(stream, events, (id) => found.get(id));
};

/** Sends an append until the server accepts or refuses it. An attempt without an answer is repeated with the same event ids. */
const send = async (
  { appends, timing }: Parts,
  outgoing: OutgoingAppend,
): Promise<'accepted' | 'refused'> => {
  const { stream, expected, events } = outgoing;
  const again = repeats(timing, stream);
  let isUnanswered = false;
  for (;;) {
    try {
      const { success, revision } = await appends.send(outgoing);
      if (!success) return 'refused';
      // A stream that was soft-deleted goes on at the revision after its last event.
      if (revision !== revisionAfter(expected, events.length)) throw deleted(stream, 'soft-deleted');
      return 'accepted';
    } catch (cause) {
      const failure = failureOf(cause, stream);
      if (failure.kind === 'wrong-expected-version') return 'refused';
      if (failure.kind === 'too-large') throw tooLarge(outgoing.events, failure.limit);
      const wasUnanswered = isUnanswered;
      isUnanswered ||= failure.kind === 'passing' && !isUnreached(failure.error);
      await again.after(cause).catch((error: unknown) => {
        throw wasUnanswered ? openOutcome(error, stream, 'repeat-denied') : error;
      });
    }
  }
};

const revisionAfter = (target: Target, count: number): Revision =>
  (target === 'no-stream' ? -1 : target) + count;

/**
 * Finds the events of an append in the log. One read of the end of the log ({@link LogTail}) tells all waiting appends; the stream itself
 * is read when that read has not all of them.
 */
const readBack = async (
  { reader, known, tail }: Parts,
  { stream, events }: AppendRequest,
  target: Target,
  expected: Expected,
): Promise<Appended | undefined> => {
  const cameBy = () => events.every(({ id }) => expected.find(id) !== undefined);
  if (cameBy() || ((await tail.seen()) && cameBy())) return findRepeatedAppend(stream, events, expected.find);
  const { epoch } = known;
  // The read begins with the event before the append: it throws when the stream was deleted, or truncated up to there.
  const [fromRevision, limit] = target === 'no-stream' ? [0, events.length] : [target, events.length + 1];
  const found = new Map<string, PlacedEvent>();
  for await (const event of reader.read(stream, { fromRevision, limit, requiresLeader: true })) {
    if (known.epoch === epoch) known.learn(event);
    found.set(event.id, placedEventOf(event));
  }
  // Some are not here: another host has appended them at later revisions. The whole stream has to be read.
  if (!events.every(({ id }) => found.has(id))) return undefined;
  return findRepeatedAppend(stream, events, (id) => found.get(id));
};
