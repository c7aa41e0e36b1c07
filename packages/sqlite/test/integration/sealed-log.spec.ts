import { existsSync, readFileSync } from 'node:fs';
import { type Actor, createReports, type EventStore, huePolicy } from '@phananh/core';
import {
  beginSealing,
  envelopesOf,
  personalInClear,
  type SealedLogOptions,
  sealedLog,
  sealingOfLog,
} from '@phananh/core/privacy';
import { reportWorkflow } from '@phananh/core/reports';
import { memoryEventStore, memoryKeyStore } from '@phananh/core/testing';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { nodeCiphers, runReports, sqliteEventStore } from '../../src/index.ts';

const nextFile = temporaryFiles();
const citizen: Actor = { kind: 'citizen', id: 'c-17' };
const operator: Actor = { kind: 'operator', id: 'o-1' };
const input = (text: string) => ({
  text,
  location: { lat: 16.46379, lng: 107.59092, address: 'số 12 Lê Lợi' },
  channel: 'app' as const,
});

const setUp = (below: EventStore = memoryEventStore()) => {
  const keys = memoryKeyStore();
  const over = (options: Partial<SealedLogOptions> = {}) =>
    sealedLog(below, {
      keys,
      ciphers: nodeCiphers,
      workflows: [reportWorkflow],
      elapsed: () => 0,
      ...options,
    });
  const submit = (text: string, store: EventStore) =>
    createReports({ store, policy: huePolicy }).submit(input(text), { actor: citizen });
  return { below, keys, over, submit };
};
const storedIn = (store: EventStore) => Array.fromAsync(store.readAll());

it('a log says that it is sealed before the first value that is, and who begins first has it written once', async () => {
  const { below, over, submit } = setUp();
  const store = over({ begin: true });
  await Promise.all([submit('một', store), submit('hai', store), submit('ba', over({ begin: true }))]);
  const events = await storedIn(below);
  expect(events.filter(({ type }) => type === 'sealing-begun')).toHaveLength(1);
  expect(events[0]).toMatchObject({ stream: 'sealing-log', type: 'sealing-begun' });
  expect(events.slice(1).map(({ data }) => envelopesOf(data).length)).toEqual([2, 2, 2]);
  expect((await sealingOfLog(below))?.position).toBe(events[0]?.position);
});

it('a log that does not say so stays in clear for who is not to begin, and is sealed once it does', async () => {
  const { below, keys, over, submit } = setUp();
  let now = 0;
  const store = over({ elapsed: () => now });
  await submit('trước', store);
  expect(JSON.stringify(await storedIn(below))).toContain('trước');
  await beginSealing(below, { keys });
  now += 60_000;
  await submit('sau', store);
  expect(JSON.stringify(await storedIn(below))).not.toContain('sau');
  expect(JSON.stringify(await storedIn(store))).toContain('sau');
  const isInClear = personalInClear([reportWorkflow]);
  expect((await storedIn(below)).map(isInClear)).toEqual([true, false, false]);
});

it('nothing is sealed under keys that are not those of the log, and what they cannot open is refused', async () => {
  const { below, over, submit } = setUp();
  await submit('một', over({ begin: true }));
  const others = over({ begin: true, keys: memoryKeyStore() });
  await expect(submit('hai', others)).rejects.toMatchObject({ code: 'key-missing' });
  await expect(storedIn(others)).rejects.toMatchObject({ code: 'key-missing' });
  expect(await storedIn(below)).toHaveLength(2);
  const lost = over({ keys: memoryKeyStore(), lostKeys: 'as-erased' });
  expect((await storedIn(lost))[1]?.data).toMatchObject({ text: { erased: true } });
});

it('an envelope in a log that says nothing of sealing is damage', async () => {
  const { keys, over, submit, below } = setUp();
  await submit('một', over({ begin: true }));
  const [, event] = await storedIn(below);
  const bare = memoryEventStore();
  if (event !== undefined) await bare.append(event.stream, [event], { expectedRevision: 'no-stream' });
  const overBare = sealedLog(bare, { keys, ciphers: nodeCiphers, workflows: [reportWorkflow] });
  await expect(storedIn(overBare)).rejects.toMatchObject({ code: 'store-corrupt' });
});

it('a host that seals has its read models open what is sealed, in their threads, and forgets at once what it destroys', async () => {
  const file = nextFile();
  const keyFiles = { file: `${file}.keys.db`, keyEncryptionKey: `${file}.key` };
  const sealing = { keys: keyFiles };
  await using host = await runReports({ file, policy: huePolicy, sealing });
  const { reportId, position } = await host.reports.submit(input('đèn đường hỏng'), { actor: citizen });
  await host.readModels.whenApplied(position, { timeoutMilliseconds: 20_000 });
  const asked = { limit: 10, reader: operator, now: new Date().toISOString(), q: 'den duong' } as const;
  expect((await host.readModels.cases(asked)).cases).toMatchObject([{ reportId, text: 'đèn đường hỏng' }]);
  // What was known before the case went on is read from the log, by the thread that is asked.
  const knownAt = new Date().toISOString();
  while (new Date().toISOString() === knownAt);
  const verified = { category: 'lighting', priority: 'normal', procedure: 'ordinary' } as const;
  const { position: later } = await host.reports.verify(reportId, verified, { actor: operator });
  await host.readModels.whenApplied(later, { timeoutMilliseconds: 20_000 });
  const then = { cohort: 'submitted', knownAt, now: new Date().toISOString() } as const;
  expect((await host.readModels.slaCases(then)).cases).toMatchObject([{ reportId, phase: 'submitted' }]);
  await host.keys?.destroy('citizen:c-17');
  expect(await host.reports.get(reportId, { actor: operator })).toMatchObject({ text: { erased: true } });
  await host.close();
  const bytes = ['', '-wal'].map((end) => (existsSync(file + end) ? readFileSync(file + end, 'utf8') : ''));
  expect(bytes.join('')).not.toContain('đèn đường hỏng');
  const stored = sqliteEventStore(file, { readonly: true });
  expect((await storedIn(stored))[0]).toMatchObject({ type: 'sealing-begun', position: 1 });
  await stored.close();
});

it('a host does not start with other keys than those of its log, and leaves nothing open', async () => {
  const file = nextFile();
  const keysIn = (name: string) => ({
    keys: { file: `${file}.${name}.db`, keyEncryptionKey: `${file}.${name}.key` },
  });
  await (await runReports({ file, policy: huePolicy, sealing: keysIn('own') })).close();
  const others = runReports({ file, policy: huePolicy, sealing: keysIn('others') });
  await expect(others).rejects.toMatchObject({ code: 'key-missing' });
  await (await runReports({ file, policy: huePolicy, sealing: keysIn('own') })).close();
});
