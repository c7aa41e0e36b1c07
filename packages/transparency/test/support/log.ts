import { join } from 'node:path';
import type { EventStore } from '@phananh/core';
import { memoryEventStore, simulatedClock } from '@phananh/core/testing';
import { newEvent } from '@phananh/test-support/new-event';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { type RunLogOptions, type RunningLog, runLog } from '../../src/index.ts';
import { simulatedTime } from './simulated-time.ts';

export const origin = 'log.example.vn/phananh';

/** A store in memory, and what runs its log in a folder of the test. */
export const logOfTest = (
  store: EventStore = memoryEventStore({ clock: simulatedClock('2026-11-23T08:30:00.000Z') }),
  folder = inTemporaryDirectory(),
) => {
  const time = simulatedTime();
  const published: number[] = [];
  const waiting: { readonly size: number; readonly done: () => void }[] = [];
  const errors: unknown[] = [];
  const options: RunLogOptions = {
    store,
    folder: join(folder, 'log'),
    key: join(folder, 'log.key'),
    origin,
    time,
    onError: (error) => errors.push(error),
    onPublished: ({ size }) => {
      published.push(size);
      for (const one of waiting) if (one.size <= size) one.done();
    },
  };
  return {
    store,
    time,
    options,
    published,
    errors,
    run: (others: Partial<RunLogOptions> = {}): Promise<RunningLog> => runLog({ ...options, ...others }),
    /** Appends so many events, a few to a stream. */
    async fill(count: number, name = 'subject'): Promise<void> {
      for (let at = 0; at < count; at++)
        await store.append(`${name}-${at % 7}`, [newEvent({ at })], { expectedRevision: 'any' });
    },
    /** Resolves when a checkpoint covers so many entries. */
    covers: (size: number): Promise<void> =>
      (published.at(-1) ?? 0) >= size
        ? Promise.resolve()
        : new Promise((done) => {
            waiting.push({ size, done });
          }),
  };
};

/** Lets everything that can go on without time go on. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
};
