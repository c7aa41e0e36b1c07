import { createReports, huePolicy, type Reports } from '@phananh/core';
import { sealedEventStore } from '@phananh/core/privacy';
import { lifecycleWorkflows, reportWorkflow, system } from '@phananh/core/reports';
import { memoryEventStore, memoryKeyStore, simulatedClock } from '@phananh/core/testing';
import { nodeCiphers } from '@phananh/sqlite';
import { describe, expect, test } from 'vitest';
import { eventsOf, importText, smallMap } from '../support/imports.ts';

/** Imports of cases of which something was erased since: because their term was over, or somebody asked for it. */

const map = smallMap({
  steps: [
    {
      command: 'submit',
      at: 'opened',
      input: {
        text: 'text',
        category: 'category',
        contact: { object: { phone: 'phone' } },
        location: {
          object: {
            lat: { number: 'lat' },
            lng: { constant: 107.59092 },
            address: { constant: '10 Lê Lợi' },
          },
        },
        legacy: { object: { dueAt: { instant: 'due' } } },
      },
    },
    { command: 'verify', at: 'opened' },
    { command: 'assign', at: 'opened', agency: { name: 'agency' } },
    {
      command: 'resolve',
      at: 'closed',
      when: [{ column: 'closed', present: true }],
      input: { result: { constant: 'done' } },
    },
  ],
});

const usual = {
  closed: '2026-03-05 10:00',
  due: '2026-03-09 17:00',
  category: 'roads',
  agency: 'Parks',
  lat: '16.46379',
  phone: '0905123456',
  text: 'canarytext',
};
const header = ['id', 'opened', ...Object.keys(usual)].join(',');
const fileOf = (changes: Partial<typeof usual> = {}): string =>
  `${header}\n${['A1', '2026-03-02 08:00', ...Object.values({ ...usual, ...changes })].join(',')}\n`;
const why = { reason: 'Sent again by the other office', source: 'cases.csv' };

/** A sealed log that remembers no key from one step to the next, with the case imported. */
const imported = async () => {
  const keys = memoryKeyStore();
  let elapsed = 0;
  const clock = simulatedClock('2026-03-03T02:00:00.000Z');
  const store = sealedEventStore(memoryEventStore({ clock }), {
    log: 'log-1',
    keys,
    ciphers: nodeCiphers,
    workflows: lifecycleWorkflows,
    elapsed: () => (elapsed += 10_000),
  });
  const reports = createReports({ store, policy: huePolicy, clock });
  await importText(reports, map, fileOf({ closed: '' }));
  const [id = ''] = (await eventsOf(reports)).flatMap(({ stream, type }) =>
    type === 'submitted' ? [stream.slice('report-'.length)] : [],
  );
  const give = (command: string, input: object) =>
    reports.handler.execute(id, command, input, { actor: system('erasure') });
  return { clock, keys, reports, id, give };
};

/** What erases something of the case. */
const erasures = {
  'everything in it': async ({ keys, id, give }: Awaited<ReturnType<typeof imported>>) => {
    await keys.destroy(`report:${id}`);
    await give('erase-personal-data', {});
  },
  'its contact and place': async ({ give }: Awaited<ReturnType<typeof imported>>) => {
    await give('erase-personal-data', { only: 'contact' });
  },
};
const gone = {
  'everything in it': { text: 1, location: 1, contact: 1 },
  'its contact and place': { location: 1, contact: 1 },
};

const stateOf = async (reports: Reports, id: string) => (await reports.handler.load(id))?.state;

describe.each(Object.entries(erasures))('a case of which was erased: %s', (what, erase) => {
  const erasedFields = gone[what as keyof typeof gone];

  test('is imported again, and nothing changes: what is gone is neither compared nor taken, and that is told', async () => {
    const before = await imported();
    await erase(before);
    const log = await eventsOf(before.reports);
    for (const corrections of [undefined, why])
      for (const file of [fileOf({ closed: '' }), fileOf({ closed: '', phone: '0905999999' })])
        expect(await importText(before.reports, map, file, corrections)).toMatchObject({
          unchanged: 1,
          rejected: 0,
          events: 0,
          erased: erasedFields,
        });
    expect(await eventsOf(before.reports)).toEqual(log);
  });

  test('is held against the row in all that is there still, its rounded place too', async () => {
    const { reports, ...before } = await imported();
    await erase({ reports, ...before });
    for (const [changes, said] of [
      [{ category: 'lighting' }, 'category roads, now lighting'],
      [{ due: '2026-03-10 17:00' }, 'dueAt'],
      [{ agency: 'Works' }, 'agencyId parks, now works'],
      [{ lat: '16.5' }, 'location'],
    ] as const)
      expect((await importText(reports, map, fileOf({ closed: '', ...changes }))).rejects).toMatchObject([
        { code: 'idempotency-conflict', message: expect.stringContaining(said) },
      ]);
    expect((await importText(reports, map, fileOf({ closed: '', lat: '16.46301' }))).rejects).toEqual([]);
  });

  test('is corrected in what is not personal, and goes on', async () => {
    const { reports, ...before } = await imported();
    await erase({ reports, ...before });
    before.clock.set('2026-03-20T02:00:00.000Z');
    const file = fileOf({ category: 'lighting', agency: 'Works', phone: '0905999999' });
    expect(await importText(reports, map, file, why)).toMatchObject({
      corrected: 1,
      rejects: [],
      erased: erasedFields,
    });
    expect(await stateOf(reports, before.id)).toMatchObject({
      phase: 'resolved',
      category: 'lighting',
      assignment: { agencyId: 'works' },
      contact: { erased: true },
    });
    expect(await importText(reports, map, file, why)).toMatchObject({ unchanged: 1, events: 0 });
    expect(await importText(reports, map, file)).toMatchObject({ unchanged: 1, events: 0 });
  });
});

test('a version of the text that was kept is not what the row is held against, and no row brings the text back', async () => {
  const before = await imported();
  const { reports, id } = before;
  await reports.handler.execute(
    id,
    'keep-text',
    { text: 'A hole in a road', reason: 'x' },
    { actor: { kind: 'operator', id: 'o-1' } },
  );
  await erasures['everything in it'](before);
  for (const corrections of [undefined, why])
    expect(await importText(reports, map, fileOf({ closed: '' }), corrections)).toMatchObject({
      unchanged: 1,
      rejected: 0,
    });
  expect(
    await importText(reports, map, fileOf({ closed: '', category: 'lighting', text: 'canaryother' }), why),
  ).toMatchObject({
    corrected: 1,
    events: 2,
  });
  expect(await stateOf(reports, id)).toMatchObject({ text: 'A hole in a road', category: 'lighting' });
  expect(JSON.stringify(await eventsOf(reports))).not.toContain('canary');
});

test('a case whose key was destroyed and that is not there is not brought back', async () => {
  const { keys, id } = await imported();
  await keys.destroy(`report:${id}`);
  const reports = createReports({
    store: sealedEventStore(memoryEventStore(), {
      log: 'log-1',
      keys,
      ciphers: nodeCiphers,
      workflows: [reportWorkflow],
    }),
    policy: huePolicy,
  });
  expect((await importText(reports, map, fileOf())).rejects).toMatchObject([{ code: 'key-destroyed' }]);
});
