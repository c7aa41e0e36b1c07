import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { type Actor, createReports, huePolicy, type Reports } from '@phananh/core';
import {
  destructionWorkflow,
  envelopesOf,
  keyOfDigest,
  leavesIn,
  nodeOf,
  sealedEventStore,
} from '@phananh/core/privacy';
import { guestIdOf, holderIdOf, isErasedReport, reportWorkflow } from '@phananh/core/reports';
import { memoryEventStore, memoryKeyStore } from '@phananh/core/testing';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { destroying } from '../../../src/host/run-destructions.ts';
import {
  backUpSqliteFile,
  nodeCiphers,
  type RunningReports,
  runReports,
  sqliteEventStore,
} from '../../../src/index.ts';
import { cutOff } from '../../cut-off.ts';

const nextFile = temporaryFiles();
const citizen: Actor = { kind: 'citizen', id: 'c-17' };
const operator: Actor = { kind: 'operator', id: 'o-1' };
const canary = (place: string): string => `canary${place}7f3a91`;

const opens = (path: string): Promise<RunningReports> =>
  runReports({
    file: path,
    policy: huePolicy,
    sealing: { keys: { file: `${path}.keys`, keyEncryptionKey: `${path}.key` } },
    onError: ({ error }) => {
      throw error;
    },
  });

const submission = {
  text: canary('text'),
  location: { lat: 16.46379, lng: 107.59092, address: canary('address') },
  contact: { name: canary('name'), phone: '0912345678' },
  channel: 'app',
};

const lived = async ({ reports }: { readonly reports: Reports }) => {
  const { id } = await reports.handler.create('submit', submission, { actor: citizen });
  const give = (command: string, input: unknown, actor: Actor = operator) =>
    reports.handler.execute(id, command, input, { actor });
  await give('comment', { text: canary('comment') }, citizen);
  await give('comment', { text: canary('other') }, citizen);
  await give('request-information', { question: 'Ở đâu?' });
  return { id, give };
};

const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
};

const written = (path: string): string =>
  [path, `${path}-wal`, `${path.replace(/\.db$/, '')}.read.db`, `${path.replace(/\.db$/, '')}.read.db-wal`]
    .filter((one) => existsSync(one))
    .map((one) => readFileSync(one, 'latin1'))
    .join('');

const destroysComment = { field: 'text', revision: 1, reason: 'Có dữ liệu của người khác', destroy: true };

it('destroying all that a living guest gave, value by value, leaves them their report: their link is made, opened and held', async () => {
  const { reports, close } = await opens(nextFile());
  const guest: Actor = { kind: 'citizen', id: guestIdOf('1') };
  const { id } = await reports.handler.create('submit', submission, { actor: guest });
  const link = (letter: string) => ({ reportId: id, digest: letter.repeat(64) });
  await reports.links.issue(link('a'), { actor: operator });
  for (const field of ['text', 'contact', 'location'])
    await reports.handler.execute(id, 'redact', { field, reason: 'x', destroy: true }, { actor: operator });
  const holder: Actor = { kind: 'citizen', id: holderIdOf(id) };
  const open = (letter: string) =>
    reports.links.open(id, { ...link(letter), held: 'f'.repeat(64) }, { actor: holder });
  expect((await open('a')).state.phase).toBe('opened');
  await reports.links.renew(id, link('b'), { actor: operator });
  expect((await open('b')).state.phase).toBe('opened');
  const erased = await reports.handler.execute(
    id,
    'erase-personal-data',
    { person: `citizen:${guest.id}` },
    { actor: { kind: 'system', id: 'erasure' } },
  );
  expect(isErasedReport(erased.state)).toBe(true);
  await expect(reports.links.renew(id, link('c'), { actor: operator })).rejects.toMatchObject({
    code: 'link-erased',
  });
  await close();
});

it('one text is destroyed when who hides it asks for that: it is nowhere after, also with keys and log of another moment, and what else they said is there', async () => {
  const path = nextFile();
  const running = await opens(path);
  const { id, give } = await lived(running);
  const caughtUp = async (): Promise<void> => {
    let last = 0;
    for await (const { position } of running.reports.store.readAll()) last = position;
    await until(() => (running.readModels.position() ?? -1) >= last);
  };
  const shown = async () =>
    JSON.stringify(
      await running.readModels.cases({ limit: 10, reader: operator, now: '2030-01-01T00:00:00.000Z' }),
    );
  await caughtUp();
  expect(written(path)).toContain(canary('text'));
  const backup = nextFile();
  await backUpSqliteFile(path, backup);
  await running.keys?.get('citizen:c-17');
  await backUpSqliteFile(`${path}.keys`, `${backup}.keys`);

  await give('redact', { field: 'text', revision: 0, reason: 'x', destroy: true });
  await give('redact', destroysComment);
  const isListed = async (): Promise<number> => {
    const events = await Array.fromAsync(running.reports.store.readStream('destruction-log'));
    return events.filter(({ type }) => type === 'values-destroyed').length;
  };
  await until(async () => (await isListed()) === 2);
  await caughtUp();
  await until(() => !written(path).includes(canary('text')));
  const { text, comments, contact } = (await running.reports.handler.load(id))?.state ?? {};
  expect({ text, contact, comments: comments?.map((one) => one.text) }).toEqual({
    text: { erased: true },
    contact: submission.contact,
    comments: [{ erased: true }, canary('other')],
  });
  expect(await shown()).not.toContain(canary('text'));
  const opened = JSON.stringify(await Array.fromAsync(running.reports.store.readAll()));
  for (const gone of ['text', 'comment']) expect(opened).not.toContain(canary(gone));
  for (const there of ['address', 'name', 'other']) expect(opened).toContain(canary(there));
  await expect(give('redact', destroysComment)).rejects.toMatchObject({ code: 'not-encrypted' });
  await running.close();
  for (const gone of ['text', 'comment']) expect(written(path)).not.toContain(canary(gone));

  // A log from before, with the keys of today: gone, whatever it says.
  copyFileSync(`${path}.keys`, `${backup}.keys-today`);
  const restored = nextFile();
  await backUpSqliteFile(backup, restored);
  copyFileSync(`${path}.keys`, `${restored}.keys`);
  copyFileSync(`${path}.key`, `${restored}.key`);
  const before = await opens(restored);
  const read = JSON.stringify(await Array.fromAsync(before.reports.store.readAll()));
  expect([read.includes(canary('comment')), read.includes(canary('other'))]).toEqual([false, true]);
  await before.close();

  // The log of today, with keys from before: destroyed again before anybody is answered.
  copyFileSync(`${backup}.keys`, `${path}.keys`);
  const again = await opens(path);
  const readAgain = JSON.stringify(await Array.fromAsync(again.reports.store.readAll()));
  expect([readAgain.includes(canary('comment')), readAgain.includes(canary('other'))]).toEqual([false, true]);
  expect([...((await again.keys?.get('citizen:c-17'))?.tree ?? [])].length).toBeGreaterThan(200);
  await again.close();
});

it('what this host destroys the key of it opens from then on no more, in the log and in what it keeps between commands', async () => {
  const path = nextFile();
  const running = await opens(path);
  const { id } = await lived(running);
  const backup = nextFile();
  await backUpSqliteFile(path, backup);
  const below = sqliteEventStore(backup);
  const [first] = await Array.fromAsync(below.readStream(`report-${id}`));
  await below.close();
  if (first === undefined) throw new TypeError('nothing was recorded');
  const leaves = leavesIn(first, ['/text']);
  const textNow = async () => {
    const { text } = (await running.reports.handler.load(id))?.state ?? {};
    const [submitted] = await Array.fromAsync(running.reports.handler.history(id, { toRevision: 0 }));
    return [text, submitted?.data.text];
  };
  expect(await textNow()).toEqual([canary('text'), canary('text')]);
  for (const one of leaves) await running.keys?.puncture(one.subject, one.leaves);
  expect(await textNow()).toEqual([{ erased: true }, { erased: true }]);
  await running.close();
});

/** Everything that a destruction needs, over a log in memory. */
const inMemory = () => {
  const keys = memoryKeyStore();
  const stored = memoryEventStore();
  let now = 0;
  const over = () =>
    sealedEventStore(stored, {
      log: 'log-1',
      keys,
      ciphers: nodeCiphers,
      workflows: [reportWorkflow, destructionWorkflow],
      elapsed: () => now,
    });
  const store = over();
  return {
    keys,
    stored,
    store,
    over,
    reports: createReports({ store, policy: huePolicy }),
    later: () => {
      now += 60_000;
    },
  };
};

it('whoever is cut off at whichever step and begins again comes to the same end, on several hosts too', async () => {
  const endOf = async (cutOffAt: number): Promise<{ readonly steps: number; readonly end: unknown }> => {
    const { keys, stored, store, over, reports, later } = inMemory();
    const { give } = await lived({ reports });
    await give('redact', destroysComment);
    await give('redact', { field: 'contact', reason: 'x', destroy: true });
    const { counted, steps } = cutOff(cutOffAt);
    const events = await Array.fromAsync(store.readAll());
    const cut = {
      stored,
      store: { ...store, append: counted(store.append) },
      keys: { ...keys, puncture: counted(keys.puncture) },
    };
    await destroying(cut)
      .react(events)
      .catch(() => {});
    await Promise.all([0, 1].map(() => destroying({ stored, store: over(), keys }).react(events)));
    later();
    const opened = JSON.stringify(await Array.fromAsync(over().readAll()));
    const listed = (await Array.fromAsync(stored.readStream('destruction-log'))).map(
      ({ type, data: { subject, revision } }) => [type, subject, revision],
    );
    return {
      steps: steps(),
      end: {
        listed,
        left: ['text', 'name', 'comment', 'other'].filter((one) => opened.includes(canary(one))),
      },
    };
  };
  const whole = await endOf(Number.POSITIVE_INFINITY);
  expect(whole.end).toEqual({
    listed: [
      ['list-begun', undefined, undefined],
      ['values-destroyed', 'citizen:c-17', 5],
      ['values-destroyed', 'citizen:c-17', 7],
    ],
    left: ['text', 'other'],
  });
  expect(whole.steps).toBe(5);
  for (let step = 0; step <= whole.steps; step += 1) expect((await endOf(step)).end).toEqual(whole.end);
});

it('what has no key of its own, is not encrypted or is gone is told as such, and nothing is recorded', async () => {
  const { reports, stored, store } = inMemory();
  const { id, give } = await lived({ reports });
  const [first] = await Array.fromAsync(stored.readAll());
  expect(envelopesOf(first?.data ?? {}).every(({ envelope }) => envelope.leaf !== undefined)).toBe(true);
  // As a log has it that was written before values had keys of their own.
  const ofBefore = createReports({
    store: { ...store, ownKeysIn: async () => new Map([[2, ['/text']]]) },
    policy: huePolicy,
  });
  const destroyIn = (where: Reports, input: object) =>
    where.handler.execute(id, 'redact', { reason: 'x', destroy: true, ...input }, { actor: operator });
  await expect(destroyIn(ofBefore, { field: 'text' })).rejects.toMatchObject({
    code: 'no-key-of-its-own',
    details: { revisions: [0, 1] },
  });
  for (const field of ['question', 'category', 'attachments', 'publicText'])
    await expect(destroyIn(reports, { field })).rejects.toMatchObject({ code: 'not-encrypted' });
  await expect(destroyIn(reports, { field: 'text', revision: 3 })).rejects.toMatchObject({
    code: 'unknown-revision',
  });
  expect((await Array.fromAsync(stored.readAll())).length).toBe(4);
  // One that was only hidden can be destroyed later.
  await give('redact', { ...destroysComment, destroy: false });
  await give('redact', destroysComment);
  await destroyIn(ofBefore, { field: 'text', revision: 2 });
});

it('the digest of the command goes with its text, so that nobody who guesses the text is told, and those of other commands stay', async () => {
  const { keys, reports, store, stored, over, later } = inMemory();
  const { give } = await lived({ reports });
  await give('redact', destroysComment);
  const written = (await Array.fromAsync(stored.readAll())).filter(
    ({ metadata }) => keyOfDigest(metadata.commandDigest) !== undefined,
  );
  /** By revision: whether another digest than that of the command is told apart. */
  const tellsApart = async () => {
    const anew = over();
    const tree = (await keys.get('citizen:c-17'))?.tree ?? new Map();
    return Promise.all(
      written.map(async (event) => {
        const leaf = keyOfDigest(event.metadata.commandDigest)?.leaf ?? '';
        const isTold = (await anew.digestOf?.(event))?.('another') === false;
        return [event.revision, isTold, nodeOf(tree, leaf, nodeCiphers.sha256) !== undefined];
      }),
    );
  };
  expect(await tellsApart()).toEqual([0, 1, 2].map((revision) => [revision, true, true]));
  await destroying({ stored, store, keys }).react(await Array.fromAsync(store.readAll()));
  later();
  expect(await tellsApart()).toEqual([0, 1, 2].map((revision) => [revision, revision !== 1, revision !== 1]));
});

it('of a corrected text both are destroyed, what was said and what took its place', async () => {
  const { keys, reports, store, stored, over, later } = inMemory();
  const imported = { ...submission, legacy: { system: 'old', caseId: '1' } };
  const { id } = await reports.handler.create(
    'submit',
    { ...imported, channel: 'import' },
    { actor: { kind: 'system', id: 'import' } },
  );
  await reports.handler.execute(
    id,
    'correct',
    { revision: 0, field: 'text', to: canary('corrected'), reason: 'x' },
    { actor: { kind: 'system', id: 'import' } },
  );
  await reports.handler.execute(
    id,
    'redact',
    { field: 'text', revision: 0, reason: 'x', destroy: true },
    { actor: operator },
  );
  await destroying({ stored, store, keys }).react(await Array.fromAsync(store.readAll()));
  later();
  const opened = JSON.stringify(await Array.fromAsync(over().readAll()));
  for (const gone of ['text', 'corrected']) expect(opened).not.toContain(canary(gone));
  expect(opened).toContain(canary('name'));
});

it('two hosts that destroy two values of one person at once leave neither', async () => {
  const { keys, reports, store, stored, over, later } = inMemory();
  const { give } = await lived({ reports });
  await give('redact', destroysComment);
  await give('redact', { ...destroysComment, revision: 2 });
  const events = await Array.fromAsync(store.readAll());
  await Promise.all([
    destroying({ stored, store, keys }).react(events.slice(0, 6)),
    destroying({ stored, store: over(), keys }).react(events.slice(6)),
  ]);
  later();
  const opened = JSON.stringify(await Array.fromAsync(over().readAll()));
  expect(['text', 'comment', 'other'].filter((one) => opened.includes(canary(one)))).toEqual(['text']);
});
