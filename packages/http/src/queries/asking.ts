import type { Asking } from '@phananh/core';
import type { FastifyRequest } from 'fastify';
import { HttpError } from '../errors/http-errors.ts';

/** Who asks the read models in the name of a request: its actor takes turns with others, and it is dropped with the client. */
const askingOf = ({ actor, ip, signal }: FastifyRequest): Asking => ({
  caller: actor === undefined ? ip : `${actor.kind} ${actor.id} ${actor.agencyId ?? ''}`,
  signal,
});

/**
 * Asks the read models in the name of a request.
 *
 * @throws {@link HttpError} `client-left`
 */
export const askFor = async <Answer>(
  request: FastifyRequest,
  ask: (asking: Asking) => Answer | Promise<Answer>,
): Promise<Answer> => {
  try {
    return await ask(askingOf(request));
  } catch (error) {
    if (request.signal.aborted) throw new HttpError('client-left', 'nobody waits for the answer any more');
    throw error;
  }
};

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
