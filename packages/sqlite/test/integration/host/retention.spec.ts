import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { type Actor, commandHandler, createReports, type RecordedEvent, type Reports } from '@phananh/core';
import { vietnamCalendar } from '@phananh/core/calendar';
import { type JsonValue, timers, timersActor } from '@phananh/core/engine';
import {
  destructionWorkflow,
  envelopesOf,
  keyOfDigest,
  nodeOf,
  sealedEventStore,
} from '@phananh/core/privacy';
import { erasures } from '@phananh/core/read-models';
import {
  decree356,
  type ErasureState,
  erasureWorkflow,
  huePolicyData,
  reportWorkflow,
  requestWorkflow,
  retentionErasureIdOf,
  slaPolicy,
} from '@phananh/core/reports';
import {
  lifecycleFixture,
  memoryEventStore,
  memoryKeyStore,
  people,
  simulatedClock,
} from '@phananh/core/testing';
import { temporaryFiles } from '@phananh/test-support/temporary';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { erasing } from '../../../src/host/run-erasures.ts';
import {
  backUpSqliteFile,
  nodeCiphers,
  type RunningReports,
  readModels,
  runReports,
  sqliteEventStore,
} from '../../../src/index.ts';
import { cutOff } from '../../cut-off.ts';
import { play, step } from '../../random-histories.ts';

const nextFile = temporaryFiles();
const citizen: Actor = { kind: 'citizen', id: 'c-17' };
const operator: Actor = { kind: 'operator', id: 'o-1' };
const admin: Actor = { kind: 'admin', id: 'a-1' };

const policy = slaPolicy(
  {
    ...huePolicyData,
    retention: [
      { rule: 'contact-two-years', after: { count: 2, unit: 'year' }, erases: 'contact' },
      { rule: 'five-years', after: { count: 5, unit: 'year' } },
    ],
  },
  [vietnamCalendar()],
);

const canary = (place: string): string => `canary${place}7f3a91`;

const opens = (path: string, clock: ReturnType<typeof simulatedClock>, keysOf = path) =>
  runReports({
    file: path,
    policy,
    clock,
    timers: false,
    workflows: [...erasures],
    sealing: { keys: { file: `${keysOf}.keys`, keyEncryptionKey: `${keysOf}.key` } },
    onError: ({ error }) => {
      throw error;
    },
  });

const submission = (about: string) => ({
  text: canary(`text${about}`),
  location: { lat: 16.46379, lng: 107.59092, address: canary(`address${about}`) },
  contact: { name: canary(`name${about}`), phone: '0905123456' },
  channel: 'app',
});

/** One that its citizen took back, one of the same citizen that goes on, and one that was taken down for a caller and rejected. */
const lived = async ({ handler }: Pick<Reports, 'handler'>): Promise<readonly [string, string, string]> => {
  const submit = async (about: string, actor: Actor) =>
    (await handler.create('submit', submission(about), { actor })).id;
  const ids = [
    await submit('ended', citizen),
    await submit('open', citizen),
    await submit('called', operator),
  ] as const;
  await handler.execute(ids[0], 'withdraw', { reason: canary('reasonended') }, { actor: citizen });
  const rejection = { reason: 'insufficient', message: 'thiếu thông tin' };
  await handler.execute(ids[2], 'reject', rejection, { actor: operator });
  return [...ids];
};

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
};

/** Waits until the read models have all of the log. */
const caughtUp = async ({ reports, readModels }: RunningReports): Promise<void> => {
  let last = 0;
  for await (const { position } of reports.store.readAll()) last = position;
  await until(async () => (readModels.position() ?? -1) >= last);
};

const handlerOf = (running: RunningReports, name: string) => {
  const found = running.workflows.find(({ handler }) => handler.workflow.name === name)?.handler;
  if (found === undefined) throw new TypeError(`${name} does not run`);
  return found;
};

const eventsOf = async ({ reports }: Pick<RunningReports, 'reports'>, type: string) =>
  (await Array.fromAsync(reports.store.readAll())).filter((event) => event.type === type);

/** The erasures of what is over its term, in the order in which they were ordered. */
const erasuresIn = async (running: RunningReports): Promise<readonly ErasureState[]> => {
  const ended = await eventsOf(running, 'retention-ended');
  const states = await Promise.all(
    ended.map(async ({ stream, revision }) => {
      const id = retentionErasureIdOf(stream.slice('report-'.length), revision);
      return (await handlerOf(running, 'erasure').load(id))?.state as ErasureState | undefined;
    }),
  );
  return states.filter((state) => state !== undefined);
};

/** Fires what is due, and waits until it is erased. */
const fire = async (running: RunningReports, clock: ReturnType<typeof simulatedClock>): Promise<void> => {
  await caughtUp(running);
  const handlers = [running.reports.handler, ...running.workflows.map(({ handler }) => handler)];
  await timers({ index: running.readModels.timers, handlers, clock }).tick();
  await until(async () => {
    const ended = await eventsOf(running, 'retention-ended');
    const states = await erasuresIn(running);
    return states.length === ended.length && states.every(({ phase }) => phase === 'done');
  });
  await caughtUp(running);
};

const readModelsOf = (path: string) => `${path.replace(/\.db$/, '')}.read.db`;
const written = (path: string): string =>
  [path, `${path}-wal`, readModelsOf(path), `${readModelsOf(path)}-wal`]
    .filter((one) => existsSync(one))
    .map((one) => readFileSync(one, 'latin1'))
    .join('');

/** Figures as of a day on which all of it was there. */
const figuresOf = async ({ readModels }: RunningReports, now: string) => ({
  sla: await readModels.sla({ groupBy: ['channel'], cohort: 'submitted', asOf: now, now }),
  satisfaction: await readModels.satisfaction({ groupBy: ['channel'], asOf: now, now }),
  ranking: await readModels.ranking({ cohort: 'submitted', asOf: now, now }),
});

it('what is over its term is erased byte for byte, and nothing else: not what its citizen says elsewhere, and no figure', async () => {
  const path = nextFile();
  const clock = simulatedClock('2026-03-02T02:00:00.000Z');
  const running = await opens(path, clock);
  const [ended, open, called] = await lived(running.reports);
  await caughtUp(running);
  const seen = '2026-06-01T00:00:00.000Z';
  const before = await figuresOf(running, seen);
  for (const about of ['ended', 'open', 'called']) expect(written(path)).toContain(canary(`text${about}`));

  clock.set('2028-03-03T02:00:00.000Z');
  await fire(running, clock);
  const stateOf = async (id: string) => JSON.stringify((await running.reports.handler.load(id))?.state);
  for (const [id, about] of [
    [ended, 'ended'],
    [called, 'called'],
  ] as const) {
    expect(await stateOf(id)).not.toContain(canary(`name${about}`));
    expect(await stateOf(id)).not.toContain(canary(`address${about}`));
    expect(await stateOf(id)).toContain(canary(`text${about}`));
  }

  clock.set('2031-03-03T02:00:00.000Z');
  await fire(running, clock);
  // Which of two that are due together goes first is open.
  const erased = await erasuresIn(running);
  const ofReport = (id: string) => erased.filter(({ person }) => person === `report:${id}`);
  expect(erased.length).toBe(4);
  expect([ofReport(ended), ofReport(called)]).toMatchObject([
    [
      { phase: 'done', retention: { erases: 'contact' } },
      { phase: 'done', retention: { erases: 'everything' }, keys: 0 },
    ],
    [
      { phase: 'done', retention: { erases: 'contact' } },
      { phase: 'done', retention: { erases: 'everything' }, keys: 1 },
    ],
  ]);
  for (const id of [ended, called]) expect(await stateOf(id)).not.toContain('canary');
  expect(await stateOf(open)).toContain(canary('textopen'));
  expect(await figuresOf(running, seen)).toEqual(before);
  const rows = await running.readModels.cases({ limit: 10, reader: operator, now: clock.now() });
  expect(JSON.stringify(rows)).not.toMatch(/canary\w+(?:ended|called)7f3a91/);
  expect(JSON.stringify(rows)).toContain(canary('textopen'));
  // Who asked for nothing may report again.
  await running.reports.handler.create('submit', submission('again'), { actor: citizen });
  await running.close();
  expect(written(path)).not.toMatch(/canary\w+(?:ended|called)7f3a91/);
});

it('a host that is started anew, or has other terms, knows of all of them from its tables, and fires none twice', async () => {
  const path = nextFile();
  const clock = simulatedClock('2026-03-02T02:00:00.000Z');
  const first = await opens(path, clock);
  await lived(first.reports);
  await caughtUp(first);
  const far = { limit: 100 };
  const due = first.readModels.timers.due('2099-01-01T00:00:00.000Z', far);
  expect(due.filter(({ command }) => command === 'end-retention')).toHaveLength(2);
  await first.close();
  const next = await opens(path, clock);
  expect(next.readModels.timers.due('2099-01-01T00:00:00.000Z', far)).toEqual(due);
  clock.set('2031-03-03T02:00:00.000Z');
  await fire(next, clock);
  await fire(next, clock);
  expect(await eventsOf(next, 'retention-ended')).toHaveLength(4);
  expect(await eventsOf(next, 'done')).toHaveLength(4);
  expect(
    next.readModels.timers
      .due('2099-01-01T00:00:00.000Z', far)
      .filter(({ command }) => command === 'end-retention'),
  ).toEqual([]);
  await next.close();
});

it('a request of the person that has not ended is waited for, and what is over its term goes when it has', async () => {
  const path = nextFile();
  const clock = simulatedClock('2026-03-02T02:00:00.000Z');
  const running = await opens(path, clock);
  const [ended] = await lived(running.reports);
  clock.set('2031-03-03T02:00:00.000Z');
  const requests = handlerOf(running, 'dataRequest');
  const { id: request } = await requests.create('ask', { kind: 'copy' }, { actor: citizen });
  await caughtUp(running);
  const handlers = [running.reports.handler, ...running.workflows.map(({ handler }) => handler)];
  await timers({ index: running.readModels.timers, handlers, clock }).tick();
  const ofCitizen = async () =>
    (await erasuresIn(running)).filter(({ person }) => person === `report:${ended}`);
  await until(async () => {
    const states = await ofCitizen();
    return states.length === 2 && states.every(({ waitsFor }) => waitsFor === request);
  });
  const text = async () => JSON.stringify((await running.reports.handler.load(ended))?.state);
  expect(await text()).toContain(canary('textended'));
  await requests.execute(request, 'refuse', { basis: 'unfounded', ground: 'x' }, { actor: admin });
  await until(async () => (await ofCitizen()).every(({ phase }) => phase === 'done'));
  expect(await text()).not.toContain('canary');
  await running.close();
});

it('a log that was restored from a backup of before is erased again', async () => {
  const path = nextFile();
  const restored = nextFile();
  const clock = simulatedClock('2026-03-02T02:00:00.000Z');
  const first = await opens(path, clock);
  const [ended, , called] = await lived(first.reports);
  backUpSqliteFile(path, restored);
  clock.set('2031-03-03T02:00:00.000Z');
  await fire(first, clock);
  await first.close();
  // Started on the log itself, nothing is erased a second time.
  const same = await opens(path, clock);
  expect(await eventsOf(same, 'ordered')).toHaveLength(4);
  await same.close();
  const again = await opens(restored, clock, path);
  // Before anything fires: what was taken down for a caller stands in the list of erasures.
  expect(JSON.stringify((await again.reports.handler.load(called))?.state)).not.toContain('canary');
  await fire(again, clock);
  expect(JSON.stringify((await again.reports.handler.load(ended))?.state)).not.toContain('canary');
  await again.close();
  expect(written(restored)).not.toMatch(/canary\w+(?:ended|called)7f3a91/);
});

it('keys that were restored from a backup of before open nothing of it, and all of the rest', async () => {
  const path = nextFile();
  const clock = simulatedClock('2026-03-02T02:00:00.000Z');
  const first = await opens(path, clock);
  const [ended, open] = await lived(first.reports);
  const backup = `${nextFile()}.keys`;
  await backUpSqliteFile(`${path}.keys`, backup);
  clock.set('2031-03-03T02:00:00.000Z');
  await fire(first, clock);
  await first.close();
  copyFileSync(backup, `${path}.keys`);
  const again = await opens(path, clock);
  const tree = (await again.keys?.get('citizen:c-17'))?.tree ?? new Map();
  expect(JSON.stringify((await again.reports.handler.load(open))?.state)).toContain(canary('textopen'));
  await again.close();
  const stored = sqliteEventStore(path);
  const leavesOf = async (id: string) =>
    (await Array.fromAsync(stored.readStream(`report-${id}`))).flatMap(({ data, metadata }) =>
      [...envelopesOf(data).map(({ envelope }) => envelope.leaf), keyOfDigest(metadata.commandDigest)?.leaf]
        .filter((leaf) => leaf !== undefined)
        .map((leaf) => nodeOf(tree, leaf, nodeCiphers.sha256) !== undefined),
    );
  const [gone, kept] = [await leavesOf(ended), await leavesOf(open)];
  await stored.close();
  expect(gone.length).toBeGreaterThan(kept.length);
  expect([new Set(gone), new Set(kept)]).toEqual([new Set([false]), new Set([true])]);
});

/** Everything that it needs, over a log in memory. */
const inMemory = () => {
  const clock = simulatedClock('2026-03-02T02:00:00.000Z');
  const keys = memoryKeyStore();
  const stored = memoryEventStore({ clock });
  const store = sealedEventStore(stored, {
    log: 'log-1',
    keys,
    ciphers: nodeCiphers,
    workflows: [reportWorkflow, erasureWorkflow, requestWorkflow, destructionWorkflow],
    elapsed: () => 0,
  });
  const reports = createReports({ store, policy, clock, erases: true });
  const handler = commandHandler({ workflow: erasureWorkflow, store, policy: undefined, clock });
  const requests = commandHandler({
    workflow: requestWorkflow,
    store,
    policy: decree356,
    clock,
    related: { report: (id) => reports.handler.load(id) },
  });
  return { clock, keys, stored, store, reports, handler, requests };
};

it('whoever is cut off at whichever step and begins again comes to the same end, and so do two hosts at once', async () => {
  const endOf = async (cutOffAt: number, hosts = 1) => {
    const { clock, keys, stored, store, reports, handler, requests } = inMemory();
    const ids = await lived(reports);
    clock.set('2031-03-03T02:00:00.000Z');
    for (const id of [ids[0], ids[2]])
      await reports.handler.execute(id, 'end-retention', { erases: 'everything' }, { actor: timersActor });
    const { counted, steps } = cutOff(cutOffAt);
    const cut = {
      store: { ...store, append: counted(store.append) },
      stored,
      requests,
      keys: { ...keys, destroy: counted(keys.destroy), puncture: counted(keys.puncture) },
      reports: { ...reports, handler: { ...reports.handler, execute: counted(reports.handler.execute) } },
      handler: { ...handler, create: counted(handler.create), execute: counted(handler.execute) },
    };
    const log = async (): Promise<readonly RecordedEvent[]> => Array.fromAsync(stored.readAll());
    const run = async (one: ReturnType<typeof erasing>): Promise<void> => {
      for (const event of await log()) await one.order(event);
      await one.react(await log());
    };
    await run(erasing(cut)).catch(() => {});
    const again = () => run(erasing({ store, stored, requests, keys, reports, handler }));
    await Promise.all(Array.from({ length: hosts }, again));
    const events = await log();
    const done = events.filter(({ type }) => type === 'done').length;
    const told = events.filter(({ type }) => type === 'keys-destroyed').map(({ data }) => data);
    const erasedIn = events.filter(({ type }) => type === 'personal-data-erased').map(({ data }) => data);
    // As somebody reads it who has kept nothing.
    const anew = sealedEventStore(stored, {
      log: 'log-1',
      keys,
      ciphers: nodeCiphers,
      workflows: [reportWorkflow, erasureWorkflow, requestWorkflow, destructionWorkflow],
      elapsed: () => 0,
    });
    const read = JSON.stringify(await Array.fromAsync(anew.readAll()));
    const listed = events
      .filter(({ type }) => type === 'values-destroyed')
      .map(({ data: { subject, leaves, stream, revision } }) => [
        subject,
        (leaves as JsonValue[]).length,
        stream === `report-${ids[0]}`,
        revision,
      ]);
    await store.close();
    const left = ['ended', 'open', 'called'].filter((about) => read.includes(canary(`text${about}`)));
    return { steps: steps(), end: { done, told, erasedIn, listed, left } };
  };
  const whole = await endOf(Number.POSITIVE_INFINITY);
  expect(whole.end).toMatchObject({ done: 2, erasedIn: [{ revisions: [0, 1] }, { revisions: [0] }] });
  expect(whole.end.left).toEqual(['open']);
  // Four values and the digests of the two commands that gave them; the key of a whole report stands in the list of erasures.
  expect(whole.end.listed).toEqual([['citizen:c-17', 6, true, 2]]);
  // Its citizen's words and their reason, each by its own key; what was taken down for a caller with the key of its report.
  expect(whole.end.told).toMatchObject([
    { keys: 0, valueKeys: 4, shared: 0 },
    { keys: 1, valueKeys: 0, shared: 0 },
  ]);
  for (let step = 0; step <= whole.steps; step += 1) expect((await endOf(step)).end).toEqual(whole.end);
  expect((await endOf(Number.POSITIVE_INFINITY, 2)).end).toEqual(whole.end);
});

it('no figure changes by a digit, whatever lives the reports had', async () => {
  let erased = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 120 }), async (steps) => {
      const lifecycle = await lifecycleFixture('2026-03-02T02:00:00.000Z', { policy, erases: true });
      const { reports, clock, submit, give } = lifecycle;
      const ids = [await submit(), await submit(), await submit()];
      await play(lifecycle, ids, steps);
      const asOf = clock.now();
      const models = readModels(':memory:', { policy });
      const figures = async () => {
        await models.catchUp(reports.store);
        const asked = { asOf, now: asOf, groupBy: ['category', 'agency'] } as const;
        return {
          sla: await models.sla({ ...asked, cohort: 'submitted' }),
          decided: await models.sla({ ...asked, cohort: 'decided' }),
          satisfaction: await models.satisfaction(asked),
          ranking: await models.ranking({ cohort: 'submitted', asOf, now: asOf }),
        };
      };
      const before = await figures();
      clock.set('2040-01-01T00:00:00.000Z');
      for (const id of ids)
        for (const erases of ['contact', 'everything'] as const) {
          const ended = give(id, 'end-retention', { erases }, timersActor).then(
            () => true,
            () => false,
          );
          if (!(await ended)) continue;
          const only = erases === 'contact' ? { only: erases } : {};
          await give(id, 'erase-personal-data', only, people.system);
          erased += 1;
        }
      expect(await figures()).toEqual(before);
      await models.close();
    }),
    { numRuns: 8 },
  );
  expect(erased).toBeGreaterThan(5);
});
