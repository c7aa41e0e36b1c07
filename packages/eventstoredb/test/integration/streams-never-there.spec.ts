import { type Fault, startTestServer } from '@phananh/eventstoredb-test-server';
import { collect } from '@phananh/test-support/collect';
import { newEvent } from '@phananh/test-support/new-event';
import { expect, it, onTestFinished, vi } from 'vitest';
import { eventStoreDbEventStore } from '../../src/index.ts';
import { testTimers } from '../timers.ts';

/** Each new report asks first whether its stream was deleted: two reads, of the stream and of its metadata. */
const started = async () => {
  const server = await startTestServer();
  const timers = testTimers();
  const store = eventStoreDbEventStore({
    connectionString: server.connectionString,
    timing: timers.timing,
  });
  onTestFinished(async () => {
    await store.close();
    await server.stop();
  });
  const notLeader = { kind: 'not-leader', host: server.host, port: server.port } as const;
  return { server, store, timers, notLeader };
};

it.each(['drop', 'not-leader', 'no-leader', 'silent'] as const)(
  'a server that fails while it is asked for the metadata of a stream is asked again: %s',
  async (kind) => {
    const { server, store, timers, notLeader } = await started();
    const faults: Readonly<Record<typeof kind, Fault>> = {
      drop: { kind: 'drop' },
      silent: { kind: 'silent' },
      'not-leader': notLeader,
      'no-leader': { kind: 'status', code: 14, message: 'Server Is Not Ready' },
    };
    server.faults.next('read', undefined, faults[kind]);
    const reading = collect(store.readStream('report-none'));
    if (kind === 'silent') {
      await vi.waitFor(() => expect(server.calls.get('read')).toBe(2));
      timers.expire();
    }
    expect(await reading).toEqual([]);
    expect(server.calls.get('read')).toBe(3);
    server.faults.next('read', undefined, faults[kind]);
    const appending = store.append('report-new', [newEvent()], { expectedRevision: 'any' });
    if (kind === 'silent') {
      await vi.waitFor(() => expect(server.calls.get('read')).toBeGreaterThanOrEqual(5));
      timers.expire();
    }
    expect(await appending).toMatchObject({ revision: 0 });
  },
);
