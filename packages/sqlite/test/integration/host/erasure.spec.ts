import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import {
  type Actor,
  commandHandler,
  createReports,
  huePolicy,
  type RecordedEvent,
  type Reports,
} from '@phananh/core';
import { sealedEventStore, streamsOfSubject } from '@phananh/core/privacy';
import { erasures } from '@phananh/core/read-models';
import {
  attachmentWorkflow,
  erasureIdOf,
  erasureWorkflow,
  keyOfErasure,
  reportWorkflow,
} from '@phananh/core/reports';
import { memoryEventStore, memoryKeyStore } from '@phananh/core/testing';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { erasing } from '../../../src/host/run-erasures.ts';
import { backUpSqliteFile, nodeCiphers, type RunningReports, runReports } from '../../../src/index.ts';
import { cutOff } from '../../cut-off.ts';

const nextFile = temporaryFiles();
const citizen: Actor = { kind: 'citizen', id: 'c-17' };
const neighbour: Actor = { kind: 'citizen', id: 'c-99' };
const operator: Actor = { kind: 'operator', id: 'o-1' };
const admin: Actor = { kind: 'admin', id: 'a-1' };
const person = 'citizen:c-17';

const canary = (place: string): string => `canary${place}7f3a91`;
const places = ['text', 'address', 'name', 'comment', 'taken'];

const opens = (path: string, keysOf = path): Promise<RunningReports> =>
  runReports({
    file: path,
    policy: huePolicy,
    workflows: [...erasures],
    sealing: { keys: { file: `${keysOf}.keys`, keyEncryptionKey: `${keysOf}.key` } },
    onError: ({ error }) => {
      throw error;
    },
  });

const submission = (text: string) => ({
  text,
  location: { lat: 16.46379, lng: 107.59092, address: canary('address') },
  contact: { name: canary('name') },
  channel: 'app',
});

/** Two reports of the citizen, and one of a neighbour. */
const lived = async ({ reports }: { readonly reports: Reports }): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (const actor of [citizen, citizen, neighbour]) {
    const text = actor === neighbour ? 'of a neighbour' : canary('text');
    const { id } = await reports.handler.create('submit', { ...submission(text) }, { actor });
    ids.push(id);
  }
  const [first = ''] = ids;
  const give = (id: string, command: string, input: unknown, actor: Actor) =>
    reports.handler.execute(id, command, input, { actor });
  await give(first, 'comment', { text: canary('comment') }, citizen);
  await give(first, 'request-information', { question: 'Ở đâu?' }, operator);
  await give(first, 'provide-information', { text: canary('taken') }, operator);
  return ids;
};

const handlerOf = (running: RunningReports) => {
  const found = running.workflows.find(({ handler }) => handler.workflow.name === 'erasure');
  if (found === undefined) throw new TypeError('erasures do not run');
  return found.handler;
};

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
};

const isDone = (running: RunningReports) => async (): Promise<boolean> =>
  ((await handlerOf(running).load(erasureIdOf(person)))?.state as { phase: string } | undefined)?.phase ===
  'done';

/** The row of each report as an operator is shown it, once every event is in it. */
const rowsOf = async ({ reports, readModels }: RunningReports): Promise<string> => {
  let last = 0;
  for await (const { position } of reports.store.readAll()) last = position;
  await until(async () => (readModels.position() ?? -1) >= last);
  return JSON.stringify(
    await readModels.cases({ limit: 10, reader: operator, now: '2030-01-01T00:00:00.000Z' }),
  );
};

const written = (path: string): string =>
  [path, `${path}-wal`, `${path.replace(/\.db$/, '')}.read.db`, `${path.replace(/\.db$/, '')}.read.db-wal`]
    .filter((one) => existsSync(one))
    .map((one) => readFileSync(one, 'latin1'))
    .join('');

it('what is ordered is carried out: in each report of the person and in read models, byte for byte, and it is done once', async () => {
  const path = nextFile();
  const running = await opens(path);
  const ids = await lived(running);
  const before = await rowsOf(running);
  const around = async (lat: number, lng: number): Promise<number> => {
    const bbox = { south: lat - 1e-5, north: lat + 1e-5, west: lng - 1e-5, east: lng + 1e-5 };
    const page = await running.readModels.cases({ limit: 10, bbox, now: '2030-01-01T00:00:00.000Z' });
    return page.cases.length;
  };
  const placesFound = async (): Promise<readonly number[]> => [
    await around(16.46379, 107.59092),
    await around(16.463, 107.59),
  ];
  expect(await placesFound()).toEqual([3, 0]);
  expect(before).toContain(canary('text'));
  expect(written(path)).toContain(canary('text'));
  const handler = handlerOf(running);
  await handler.create('order', { person, ground: 'asked' }, { actor: admin });
  await until(isDone(running));
  expect((await handler.load(erasureIdOf(person)))?.state).toMatchObject({ phase: 'done', reports: 2 });
  for (const id of ids) {
    const state = JSON.stringify((await running.reports.handler.load(id))?.state);
    expect(
      places.filter((place) => place !== 'address' && place !== 'name' && state.includes(canary(place))),
    ).toEqual([]);
    expect(state.includes(canary('name'))).toBe(id === ids[2]);
  }
  const rows = await rowsOf(running);
  expect(rows).not.toContain(canary('text'));
  expect(rows).toContain('of a neighbour');
  expect(await placesFound()).toEqual([1, 2]);
  await until(async () => !written(path).includes(canary('text')));
  await expect(
    handler.create('order', { person, ground: 'asked again' }, { actor: admin }),
  ).rejects.toMatchObject({ code: 'already-exists' });
  await running.close();
  expect(written(path)).not.toContain(canary('text'));
});

/** Everything that an erasure needs, over a log in memory. */
const inMemory = () => {
  const keys = memoryKeyStore();
  const stored = memoryEventStore();
  const workflows = [reportWorkflow, erasureWorkflow];
  const store = sealedEventStore(stored, {
    log: 'log-1',
    keys,
    ciphers: nodeCiphers,
    workflows,
    elapsed: () => 0,
  });
  const reports = createReports({ store, policy: huePolicy });
  const handler = commandHandler({ workflow: erasureWorkflow, store, policy: undefined });
  const destroy = async (subject: string): Promise<void> => {
    await keys.destroy(subject);
    store.forgetKey(subject);
  };
  return { keys: { ...keys, destroy }, store, stored, reports, handler };
};

it('whoever is cut off at whichever step and begins again comes to the same end', async () => {
  const endOf = async (cutOffAt: number): Promise<{ readonly steps: number; readonly end: unknown }> => {
    const { keys, store, stored, reports, handler } = inMemory();
    const ids = await lived({ reports });
    await handler.create('order', { person, ground: 'asked' }, { actor: admin });
    const { counted, steps } = cutOff(cutOffAt);
    const cut = {
      store,
      stored,
      keys: { ...keys, destroy: counted(keys.destroy) },
      reports: { ...reports, handler: { ...reports.handler, execute: counted(reports.handler.execute) } },
      handler: { ...handler, execute: counted(handler.execute) },
    };
    const orders = async (): Promise<readonly RecordedEvent[]> => Array.fromAsync(stored.readAll());
    await erasing(cut)
      .react(await orders())
      .catch(() => {});
    await erasing({ store, stored, keys, reports, handler }).react(await orders());
    const states = await Promise.all(ids.map(async (id) => (await reports.handler.load(id))?.state));
    const events = await Array.fromAsync(stored.readAll());
    const erasedIn = events.filter(({ type }) => type === 'personal-data-erased').length;
    const done = events.filter(({ type }) => type === 'done').map(({ data }) => data);
    const gone = (await Array.fromAsync(keys.destroyed())).map((subject) =>
      subject.startsWith('report:') ? `report:${ids.indexOf(subject.slice('report:'.length))}` : subject,
    );
    const texts = states.map((state) =>
      JSON.stringify([state?.text, state?.contact, state?.comments.map(({ text }) => text)]),
    );
    return { steps: steps(), end: { erasedIn, done, gone: gone.toSorted(), texts } };
  };
  const whole = await endOf(Number.POSITIVE_INFINITY);
  expect(whole.end).toMatchObject({
    erasedIn: 2,
    done: [{ reports: 2 }],
    gone: ['citizen:c-17', keyOfErasure(person), 'report:0', 'report:1'],
  });
  expect(whole.steps).toBe(8);
  for (let step = 0; step <= whole.steps; step += 1) expect((await endOf(step)).end).toEqual(whole.end);
});

it('keys that were backed up at whichever moment of an erasure are destroyed to its end before the host serves, once', async () => {
  const { keys, store, stored, reports, handler } = inMemory();
  const ids = await lived({ reports });
  const taken = { ...submission(canary('taken')), channel: 'hotline' };
  const { id } = await reports.handler.create('submit', taken, { actor: operator });
  await reports.handler.execute(id, 'link', { reporter: 'c-17' }, { actor: operator });
  await handler.create('order', { person, ground: 'asked' }, { actor: admin });
  await erasing({ store, stored, keys, reports, handler }).react(await Array.fromAsync(stored.readAll()));
  const whole = await Array.fromAsync(keys.destroyed());
  expect(whole.toSorted()).toEqual(
    [person, keyOfErasure(person), `report:${ids[0]}`, `report:${ids[1]}`, `report:${id}`].toSorted(),
  );
  for (let backedUp = 0; backedUp <= whole.length; backedUp += 1)
    for (let step = 0; step <= 5; step += 1) {
      const restored = memoryKeyStore();
      for (const subject of whole.slice(0, backedUp)) await restored.destroy(subject);
      let readings = 0;
      const counting = {
        ...stored,
        readAll: (options: Parameters<typeof stored.readAll>[0] = {}) => {
          if (options.streamPrefix === undefined) readings += 1;
          return stored.readAll(options);
        },
      };
      const given = { store, stored: counting, reports, handler };
      const { counted } = cutOff(step);
      await erasing({ ...given, keys: { ...restored, destroy: counted(restored.destroy) } })
        .again()
        .catch(() => {});
      await erasing({ ...given, keys: restored }).again();
      expect((await Array.fromAsync(restored.destroyed())).toSorted()).toEqual(whole.toSorted());
      readings = 0;
      await erasing({ ...given, keys: restored }).again();
      expect(readings).toBe(0);
    }
});

it('a log that was restored from a backup of before is erased again before it serves, by the list that stands with the keys', async () => {
  const path = nextFile();
  const restored = nextFile();
  const first = await opens(path);
  const ids = await lived(first);
  backUpSqliteFile(path, restored);
  await handlerOf(first).create('order', { person, ground: 'asked' }, { actor: admin });
  await until(isDone(first));
  await first.close();
  const again = await opens(restored, path);
  expect(await isDone(again)()).toBe(true);
  for (const id of ids) {
    const types = (await Array.fromAsync(again.reports.handler.history(id))).map(({ type }) => type);
    expect(types.filter((type) => type === 'personal-data-erased')).toHaveLength(id === ids[2] ? 0 : 1);
  }
  expect(await rowsOf(again)).not.toContain(canary('text'));
  await again.close();
  expect(written(restored)).not.toContain(canary('text'));
});

it('keys that were restored from a backup of before are destroyed again before it serves, those of callers who were linked among them', async () => {
  const path = nextFile();
  const first = await opens(path);
  const ids = await lived(first);
  const { reports } = first;
  const taken = { ...submission(canary('taken')), channel: 'hotline' };
  const { id } = await reports.handler.create('submit', taken, { actor: operator });
  await reports.handler.execute(id, 'link', { reporter: 'c-17' }, { actor: operator });
  await first.close();
  copyFileSync(`${path}.keys`, `${path}.keys.before`);
  const second = await opens(path);
  await handlerOf(second).create('order', { person, ground: 'asked' }, { actor: admin });
  await until(isDone(second));
  await second.close();
  for (const beside of ['-wal', '-shm']) rmSync(`${path}.keys${beside}`, { force: true });
  copyFileSync(`${path}.keys.before`, `${path}.keys`);
  const again = await opens(path);
  const read = async (reportId: string) =>
    JSON.stringify(await Array.fromAsync(again.reports.store.readStream(`report-${reportId}`)));
  for (const one of [...ids.slice(0, 2), id]) {
    const said = await read(one);
    for (const place of places) expect(said).not.toContain(canary(place));
  }
  expect(await read(ids[2] ?? '')).toContain(canary('name'));
  await again.close();
});

it('a host that ends in the midst of an erasure does not wait for it, and the next one goes on', async () => {
  const path = nextFile();
  const first = await opens(path);
  const actor = citizen;
  for (let report = 0; report < 40; report += 1)
    await first.reports.handler.create('submit', submission(canary('text')), { actor });
  await handlerOf(first).create('order', { person, ground: 'asked' }, { actor: admin });
  await first.close();
  const next = await opens(path);
  await until(isDone(next));
  expect((await handlerOf(next).load(erasureIdOf(person)))?.state).toMatchObject({ reports: 40 });
  expect(await rowsOf(next)).not.toContain(canary('text'));
  await next.close();
});

it('what was taken down for a caller is erased with the citizen whom it is linked to, once, and not what is linked to somebody else', async () => {
  const path = nextFile();
  const backup = nextFile();
  const first = await opens(path);
  const taken = async (): Promise<string> =>
    (
      await first.reports.handler.create(
        'submit',
        { ...submission(canary('taken')), channel: 'hotline' },
        { actor: operator },
      )
    ).id;
  const link = (id: string, reporter: string) =>
    first.reports.handler.execute(id, 'link', { reporter }, { actor: operator });
  const [theirs, moved, unlinked] = [await taken(), await taken(), await taken()];
  await link(theirs, 'c-17');
  await link(moved, 'c-17');
  await link(moved, 'c-99');
  await link(unlinked, 'c-17');
  await first.reports.handler.execute(unlinked, 'unlink', { reason: 'x' }, { actor: operator });
  backUpSqliteFile(path, backup);
  await handlerOf(first).create('order', { person, ground: 'asked' }, { actor: admin });
  await until(isDone(first));
  const erasedIn = async ({ reports }: RunningReports) => {
    const ids = [];
    for await (const { type, stream } of reports.store.readAll())
      if (type === 'personal-data-erased') ids.push(stream.slice('report-'.length));
    return ids;
  };
  expect(await erasedIn(first)).toEqual([theirs]);
  await first.close();
  const again = await opens(backup, path);
  expect(await erasedIn(again)).toEqual([theirs]);
  const ordered = [];
  for await (const { type, data } of again.reports.store.readAll())
    if (type === 'ordered') ordered.push(data.person);
  expect(ordered).toEqual([person]);
  await again.close();
});

it('a photo that an officer took in before the report that it is for goes with whom the report is of, and no other one', async () => {
  for (const who of ['the citizen whom the caller is', 'the caller']) {
    const { keys, store, stored, reports, handler } = inMemory();
    const photos = new Map(['1', '2', '3'].map((number) => [`upload:${number}`, number.repeat(64)]));
    for (const [subject, attachmentId] of photos) {
      await keys.create(subject);
      const photo = { attachmentId, mediaType: 'image/jpeg', size: 1_000, subject };
      await reports.attachments.handler.create('upload', photo, { actor: operator });
    }
    const taken = async (attachments: readonly string[]): Promise<string> => {
      const said = { ...submission(canary('taken')), channel: 'hotline', attachments };
      return (await reports.handler.create('submit', said, { actor: operator })).id;
    };
    const id = await taken([photos.get('upload:1') ?? '']);
    await reports.handler.execute(
      id,
      'add-attachments',
      { attachments: [photos.get('upload:2') ?? ''] },
      { actor: operator },
    );
    await taken([photos.get('upload:3') ?? '']);
    if (who !== 'the caller')
      await reports.handler.execute(id, 'link', { reporter: 'c-17' }, { actor: operator });
    const erased = who === 'the caller' ? `report:${id}` : person;
    const kept = await streamsOfSubject(store, [reportWorkflow, attachmentWorkflow], erased);
    expect(kept.toSorted()).toEqual(
      [`attachment-${'1'.repeat(64)}`, `attachment-${'2'.repeat(64)}`, `report-${id}`].toSorted(),
    );
    await handler.create('order', { person: erased, ground: 'asked' }, { actor: admin });
    await erasing({ store, stored, keys, reports, handler }).react(await Array.fromAsync(stored.readAll()));
    const gone = (await Array.fromAsync(keys.destroyed())).filter((subject) => subject.startsWith('upload:'));
    expect([who, gone.toSorted()]).toEqual([who, ['upload:1', 'upload:2']]);
  }
});

it('nothing is linked to whom was erased: their erasure is over, and would not reach it', async () => {
  const { keys, store, stored, reports, handler } = inMemory();
  await lived({ reports });
  const submitted = { ...submission(canary('taken')), channel: 'hotline' };
  const { id } = await reports.handler.create('submit', submitted, { actor: operator });
  await handler.create('order', { person, ground: 'asked' }, { actor: admin });
  await erasing({ store, stored, keys, reports, handler }).react(await Array.fromAsync(stored.readAll()));
  const link = (reporter: string) => reports.handler.execute(id, 'link', { reporter }, { actor: operator });
  await expect(link('c-17')).rejects.toMatchObject({ code: 'key-destroyed' });
  await link('c-99');
  expect(
    (await Array.fromAsync(reports.handler.history(id))).map(({ type, data }) => [type, data.reporter]),
  ).toEqual([
    ['submitted', undefined],
    ['linked', 'c-99'],
  ]);
});
