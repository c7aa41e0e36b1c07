import { type PhananhError, StoreAccessDenied } from '@phananh/core/store';
import { retried } from '../connection/retried.ts';
import type { CallsOfClient } from '../connection/server-calls.ts';
import { failureOf } from '../connection/store-error.ts';
import { type Limited, type Listening, withinTotal } from '../connection/timing.ts';
import { recordsOf } from '../reading/reading.ts';
import type { ServerReading } from '../wire/client.ts';
import type { Appends } from './sent.ts';

/**
 * What the server has to allow its user. In the access control lists (ACL) of the server these are `$r` for `$all`, and for the streams of
 * phananh `$r`, `$mr` (to read their metadata) and `$w`.
 */
export type Right = 'read-log' | 'read-streams' | 'read-metadata' | 'write-streams';

export interface TriedRight {
  readonly right: Right;
  /** The kinds of streams for which the user lacks the right, such as `policies-log`, when it is there for others. */
  readonly of?: readonly string[];
  /** Absent when the user has the right. */
  readonly error?: PhananhError;
}

/**
 * Tries each right, and writes nothing: what is appended expects a revision that the stream has not.
 *
 * @throws an error that leaves all rights unknown: the server cannot be reached, is not trusted, or finds user or password wrong
 */
export const tryRights = async (
  { client, appends }: { readonly client: CallsOfClient; readonly appends: Appends },
  waits: Listening,
): Promise<readonly TriedRight[]> => {
  const last = { direction: 'backwards', maxCount: 1, requiresLeader: false } as const;
  const readStream = (name: string, timing: Listening) =>
    readOne(client.readStream(name, { ...last, fromRevision: 'end' }), `a read of ${name}`, timing);
  const write = (stream: string, timing: Limited) =>
    withinTotal(appends.send({ stream, expected: noRevision, events: [trialEvent()] }), timing, 'an append');
  const ofStreams: readonly (readonly [Right, (stream: string, timing: Limited) => Promise<unknown>])[] = [
    ['read-streams', readStream],
    ['read-metadata', (stream, timing) => readStream(`$$${stream}`, timing)],
    ['write-streams', write],
  ];
  const readLog = (timing: Limited) =>
    readOne(client.readAll({ ...last, fromPosition: 'end' }), 'the end of the log', timing);
  const tried: TriedRight[] = [{ right: 'read-log', ...(await outcomeOf(readLog, null, waits)) }];
  for (const [right, trial] of ofStreams) {
    const denied: { readonly kind: string; readonly error: PhananhError }[] = [];
    for (const [kind, stream] of streamsToTry()) {
      const { error } = await outcomeOf((timing) => trial(stream, timing), stream, waits);
      if (error !== undefined) denied.push({ kind, error });
    }
    const [first] = denied;
    const isOfSome = denied.length > 0 && denied.length < streamsToTry().length;
    tried.push({
      right,
      ...(first && { error: first.error }),
      ...(isOfSome && { of: denied.map(({ kind }) => kind) }),
    });
  }
  return tried;
};

/** One stream of each kind that every host has: the server can give rights by the beginning of a stream's name. */
const streamsToTry = (): readonly (readonly [kind: string, stream: string])[] => [
  ...['report', 'agency', 'policy'].map((name) => [`${name}-…`, `${name}-${crypto.randomUUID()}`] as const),
  ['policies-log', 'policies-log'],
];

/** A revision at which no stream ends. */
const noRevision = 2 ** 31 - 1;

const readOne = async (reading: ServerReading, what: string, timing: Listening): Promise<void> => {
  for await (const _ of recordsOf(reading, what, timing)) return;
};

const outcomeOf = async (
  trial: (timing: Limited) => Promise<unknown>,
  stream: string | null,
  waits: Listening,
): Promise<Pick<TriedRight, 'error'>> => {
  const refusedOtherwise = (cause: unknown): void => {
    const { kind } = failureOf(cause, stream);
    // The server answers these only to a user who has the right.
    if (kind !== 'stream-not-found' && kind !== 'wrong-expected-version') throw cause;
  };
  try {
    await retried((timing) => trial(timing).catch(refusedOtherwise), waits, stream);
    return {};
  } catch (error) {
    if (error instanceof StoreAccessDenied && error.details.reason !== 'credentials') return { error };
    throw error;
  }
};

const trialEvent = () => ({ id: crypto.randomUUID(), type: 'right-tried', data: '{}', metadata: '{}' });
