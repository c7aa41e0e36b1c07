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
    snapshot: () => {
      const { release, lines, ...snapshot } = real.snapshot();
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
