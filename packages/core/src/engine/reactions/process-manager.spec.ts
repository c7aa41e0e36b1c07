import { describe, expect, it } from 'vitest';
import { citizen, createReports, huePolicy, reportWorkflow } from '../../report/index.ts';
import { memoryEventStore } from '../../testing/memory-store.ts';
import { NotFound, StoreUnavailable } from '../base/errors.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import type { Batch, EventStore } from '../log/event-store.ts';
import { type FailedReaction, processManager } from './process-manager.ts';
import { type CheckpointStore, runProcessManager } from './run-process-manager.ts';

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
  const { signal } = ending;
  const parked = { park: () => {}, lack: () => {}, settle: () => {}, isLeftOut: () => false };
  const sleep = async () => {};
  const given = { manager, store, checkpoints, parked, name: 'manager', signal, sleep };
  await runProcessManager({ ...given, onParked: () => {} });
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

  it('goes past an event that cannot be read or reacted to, says so, and reacts to the others', async () => {
    const store = memoryEventStore();
    const reports = createReports({ store, policy: huePolicy });
    const failing: string[] = [];
    const { id } = await reports.handler.create('submit', reportWorkflow.commands.submit.example, {
      actor: citizen('c-17'),
    });
    const submitted = await reports.handler.load(id);
    const handler = {
      ...reports.handler,
      load: async () => submitted,
      execute: async (id: string) => {
        const error = errors.shift();
        if (error !== undefined) throw error;
        failing.push(id);
        return reports.handler.execute(id, 'comment', {}, { actor: { kind: 'system', id: 's' } });
      },
    };
    const errors: (Error | undefined)[] = [];
    const manager = processManager([handler, reports.attachments.handler]);
    const merged = (revision: number): RecordedEvent => ({
      id: `${revision}`,
      type: 'merged',
      version: 1,
      stream: 'report-019cac46-1500-7525-a5db-c16e31803990',
      revision,
      position: revision + 1,
      data: { into: '019cac46-1500-7525-a5db-c16e31803991' },
      metadata: {
        actor: { kind: 'operator', id: 'o-1' },
        commandId: 'c',
        commandDigest: 'd',
        correlationId: 'c',
        causationId: null,
        occurredAt: '2026-03-02T02:00:00.000Z',
        recordedAt: '2026-03-02T02:00:00.000Z',
      },
    });
    const failed: FailedReaction[] = [];
    const onFailed = (one: FailedReaction) => failed.push(one);
    const faulty = { ...merged(1), data: {}, fault: 'its data is not JSON' };
    errors.push(new NotFound('report', 'x'));
    await manager.react([merged(0), faulty], { onFailed });
    expect(failed).toMatchObject([
      { event: { revision: 0 }, index: 0, command: { command: 'absorb' }, error: { code: 'not-found' } },
      { event: { revision: 1 }, index: null, command: null, error: { details: { position: 2 } } },
    ]);
    errors.push(new StoreUnavailable('the disk is full'));
    await manager.react([merged(2)], { onFailed });
    expect(failed.map(({ mayPass }) => mayPass)).toEqual([false, false, true]);
    // Without anybody to tell it is thrown.
    errors.push(new StoreUnavailable('the disk is full'));
    await expect(manager.react([merged(2)])).rejects.toThrow('the disk is full');
  });
});
