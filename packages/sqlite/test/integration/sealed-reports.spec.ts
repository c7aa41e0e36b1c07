import { existsSync, readFileSync } from 'node:fs';
import { type Actor, createReports, type EventStore, huePolicy } from '@phananh/core';
import { sealedEventStore } from '@phananh/core/privacy';
import { reportWorkflow } from '@phananh/core/reports';
import { memoryKeyStore } from '@phananh/core/testing';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { nodeCiphers, readModels, sqliteEventStore } from '../../src/index.ts';

const nextFile = temporaryFiles();
const citizen: Actor = { kind: 'citizen', id: 'c-17' };
const operator: Actor = { kind: 'operator', id: 'o-1' };

/** What must not be found: each in another place of a report. */
const canary = (place: string): string => `canary-${place}-7f3a91`;

const setUp = () => {
  const path = nextFile();
  const keys = memoryKeyStore();
  const sealedOver = (store: EventStore) =>
    sealedEventStore(store, {
      log: 'log-1',
      keys,
      ciphers: nodeCiphers,
      workflows: [reportWorkflow],
      elapsed: () => 0,
    });
  const below = sqliteEventStore(path);
  const store = sealedOver(below);
  return { path, keys, below, store, reports: createReports({ store, policy: huePolicy }) };
};

const submitted = async (reports: ReturnType<typeof setUp>['reports']): Promise<string> => {
  const { id } = await reports.handler.create(
    'submit',
    {
      text: canary('text'),
      location: { lat: 16.46379, lng: 107.59092, address: canary('address') },
      contact: { name: canary('name'), phone: '+84 905 123 456', email: `${canary('mail')}@example.org` },
      channel: 'app',
      category: 'lighting',
    },
    { actor: citizen, idempotencyKey: 'once' },
  );
  const give = (command: string, input: unknown, actor: Actor) =>
    reports.handler.execute(id, command, input, { actor });
  await give('request-information', { question: 'Cột đèn nào?' }, operator);
  await give('provide-information', { text: canary('answer') }, citizen);
  await give('comment', { text: canary('comment') }, citizen);
  await give('comment', { text: 'Đã chuyển' }, operator);
  await give('withdraw', { reason: canary('reason') }, citizen);
  return id;
};

const places = ['text', 'address', 'name', 'mail', 'answer', 'comment', 'reason'];
const foundIn = (content: string): readonly string[] =>
  places.filter((place) => content.includes(canary(place)));
const bytesOf = (path: string): string =>
  ['', '-wal'].map((end) => (existsSync(path + end) ? readFileSync(path + end, 'latin1') : '')).join('');

it('nothing that a citizen said stands in the file of the log, and who has the keys reads all of it', async () => {
  const { path, store, reports } = setUp();
  const id = await submitted(reports);
  const state = (await reports.handler.load(id))?.state;
  expect(state).toMatchObject({ text: canary('text'), location: { lat: 16.46379 } });
  const history = JSON.stringify(await Array.fromAsync(reports.handler.history(id)));
  expect(foundIn(history)).toEqual(places);
  await store.close();
  const content = bytesOf(path);
  expect(foundIn(content)).toEqual([]);
  expect(content).toContain('16.463');
  expect(content).not.toContain('16.46379');
  expect(content).not.toContain('905 123 456');
  // What officers say is the authority's.
  expect(content).toContain('Cột đèn nào?'.slice(0, 1));
});

it('a repeated submission is answered as the first was, and another input under its key is refused', async () => {
  const { store, reports } = setUp();
  const id = await submitted(reports);
  const again = (text: string) =>
    reports.handler.create(
      'submit',
      {
        text,
        location: { lat: 16.46379, lng: 107.59092, address: canary('address') },
        contact: {
          name: canary('name'),
          phone: '+84 905 123 456',
          email: `${canary('mail')}@example.org`,
        },
        channel: 'app',
        category: 'lighting',
      },
      { actor: citizen, idempotencyKey: 'once' },
    );
  expect(await again(canary('text'))).toMatchObject({ id, replayed: true });
  await expect(again('something else')).rejects.toMatchObject({ code: 'idempotency-conflict' });
  await store.close();
});

it('once the key was destroyed the report goes on, and what its citizen said reads as erased in its state, its history and read models', async () => {
  const { keys, store, reports } = setUp();
  const id = await submitted(reports);
  await keys.destroy('citizen:c-17');
  store.forgetKey('citizen:c-17');
  const snapshot = await reports.handler.load(id);
  expect(snapshot?.state).toMatchObject({
    phase: 'withdrawn',
    text: { erased: true },
    contact: { erased: true },
    location: { lat: 16.463, lng: 107.59, erased: true },
    comments: [{ text: { erased: true } }, { text: 'Đã chuyển' }],
    category: 'lighting',
  });
  const history = JSON.stringify(await Array.fromAsync(reports.handler.history(id)));
  expect(foundIn(history)).toEqual([]);
  await reports.handler.execute(id, 'comment', { text: 'Đã xóa theo yêu cầu' }, { actor: operator });
  const models = readModels(':memory:', { policy: huePolicy });
  await models.catchUp(store);
  const page = await models.cases({ limit: 10, reader: operator, now: new Date().toISOString() });
  expect(page.cases).toHaveLength(1);
  expect(JSON.stringify(page)).not.toContain('canary');
  await models.close();
  await store.close();
});
