import type { ReadModels } from '@phananh/core/read-models';
import { expect, it } from 'vitest';
import { asAnalyst, asAuditor, asCitizen, asLighting, asOperator, openApi } from '../support/api.ts';

it('exports are streamed files with what they are of, for those who may read everything', async () => {
  const { get, published, readModels } = await openApi();
  await published();
  await readModels.catchUp();
  for (const [path, start] of [
    ['cases.csv', 'case_number,'],
    ['events.csv', 'position,'],
    ['events.parquet', 'PAR1'],
    ['events.xes', '<?xml'],
    ['events.ocel.json', '{"objectTypes"'],
  ]) {
    const { status, headers, text } = await get(`/v1/exports/${path}`, asAnalyst);
    expect(status).toBe(200);
    expect(headers['x-log-position']).toBe(String(readModels.position()));
    expect(headers['content-disposition']).toContain(path?.split('.')[1]);
    expect(text.slice(0, start?.length)).toBe(start);
  }
  expect((await get('/v1/exports/cases.csv', asCitizen)).status).toBe(403);
  expect((await get('/v1/exports/cases.csv', asLighting)).status).toBe(403);
  expect((await get('/v1/exports/cases.xes', asAnalyst)).status).toBe(404);
});

it('exports run a few at once, of all and of one actor, and let go of the read models before they are read', async () => {
  const gate = Promise.withResolvers<void>();
  let held = 0;
  const slow = (real: ReadModels): ReadModels => ({
    ...real,
    snapshot: (only) => {
      const { release, lines, ...snapshot } = real.snapshot(only);
      held += 1;
      return {
        ...snapshot,
        lines: async function* (...asked) {
          await gate.promise;
          yield* lines(...asked);
        },
        release: () => {
          held -= 1;
          release();
        },
      };
    },
  });
  const { get } = await openApi({ readModels: slow, limits: { exports: 3, exportsOfOne: 2 } });
  const ask = (as: string) => get('/v1/exports/cases.csv', as);
  const running = [ask(asAnalyst), ask(asAnalyst), ask(asOperator)];
  while (held < 3) await new Promise(setImmediate);
  for (const as of [asAnalyst, asAuditor]) {
    const refused = await ask(as);
    expect([refused.status, refused.body.code, refused.headers['retry-after']]).toEqual([
      503,
      'read-models-busy',
      '1',
    ]);
  }
  gate.resolve();
  for (const { status } of await Promise.all(running)) expect(status).toBe(200);
  expect(held).toBe(0);
  expect((await ask(asAuditor)).status).toBe(200);
});

it('an export has the rows of its parameters, several values of one meaning any of them', async () => {
  const { get, published, submitted, readModels } = await openApi();
  await published();
  await submitted();
  await readModels.catchUp();
  const rows = async (query: string, what = 'cases') =>
    (await get(`/v1/exports/${what}.csv${query}`, asAuditor)).text.trim().split('\r\n').length - 1;
  expect(await rows('')).toBe(2);
  expect(await rows('?phase=published')).toBe(1);
  expect(await rows('?phase=published&phase=submitted')).toBe(2);
  expect(await rows('?agencyId=agency-hue-lighting&agencyId=')).toBe(2);
  expect(await rows('?agencyId=')).toBe(1);
  expect(await rows('?to=2000-01-01')).toBe(0);
  expect(await rows('?phase=submitted', 'events')).toBe(1);
  const refused = async (path: string) => {
    const { status, body } = await get(`/v1/exports/${path}`, asAnalyst);
    return [status, body.code, body.errors[0].pointer];
  };
  expect(await refused('cases.csv?agencyId=agency-nowhere')).toEqual([422, 'invalid-query', '/agencyId']);
  expect(await refused('cases.csv?phase=nowhere')).toEqual([422, 'invalid-query', '/phase/0']);
  expect(await refused('events.xes?priority=low')).toEqual([422, 'invalid-query', '/priority']);
  expect(await refused('cases.csv?q=den')).toEqual([422, 'invalid-query', '/q']);
  expect(await refused('cases.csv?role=supporting')).toEqual([422, 'invalid-query', '/role']);
  expect(await refused('agency-events.csv?category=road')).toEqual([422, 'invalid-query', '/category']);
  expect(await refused('events.csv?from=2026-12-02&to=2026-12-01')).toEqual([422, 'invalid-query', '/from']);
});
