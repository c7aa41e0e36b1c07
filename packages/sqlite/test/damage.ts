import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { demandSound, type EventStore, PhananhError, type RecordedEvent } from '@phananh/core/store';

/** Changes one bit of a file. */
export const flipBit = (path: string, bit: number): void => {
  const bytes = readFileSync(path);
  const at = Math.floor(bit / 8) % bytes.length;
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
  writeFileSync(path, bytes);
};

/** A copy of a file in which one bit is another one. */
export const withFlippedBit = (path: string, copy: string, bit: number): string => {
  copyFileSync(path, copy);
  flipBit(copy, bit);
  return copy;
};

/** What reading gave until it ended or was refused. */
export interface Reading {
  readonly events: readonly RecordedEvent[];
  readonly refusal?: string;
}

export const readUntilRefused = async (events: AsyncIterable<RecordedEvent>): Promise<Reading> => {
  const found: RecordedEvent[] = [];
  try {
    for await (const event of events) found.push(event);
    return { events: found };
  } catch (error) {
    if (!(error instanceof PhananhError)) throw error;
    return { events: found, refusal: error.code };
  }
};

/** Follows the log up to its end, or to what it is told that it cannot be read. */
export const followed = async function* (store: EventStore): AsyncGenerator<RecordedEvent> {
  for await (const { events, caughtUp } of store.subscribe({ signal: new AbortController().signal })) {
    for (const event of events) {
      demandSound(event);
      yield event;
    }
    if (caughtUp) return;
  }
};
