import { type Fault, startTestServer, type TestServerOptions } from '@phananh/eventstoredb-test-server';
import { newEvent } from '@phananh/test-support/new-event';
import { expect, it, onTestFinished } from 'vitest';
import { eventStoreDbEventStore } from '../../src/index.ts';

const opened = async (options: TestServerOptions = {}) => {
  const server = await startTestServer(options);
  const store = eventStoreDbEventStore({ connectionString: server.connectionString });
  onTestFinished(async () => {
    await store.close();
    await server.stop();
  });
  const line = store.appendsInOrder?.();
  if (line === undefined) throw new TypeError('a store over a connection string has it');
  const append = (n: number) => line.append(`s-${n}`, [newEvent({ n })], { expectedRevision: 'no-stream' });
  return { server, line, append };
};

const numbers = Array.from({ length: 200 }, (_, n) => n);

it('appends stand in the log in the order in which they were sent', async () => {
  const { server, append } = await opened();
  await Promise.all(numbers.map(append));
  expect(server.log.records.map(({ stream }) => stream)).toEqual(numbers.map((n) => `s-${n}`));
  expect(server.calls.get('batchAppend')).toBe(1);
});

it.each<[string, Fault, object]>([
  ['breaks', { kind: 'drop' }, { code: 'store-unavailable' }],
  ['is refused', { kind: 'refuse', details: 'event_store.client.Timeout' }, { code: 'store-unavailable' }],
  [
    'finds the stream elsewhere',
    { kind: 'refuse', details: 'event_store.client.WrongExpectedVersion' },
    { code: 'store-unavailable', details: { reason: 'wrong-expected-version' } },
  ],
  [
    'is denied',
    { kind: 'refuse', details: 'event_store.client.AccessDenied' },
    { code: 'store-access-denied' },
  ],
])(
  'after the first that %s, each one fails, and what is asked for later is not sent',
  async (_, fault, error) => {
    const { server, append } = await opened();
    server.faults.next('append', ...numbers.slice(0, 50).map(() => undefined), fault);
    const answers = await Promise.allSettled(numbers.map(append));
    expect(answers.slice(0, 50).map(({ status }) => status)).toEqual(Array(50).fill('fulfilled'));
    expect(answers[50]).toMatchObject({ status: 'rejected', reason: error });
    expect(answers.slice(50).map(({ status }) => status)).toEqual(Array(150).fill('rejected'));
    const { length } = server.log.records;
    await expect(append(1_000)).rejects.toMatchObject({ code: expect.stringMatching(/^store-/) });
    expect(server.log.records).toHaveLength(length);
    expect(server.calls.get('batchAppend')).toBe(1);
  },
);

it('a server without BatchAppend is said to have none', async () => {
  const { append } = await opened({ batchAppend: false });
  await expect(append(0)).rejects.toMatchObject({ details: { reason: 'no-batch-append' } });
});
