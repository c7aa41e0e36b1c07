import { createHash } from 'node:crypto';
import type { EventStore, Position, RecordedEvent } from '@phananh/core';
import { CliError } from '../process/errors.ts';
import { canonicalEvent } from './canonical-event.ts';
import { additional, assertSame } from './copy-log.ts';

export interface Verified {
  readonly events: number;
  readonly streams: number;
  /** SHA-256 over the canonical JSON of each event, a line each, in the order of the log. */
  readonly digest: string;
  /** Where the target ends. */
  readonly targetPosition: Position;
}

export interface VerifyCopyOptions {
  readonly source: EventStore;
  readonly target: EventStore;
  readonly upTo: Position;
  readonly onProgress: (progress: { readonly position: Position; readonly events: number }) => void;
}

/**
 * Reads both logs again and compares them event by event, the source up to a position.
 *
 * @throws {@link CliError} `copy-differs`
 */
export const verifyCopy = async (options: VerifyCopyOptions): Promise<Verified> => {
  const copies = options.target.readAll()[Symbol.asyncIterator]();
  try {
    return await compare(copies, options);
  } finally {
    await copies.return?.();
  }
};

const compare = async (
  copies: AsyncIterator<RecordedEvent>,
  { source, upTo, onProgress }: VerifyCopyOptions,
): Promise<Verified> => {
  const digest = createHash('sha256');
  let [events, streams, targetPosition] = [0, 0, 0];
  for await (const event of source.readAll()) {
    if (event.position > upTo) break;
    const copy = await copies.next();
    if (copy.done === true)
      throw new CliError(
        'copy-differs',
        `the target ends after ${events} events, before revision ${event.revision} of ${event.stream}`,
      );
    assertSame(event, copy.value);
    digest.update(`${canonicalEvent(copy.value)}\n`);
    events += 1;
    if (event.revision === 0) streams += 1;
    targetPosition = copy.value.position;
    onProgress({ position: event.position, events });
  }
  const more = await copies.next();
  if (more.done !== true) throw additional(more.value);
  return { events, streams, digest: digest.digest('hex'), targetPosition };
};
