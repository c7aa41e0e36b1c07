import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { type Actor, createReports, type EventStore, huePolicy } from '@phananh/core';
import { beginSealing, sealedLog } from '@phananh/core/privacy';
import { erasures } from '@phananh/core/read-models';
import { normalTelephone, reportWorkflow } from '@phananh/core/reports';
import { memoryEventStore, memoryKeyStore } from '@phananh/core/testing';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { nodeCiphers, readModels, runReports } from '../../../src/index.ts';

const nextFile = temporaryFiles();
const operator: Actor = { kind: 'operator', id: 'o-1' };
const now = '2030-01-01T00:00:00.000Z';

const sealedOver = (below: EventStore, keys = memoryKeyStore()) =>
  sealedLog(below, {
    keys,
    ciphers: nodeCiphers,
    workflows: [reportWorkflow],
    elapsed: () => 0,
  });

/** A report that an operator takes down for a caller. */
const called = async (store: EventStore, phone: string): Promise<string> => {
  const reports = createReports({ store, policy: huePolicy });
  const location = { address: '12 Lê Lợi' };
  const { id } = await reports.handler.create(
    'submit',
    { text: 'Đèn hỏng', location, channel: 'hotline', contact: { name: 'An', phone } },
    { actor: operator },
  );
  return id;
};

const setUp = async () => {
  const below = memoryEventStore();
  const keys = memoryKeyStore();
  await beginSealing(below, { keys });
  const store = sealedOver(below, keys);
  const path = nextFile();
  const models = readModels(path, { policy: huePolicy });
  const found = async (telephone: string, reader?: Actor, more: object = {}) => {
    const page = await models.casesOfTelephone({ telephone, now, ...(reader && { reader }), ...more });
    return page.cases.map(({ reportId }) => reportId);
  };
  return { below, keys, store, path, models, found };
};

const bytesOf = (path: string): string =>
  ['', '-wal'].map((end) => (existsSync(path + end) ? readFileSync(path + end, 'latin1') : '')).join('');

/** Everything that somebody without the key of the log could make of a number. */
const withoutKey = (telephone: string): readonly string[] =>
  [telephone, `telephone ${telephone}`].flatMap((value) =>
    (['hex', 'base64', 'base64url'] as const).map((form) => createHash('sha256').update(value).digest(form)),
  );

it('a caller is found on a sealed log by the whole number, however it is written, and the tables have nothing that it could be guessed by', async () => {
  const { store, path, models, found } = await setUp();
  const first = await called(store, '0905 123 456');
  const second = await called(store, '+84 905.123.456');
  await called(store, '0905 123 457');
  await models.catchUp(store);
  for (const written of ['0905123456', '+84905123456', '84 905 123 456', '0905.123.456'])
    expect([written, await found(written)]).toEqual([written, [second, first]]);
  expect(await found('0905 123 45')).toEqual([]);
  const page = await models.casesOfTelephone({ telephone: '0905123456', now, limit: 1, sort: 'submittedAt' });
  const cursor = page.nextCursor ?? '';
  expect(await found('0905123456', undefined, { limit: 1, sort: 'submittedAt', cursor })).toEqual([second]);
  await expect(found('0905123457', undefined, { sort: 'submittedAt', cursor })).rejects.toMatchObject({
    code: 'invalid-query',
  });
  await models.close();
  const bytes = bytesOf(path);
  expect(bytes).toContain(first);
  for (const form of [
    '0905123456',
    '905123456',
    '0905 123 456',
    ...withoutKey(normalTelephone('0905123456')),
  ])
    expect(bytes).not.toContain(form);
});

it('who may not see the contact of every case finds nobody by a number', async () => {
  const { store, models, found } = await setUp();
  const id = await called(store, '0905123456');
  await models.catchUp(store);
  const finds = async (kind: string, agencyId?: string) =>
    (await found('0905123456', { kind, id: 'x-1', ...(agencyId && { agencyId }) })).includes(id);
  for (const kind of ['operator', 'auditor', 'system'])
    expect([kind, await finds(kind)]).toEqual([kind, true]);
  for (const kind of ['citizen', 'agency', 'analyst', 'admin'])
    expect([kind, await finds(kind, 'agency-hue-lighting')]).toEqual([kind, false]);
  await models.close();
});

it('a contact that is hidden is not found by its number, nor once its rows are built anew', async () => {
  const { store, models, found } = await setUp();
  const id = await called(store, '0905123456');
  await models.catchUp(store);
  const give = (command: string, input: unknown) =>
    createReports({ store, policy: huePolicy }).handler.execute(id, command, input, { actor: operator });
  await give('redact', { field: 'text', reason: 'x' });
  await models.catchUp(store);
  expect(await found('0905123456')).toEqual([id]);
  await give('redact', { field: 'contact', reason: 'x' });
  await models.catchUp(store);
  expect(await found('0905123456')).toEqual([]);
  await models.rebuild(store);
  expect(await found('0905123456')).toEqual([]);
  await models.close();
});

it('of a log that began to be sealed later who called before and after is found, before its tables are built anew and afterwards', async () => {
  const below = memoryEventStore();
  const keys = memoryKeyStore();
  const models = readModels(nextFile(), { policy: huePolicy });
  const store = sealedOver(below, keys);
  const found = async () =>
    (await models.casesOfTelephone({ telephone: '0905123456', now, sort: 'submittedAt' })).cases.map(
      ({ reportId }) => reportId,
    );
  const before = await called(store, '0905123456');
  await models.catchUp(store);
  expect(await found()).toEqual([before]);
  await beginSealing(below, { keys });
  const after = await called(sealedOver(below, keys), '0905123456');
  await models.catchUp(store);
  expect(await found()).toEqual([before, after]);
  await models.rebuild(store);
  expect(await found()).toEqual([before, after]);
  await models.close();
});

it('a running host finds a caller in its threads, and nobody once they are erased: the digest is in no byte of its tables', async () => {
  const path = nextFile();
  const running = await runReports({
    file: path,
    policy: huePolicy,
    workflows: [...erasures],
    sealing: { keys: { file: `${path}.keys`, keyEncryptionKey: `${path}.key` }, begin: true },
  });
  const { store } = running.reports;
  const id = await called(store, '0905123456');
  const other = await called(store, '0905123457');
  const caughtUp = async (): Promise<void> => {
    let last = 0;
    for await (const { position } of store.readAll()) last = position;
    await running.readModels.whenApplied(last, { timeoutMilliseconds: 20_000 });
  };
  const found = async (telephone: string) => {
    await caughtUp();
    const { cases } = await running.readModels.casesOfTelephone({ telephone, reader: operator, now });
    return cases.map(({ reportId }) => reportId);
  };
  expect(await found('0905123456')).toEqual([id]);
  const [digest = ''] = (await store.keyedDigests?.(['telephone +84905123456'])) ?? [];
  const tables = `${path.replace(/\.db$/, '')}.read.db`;
  expect(bytesOf(tables)).toContain(digest);
  const erasure = running.workflows.find(({ handler }) => handler.workflow.name === 'erasure');
  const actor: Actor = { kind: 'admin', id: 'a-1' };
  const outcome = await erasure?.handler.create(
    'order',
    { person: `report:${id}`, ground: 'asked' },
    { actor },
  );
  const isDone = async (): Promise<boolean> =>
    ((await erasure?.handler.load(outcome?.id ?? ''))?.state as { phase: string } | undefined)?.phase ===
    'done';
  while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await found('0905123456')).toEqual([]);
  expect(await found('0905123457')).toEqual([other]);
  await running.close();
  expect(bytesOf(tables)).not.toContain(digest);
});
