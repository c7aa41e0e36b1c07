import { describe, expect, it } from 'vitest';
import type { Batch } from './event-store.ts';
import { catchUpSubscription } from './subscription.ts';
import { createWakes } from './wakes.ts';

/** A log that is only its length, and whose reads the test ends when it likes. */
const controlledLog = () => {
  const wakes = createWakes();
  const reads: (() => void)[] = [];
  let head = 0;
  const readBatch = async (after: number): Promise<Batch | undefined> => {
    const found = head > after ? { events: [], position: head, caughtUp: true } : undefined;
    await new Promise<void>((resolve) => reads.push(resolve));
    return found;
  };
  return {
    source: { readBatch, wakes },
    append() {
      head += 1;
      wakes.wake();
    },
    /** Lets the read end that has begun. */
    async endRead() {
      while (reads.length === 0) await Promise.resolve();
      reads.shift()?.();
    },
  };
};

describe('a catch-up subscription', () => {
  it('reads again when it was woken while it read', async () => {
    const log = controlledLog();
    const { signal } = new AbortController();
    const batches = catchUpSubscription(log.source, { signal })[Symbol.asyncIterator]();
    const first = batches.next();
    await log.endRead();
    expect((await first).value).toMatchObject({ position: 0, caughtUp: true });

    const second = batches.next();
    // The read that has begun found nothing; what comes now must not be slept through.
    await Promise.resolve();
    log.append();
    await log.endRead();
    await log.endRead();
    expect((await second).value).toMatchObject({ position: 1 });
  });

  it('gives two who ask at once two batches', async () => {
    const log = controlledLog();
    const { signal } = new AbortController();
    const batches = catchUpSubscription(log.source, { signal })[Symbol.asyncIterator]();
    log.append();
    const both = Promise.all([batches.next(), batches.next()]);
    await log.endRead();
    await log.endRead();
    log.append();
    await log.endRead();
    expect((await both).map(({ value }) => value?.position)).toEqual([1, 2]);
  });

  it('gives nothing that was read after it had been left', async () => {
    const log = controlledLog();
    const controller = new AbortController();
    log.append();
    const batches = catchUpSubscription(log.source, { signal: controller.signal })[Symbol.asyncIterator]();
    const pending = batches.next();
    await Promise.resolve();
    controller.abort();
    await log.endRead();
    expect(await pending).toEqual({ done: true, value: undefined });
  });
});
