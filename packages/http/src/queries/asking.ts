import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { type FairQueue, fairQueue, type InTurns } from '@phananh/core/engine';
import type { Asking } from '@phananh/core/read-models';
import type { FastifyRequest } from 'fastify';
import { HttpError } from '../errors/http-errors.ts';

/** Who asks the read models: a request's actor takes turns with others. */
const callerOf = ({ actor, ip }: FastifyRequest): string =>
  actor === undefined ? ip : `${actor.kind} ${actor.id} ${actor.agencyId ?? ''}`;

/**
 * Asks the read models in the name of a request, which is dropped with its client.
 *
 * @throws {@link HttpError} `client-left`
 */
export const askFor = async <Answer>(
  request: FastifyRequest,
  ask: (asking: Asking & { readonly signal: AbortSignal }) => Answer | Promise<Answer>,
): Promise<Answer> => {
  const { signal, forget } = leaving(request);
  try {
    return await ask({ caller: callerOf(request), signal });
  } catch (error) {
    if (signal.aborted) throw new HttpError('client-left', 'nobody waits for the answer any more');
    throw error;
  } finally {
    forget();
  }
};

/** When the client leaves. Fastify's own signal tells of the end of a body as well, which says nothing of whoever sent it. */
const leaving = (request: FastifyRequest): { readonly signal: AbortSignal; readonly forget: () => void } => {
  if (request.method === 'GET' || request.method === 'HEAD')
    return { signal: request.signal, forget: () => {} };
  const { socket } = request.raw;
  const left = new AbortController();
  const leave = (): void => left.abort();
  if (socket.destroyed) leave();
  else socket.once('close', leave);
  return { signal: left.signal, forget: () => void socket.off('close', leave) };
};

/** Long streams that are read at once. More would be more to do between two requests of others. */
export const longReads = (): FairQueue => fairQueue({ atOnce: 2, mostWaiting: 256, mostOfOne: 16 });

/**
 * Reads a subject in the name of a request: in turns with everything else that the host does, and no longer than its client waits. What turns out to be
 * long waits for its place, and keeps it until it is read.
 *
 * @throws {@link HttpError} `client-left`; {@link ReadModelsBusy} when as many wait as may
 */
export const readInTurns = <Answer>(
  request: FastifyRequest,
  read: (how: InTurns) => Promise<Answer>,
): Promise<Answer> =>
  askFor(request, async ({ caller, signal }) => {
    let end: (() => void) | undefined;
    const turn = async (): Promise<void> => {
      end ??= await request.server.phananh.longReads.take(caller, signal);
      await turnOfTheLoop();
      signal.throwIfAborted();
    };
    try {
      return await read({ turn });
    } finally {
      end?.();
    }
  });

/** Errors of every route that asks. */
export const askingErrors = ['read-models-busy', 'client-left'] as const;

/** A part of an answer that is JSON already. */
export class JsonPart {
  readonly bytes: Buffer;

  constructor({ buffer, byteOffset, byteLength }: Uint8Array) {
    this.bytes = Buffer.from(buffer, byteOffset, byteLength);
  }
}

/** An answer as JSON, its parts not copied. */
export const jsonInParts = (answer: object): readonly Buffer[] => {
  const parts: Buffer[] = [];
  let text = '{';
  for (const [name, value] of Object.entries(answer)) {
    if (value === undefined) continue;
    text += `${text === '{' && parts.length === 0 ? '' : ','}${JSON.stringify(name)}:`;
    if (value instanceof JsonPart) {
      parts.push(Buffer.from(text), value.bytes);
      text = '';
    } else text += JSON.stringify(value);
  }
  return [...parts, Buffer.from(`${text}}`)];
};
