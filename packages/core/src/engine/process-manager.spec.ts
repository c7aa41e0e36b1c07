import { describe, expect, it } from 'vitest';
import { memoryEventStore } from '../testing/memory-store.ts';
import type { RecordedEvent } from './envelope.ts';
import type { Batch, EventStore } from './event-store.ts';
import { type CheckpointStore, runProcessManager } from './process-manager.ts';

/** A log that a subscription is given in batches of this many events, and that ends then. */
const logOf = (batches: number, eventsPerBatch: number): EventStore => ({
  ...memoryEventStore(),
  subscribe: ({ after = 0, signal }) => ({
    async *[Symbol.asyncIterator](): AsyncGenerator<Batch, undefined> {
      for (let position = after; position < batches && !signal.aborted; position++) {
        const events = Array.from<RecordedEvent>({ length: eventsPerBatch });
        yield { events, position: position + 1, caughtUp: position + 1 === batches };
      }
    },
  }),
});

const checkpointsIn = (saved: number[]): CheckpointStore => ({
  load: async () => saved.at(-1),
  save: async (_, position) => {
    saved.push(position);
  },
});

/** Runs over a log from what was saved, and stops with the batch after which `stop` says so. */
const run = async (store: EventStore, saved: number[], stop: () => 'go on' | 'end' | 'fail') => {
  const ending = new AbortController();
  const manager = {
    react: async () => {
      const then = stop();
      if (then === 'end') ending.abort();
      if (then === 'fail') throw new Error('it cannot react');
    },
  };
  const checkpoints = checkpointsIn(saved);
  await runProcessManager({ manager, store, checkpoints, name: 'manager', signal: ending.signal });
};

describe('a process manager', () => {
  it('saves how far it has come seldom, but never forgets many events', async () => {
    const saved: number[] = [];
    await run(logOf(100, 250), saved, () => 'go on');
    expect(saved).toEqual([40, 80, 100]);
  });

  it('saves when it is ended, and nothing when nothing came since', async () => {
    const saved: number[] = [];
    let batches = 0;
    const log = logOf(10, 1);
    await run(log, saved, () => (++batches === 3 ? 'end' : 'go on'));
    expect(saved).toEqual([3]);
    await run(log, saved, () => 'go on');
    expect(saved).toEqual([3, 10]);
    await run(log, saved, () => 'go on');
    expect(saved).toEqual([3, 10]);
  });

  it('does not save a batch to whose events it could not react', async () => {
    const saved: number[] = [];
    let batches = 0;
    const failing = run(logOf(100, 10_000), saved, () => (++batches === 3 ? 'fail' : 'go on'));
    await expect(failing).rejects.toThrow('it cannot react');
    expect(saved).toEqual([1, 2]);
  });
});
