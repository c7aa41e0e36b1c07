import { createReports, huePolicy } from '@phananh/core';
import { InvalidQuery } from '@phananh/core/engine';
import type { Answerers, QuestionName, Questions } from '@phananh/core/read-models';
import { reportWorkflow } from '@phananh/core/reports';
import { simulatedClock } from '@phananh/core/testing';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { readModels, sqliteEventStore, threadedReadModels } from '../../../src/index.ts';
import { openForReading } from '../../../src/read-models/building/open.ts';
import { hostedMessage } from '../../../src/read-models/hosted/hosted-message.ts';
import { snapshotOf } from '../../../src/read-models/reading/snapshot.ts';
import { askedThread } from '../../../src/read-models/threads/asking/asked-thread.ts';

const newFile = temporaryFiles();
const policy = huePolicy;
const actor = { kind: 'citizen', id: 'c-17' } as const;
const operator = { kind: 'operator', id: 'o-3' } as const;

/** A store with some reports, followed until the end of the test. */
const started = async (options: { readonly mostLogBytes?: number } = {}) => {
  const { close, ...parts } = await opened(options);
  onTestFinished(close);
  return parts;
};

const opened = async (options: { readonly mostLogBytes?: number } = {}) => {
  const path = newFile();
  const clock = simulatedClock('2026-03-02T02:00:00.000Z');
  const store = sqliteEventStore(path, { clock });
  const reports = createReports({ store, policy, clock });
  let last = 0;
  for (let n = 0; n < 5; n++) {
    const { reportId } = await reports.submit(reportWorkflow.commands.submit.example, { actor });
    clock.advance(86_400_000);
    last = (await reports.verify(reportId, { category: `c-${n % 2}` }, { actor: operator })).position;
  }
  const models = await threadedReadModels(`${path}.read`, {
    store,
    eventStorePath: path,
    policy,
    ...options,
  });
  const close = async (): Promise<void> => {
    await models.close();
    await store.close();
  };
  await models.whenBuilt();
  await models.whenApplied(last, { timeoutMilliseconds: 10_000 });
  return { path, clock, store, models, close };
};

/** One for all tests that only ask. */
let shared: ReturnType<typeof opened> | undefined;
const aStore = () => (shared ??= opened());
afterAll(async () => (await shared)?.close());

/** After the moment that the thread brings verdicts up to, which is that of the system. */
const now = new Date(Date.now() + 86_400_000).toISOString();
const asOf = '2026-03-04T03:00:00.000Z';
const questions: { readonly [Name in QuestionName]: readonly Questions[Name][] } = {
  cases: [{ now }, { now, q: 'den' }, { now, limit: 2 }],
  casesOfTelephone: [{ telephone: '0905 123 456', now }],
  caseCounts: [{ of: [] }, { of: [{ now }, { now, dueBefore: now, clock: ['overall'] }] }],
  caseCount: [{ now }, { now, q: 'den' }, { now, dueBefore: now, clock: ['overall', 'dispute'] }],
  published: [{ now }, { now, q: 'den', category: 'c-1' }],
  clusters: [
    { now, zoom: 12 },
    { now, zoom: 3, reader: 'everybody' },
    { now, zoom: 20, q: 'den' },
  ],
  sla: [
    { cohort: 'submitted', now },
    { cohort: 'submitted', groupBy: ['category', 'month', 'area'], now },
    { cohort: 'submitted', groupBy: ['category'], asOf, now },
  ],
  slaCases: [{ cohort: 'submitted', now, limit: 3 }],
  durations: [{ cohort: 'decided', now }],
  ranking: [{ cohort: 'submitted', now }],
  satisfaction: [{ now }],
  penalties: [{ now, groupBy: ['agency'] }],
  backlog: [{ from: '2026-03-01', to: '2026-03-09', now, asOf }],
  gamingSignals: [{}],
  // Those of other workflows are asked where these are.
  list: [],
  counts: [],
};

const answersOf = async (answerers: Answerers) => {
  const answers: { [name: string]: unknown } = {};
  const ask = async <Name extends QuestionName>(name: Name) => {
    const given: readonly Questions[Name][] = questions[name];
    for (const [n, query] of given.entries()) answers[`${name} ${n}`] = await answerers[name](query);
  };
  for (const name of Object.keys(questions) as QuestionName[]) await ask(name);
  return answers;
};

it('questions to threads are answered as questions to a connection of the caller, as values and as JSON', async () => {
  const { store, models } = await aStore();
  const inMemory = readModels(':memory:', { policy });
  onTestFinished(() => inMemory.close());
  await inMemory.catchUp(store);
  expect(await answersOf(models)).toEqual(JSON.parse(JSON.stringify(await answersOf(inMemory))));
  const [query = { cohort: 'submitted', now }] = questions.sla;
  const [json, again, own] = [
    await models.json('sla', query),
    await models.json('sla', query),
    await inMemory.json('sla', query),
  ];
  expect(Buffer.from(json).toString()).toBe(Buffer.from(own).toString());
  // The same memory: nothing was written or copied again.
  json[0] = 0;
  expect(again[0]).toBe(0);
});

it('a question that cannot be answered is refused as by a connection of the caller', async () => {
  const { models } = await aStore();
  const refused = { code: 'invalid-query', details: { errors: [{ pointer: '/from' }] } };
  const empty = { cohort: 'submitted', from: now, to: now, now } as const;
  await expect(models.sla(empty)).rejects.toMatchObject(refused);
  await expect(
    models.sla({ cohort: 'submitted', groupBy: ['agency', 'category', 'area', 'channel'], now }),
  ).rejects.toMatchObject({ code: 'invalid-query', details: { errors: [{ pointer: '/groupBy' }] } });
  await expect(models.cases({ now, cursor: 'x' })).rejects.toMatchObject({ code: 'invalid-query' });
});

it('questions are answered while a file is built anew beside, and after it was put in place', async () => {
  const { path, store, models, clock } = await started();
  const before = await models.sla({ cohort: 'submitted', now });
  await models.close();
  const again = await threadedReadModels(`${path}.read`, {
    store,
    eventStorePath: path,
    policy,
    rebuild: true,
  });
  onTestFinished(() => again.close());
  const during = await Promise.all(
    Array.from({ length: 20 }, () => again.sla({ cohort: 'submitted', groupBy: ['category', 'area'], now })),
  );
  await again.whenBuilt();
  expect(await again.sla({ cohort: 'submitted', now })).toEqual(before);
  expect(new Set(during.map((one) => JSON.stringify(one))).size).toBe(1);
  const reports = createReports({ store, policy, clock });
  const { position } = await reports.submit(reportWorkflow.commands.submit.example, { actor });
  await again.whenApplied(position, { timeoutMilliseconds: 10_000 });
  expect((await again.cases({ now })).cases).toHaveLength(6);
});

it('a question that nobody waits for ends, and the next one is answered', async () => {
  const { models } = await aStore();
  const leaving = new AbortController();
  const query = { cohort: 'submitted', groupBy: ['category', 'area', 'month'], now } as const;
  const left = models.sla(query, { signal: leaving.signal });
  leaving.abort(new Error('left'));
  await expect(left).rejects.toThrow('left');
  expect(await models.sla(query)).not.toHaveLength(0);
});

it('a thread that ends says so to those that it leaves without an answer; the next question starts another one', async () => {
  const { path, models } = await started();
  await models.close();
  const data = { path: `${path}.read`, log: path, sealing: undefined, hosted: hostedMessage({ policy }) };
  const thread = askedThread(data, { name: 'tested', atOnce: 2, mostWaiting: 9, mostOfOne: 9 });
  onTestFinished(() => thread.close());
  // What cannot be sent fails where it is asked.
  const unsendable = { now, q: Symbol('x') as unknown as string };
  await expect(thread.ask('cases', unsendable)).rejects.toThrow('could not be cloned');
  // No row comes out of this: the thread does not survive what it is told.
  const deadly = thread.ask('backlog', undefined as unknown as Questions['backlog']);
  await expect(deadly).rejects.toThrow();
  expect(JSON.parse(Buffer.from(await thread.ask('cases', { now })).toString()).cases).toHaveLength(5);
});

it('long reads wait until a log that has grown too long was emptied, short ones do not', async () => {
  const { path, clock, store, models } = await started({ mostLogBytes: 0 });
  // Somebody reads one state, so that what is written from now on cannot be emptied.
  const reading = openForReading(`${path}.read`);
  if (reading === undefined) throw new TypeError('the file is there');
  const { release } = snapshotOf(reading);
  onTestFinished(() => {
    release();
    reading.close();
  });
  const reports = createReports({ store, policy, clock });
  const { position } = await reports.submit(reportWorkflow.commands.submit.example, { actor });
  await models.whenApplied(position, { timeoutMilliseconds: 10_000 });
  expect(models.load().writeAheadLogBytes).toBeGreaterThan(0);
  const busy = { code: 'read-models-busy' };
  await expect(models.durations({ cohort: 'submitted', now })).rejects.toMatchObject(busy);
  expect(() => models.snapshot()).toThrow(expect.objectContaining(busy));
  expect((await models.cases({ now })).cases).toHaveLength(6);
  expect(await models.sla({ cohort: 'submitted', now })).toHaveLength(1);
});

/** The same instant, written as in Hue and without milliseconds. */
const inHue = (at: string): string =>
  `${new Date(Date.parse(at) + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`;

it('a question means the same however its instants are written, and a day is where it begins in Hue', async () => {
  const { store, models } = await aStore();
  const inMemory = readModels(':memory:', { policy });
  onTestFinished(() => inMemory.close());
  await inMemory.catchUp(store);
  const whole = now.replace(/\.\d+Z$/, '.000Z');
  for (const answerers of [models, inMemory]) {
    const known = { cohort: 'submitted', knownAt: asOf, now: whole } as const;
    const written = { ...known, knownAt: inHue(asOf), now: inHue(whole) };
    const [figure] = await answerers.sla(known);
    expect(figure?.cases).toBe(3);
    expect(await answerers.sla(written)).toEqual([figure]);
    expect(await answerers.slaCases({ ...written, from: '2026-03-03', limit: 1 })).toEqual(
      await answerers.slaCases({ ...known, from: '2026-03-02T17:00:00.000Z', limit: 1 }),
    );
    const days = { from: '2026-03-01', to: '2026-03-09' };
    expect(await answerers.backlog({ ...days, asOf: inHue(asOf), now: inHue(whole) })).toEqual(
      await answerers.backlog({ ...days, asOf, now: whole }),
    );
    const listed = await answerers.cases({
      submittedFrom: inHue(asOf),
      submittedTo: '2026-03-06',
      now: whole,
    });
    const { cases } = await answerers.cases({
      submittedFrom: asOf,
      submittedTo: '2026-03-05T17:00:00.000Z',
      now: whole,
    });
    expect(listed.cases).toEqual(cases);
    expect(cases.length).toBe(1);
  }
});

const cohort = 'submitted';
const refused: { readonly [Name in QuestionName]: readonly Questions[Name][] } = {
  cases: [
    { now: 'now' },
    { now, submittedFrom: 'yesterday' },
    { now, submittedTo: '2026-02-30' },
    ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 201].map((limit) => ({ now, limit })),
  ],
  casesOfTelephone: [
    { telephone: 'anh An', now },
    { telephone: '0905123456', now, limit: 201 },
    { telephone: '0905123456', now: 'now' },
  ],
  caseCount: [{ now: 'now' }, { now, dueBefore: 'soon' }],
  caseCounts: [
    { of: [{ now }, { now: 'now' }] },
    { of: [{ now, dueBefore: 'soon' }] },
    { of: Array.from({ length: 33 }, () => ({ now })) },
  ],
  published: [{ now: 'now' }, { now, limit: 201 }, { now, submittedFrom: 'x' }],
  clusters: [{ now: 'now', zoom: 3 }, ...[-1, 21, 1.5, Number.NaN].map((zoom) => ({ now, zoom }))],
  sla: [
    { cohort, now, asOf: 'yesterday' },
    { cohort, now, asOf: '2026-03-04' },
    { cohort, now, knownAt: '2026-03-04T03:00:00' },
    { cohort, now, from: 'last month' },
    { cohort, now, to: '' },
    { cohort, now: '' },
  ],
  slaCases: [...[0, -1, 1.5, Number.NaN, 1_001].map((limit) => ({ cohort, now, limit }) as const)],
  durations: [{ cohort, now, knownAt: 'yesterday' }],
  ranking: [{ cohort, now, from: 'x' }],
  satisfaction: [{ now, from: 'x' }],
  penalties: [{ now, asOf: 'x' }],
  backlog: [
    { from: 'x', to: '2026-03-09', now },
    { from: '2026-03-01', to: '2026-03-09', now, knownAt: 'x' },
  ],
  gamingSignals: [{ from: 'x' }, { to: 'x' }, { limit: 0 }, { limit: 1_001 }],
  list: [
    { list: 'permits', now: 'now' },
    { list: 'permits', now, limit: 201 },
  ],
  counts: [{ list: 'permits', by: [], now: 'now' }],
};

it.each(
  (Object.keys(refused) as QuestionName[]).flatMap((name) =>
    refused[name].map((query) => [name, query] as const),
  ),
)('is refused, by a thread and by a connection of the caller: %s %j', async (name, query) => {
  const { models } = await aStore();
  const inMemory = readModels(':memory:', { policy });
  onTestFinished(() => inMemory.close());
  for (const answerers of [models, inMemory]) {
    const ask: (query: unknown) => unknown = answerers[name] as never;
    await expect((async () => ask(query))()).rejects.toThrow(InvalidQuery);
  }
});
