import { type PhananhError, StoreAccessDenied } from '@phananh/core/store';
import { retried } from '../connection/retried.ts';
import type { CallsOfClient } from '../connection/server-calls.ts';
import { failureOf } from '../connection/store-error.ts';
import { type Limited, type Listening, withinTotal } from '../connection/timing.ts';
import { recordsOf } from '../reading/reading.ts';
import type { ServerReading } from '../wire/client.ts';
import type { Appends } from './sent.ts';

/**
 * What a user of the server has to be allowed, by the name of the ACL: `$r` of `$all`, and of our streams `$r`, `$mr` (their
 * metadata) and `$w`.
 */
export type Right = 'read-log' | 'read-streams' | 'read-metadata' | 'write-streams';

export interface TriedRight {
  readonly right: Right;
  /** Absent: the user has it. */
  readonly error?: PhananhError;
}

/**
 * Tries each right, and writes nothing: what is appended expects a revision that the stream has not.
 *
 * @throws whatever says of no right whether the user has it: the server is not there or not trusted, or takes user and
 * password for wrong
 */
export const tryRights = async (
  { client, appends }: { readonly client: CallsOfClient; readonly appends: Appends },
  waits: Listening,
): Promise<readonly TriedRight[]> => {
  // By the beginning of its name, where a policy of the server goes by that.
  const stream = `report-${crypto.randomUUID()}`;
  const last = { direction: 'backwards', maxCount: 1, requiresLeader: false } as const;
  const readStream = (name: string, timing: Listening) =>
    readOne(client.readStream(name, { ...last, fromRevision: 'end' }), `a read of ${name}`, timing);
  const write = { stream, expected: 0, events: [trialEvent()] };
  const trials: readonly (readonly [Right, (timing: Limited) => Promise<unknown>])[] = [
    [
      'read-log',
      (timing) => readOne(client.readAll({ ...last, fromPosition: 'end' }), 'the end of the log', timing),
    ],
    ['read-streams', (timing) => readStream(stream, timing)],
    ['read-metadata', (timing) => readStream(`$$${stream}`, timing)],
    ['write-streams', (timing) => withinTotal(appends.send(write), timing, 'an append')],
  ];
  const tried: TriedRight[] = [];
  for (const [right, trial] of trials) tried.push({ right, ...(await outcomeOf(trial, stream, waits)) });
  return tried;
};

const readOne = async (reading: ServerReading, what: string, timing: Listening): Promise<void> => {
  for await (const _ of recordsOf(reading, what, timing)) return;
};

const outcomeOf = async (
  trial: (timing: Limited) => Promise<unknown>,
  stream: string,
  waits: Listening,
): Promise<Pick<TriedRight, 'error'>> => {
  const refusedOtherwise = (cause: unknown): void => {
    const { kind } = failureOf(cause, stream);
    // Nobody is told these who may not do it.
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
