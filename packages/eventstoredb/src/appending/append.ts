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
  /** When another log took the events that are copied; absent for those that are new. */
  readonly recordedAt: Instant | undefined;
}

export interface AppendParts {
  readonly appends: Appends;
  readonly reader: StreamReader;
  readonly known: KnownIds;
  readonly tail: LogTail;
  readonly timing: Listening;
}

/** Of one append, whose total every wait of theirs keeps to. */
interface Parts extends Omit<AppendParts, 'reader' | 'timing'> {
  readonly reader: {
    read(stream: string, options: StreamReadOptions): AsyncGenerator<RecordedEvent, void>;
  };
  readonly timing: Limited;
}

type Target = OutgoingAppend['expected'];

/** Other writers can be faster than an append that expects nothing; so often they may. */
const mostRounds = 100;

/**
 * One append, exactly once.
 *
 * The server recognises a repeat by the ids at the place where they would go; it forgets ids elsewhere, and never looks at
 * contents (`IndexWriter.CheckCommit`). So each append goes to an exact revision, into a stream whose ids are known up to
 * there, and is seen again before it is answered: that tells an own write from an older one with the same ids.
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
      // Answered, and not there: a server that came up again without its last moments.
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

/** Sends it and finds out what came of it. */
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

/** What an append that was accepted has become; `missing` when it is not there. */
const seenAgain = async (
  parts: Parts,
  request: AppendRequest,
  target: Target,
  expected: Expected,
): Promise<Appended | 'missing'> => {
  const appended = await readBack(parts, request, target, expected);
  if (appended === undefined) return 'missing';
  // Something else became of the stream meanwhile: it may be one that an operator deleted, and is not whole any more.
  if ((parts.known.endOf(request.stream) ?? -1) < appended.revision) await refresh(parts, request.stream);
  return appended;
};

/**
 * Whoever is denied access after something was sent, or finds that the server cannot be trusted any more, does not know
 * what became of it: only the append itself can say that nothing was written.
 */
const openOutcome = (error: unknown, stream: string, reason: string): unknown =>
  isMendable(error)
    ? new StoreUnavailable(
        `what became of an append to ${stream} is not known: ${error.message}`,
        { reason, stream },
        { cause: error },
      )
    : error;

/** Whether the server can be asked at once: it will refuse if what is known is not the whole stream any more. */
const fitsWhatIsKnown = (expected: ExpectedRevision, end: Revision | null): boolean => {
  if (expected === 'no-stream') return end === null;
  if (expected === 'any' || expected === 'stream-exists') return end !== null;
  return expected === end;
};

/** Reads what is new in a stream; all of it when what was known of it is not true any more. */
const refresh = async (parts: Parts, stream: string): Promise<void> => {
  const { known } = parts;
  // What was learned before all was forgotten is no beginning of what is learned after it.
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

/** The answer that the same append got before, by what the server has now at the places that are known. */
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

/** Sends it until the server says yes or no. An attempt without an answer is repeated with the same ids. */
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
      // A stream that was deleted begins anew at a later revision.
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
 * What is in the log where the append was to go: from the tail of the log, which one read gives for all appends that are
 * waiting, or else from the stream.
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
  // From the event before it, which is not there any more in a stream that was deleted or truncated up to it.
  const [fromRevision, limit] = target === 'no-stream' ? [0, events.length] : [target, events.length + 1];
  const found = new Map<string, PlacedEvent>();
  for await (const event of reader.read(stream, { fromRevision, limit, requiresLeader: true })) {
    if (known.epoch === epoch) known.learn(event);
    found.set(event.id, placedEventOf(event));
  }
  // Some of them only: they stand further on, where another host has put them. The whole stream tells.
  if (!events.every(({ id }) => found.has(id))) return undefined;
  return findRepeatedAppend(stream, events, (id) => found.get(id));
};
