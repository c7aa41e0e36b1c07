import { expect, it } from 'vitest';
import { asAnalyst, asCitizen, asLighting, openApi } from '../support/api.ts';

it('exports are streamed files with what they are of, for those who may read everything', async () => {
  const { get, published, readModels } = await openApi();
  await published();
  await readModels.catchUp();
  for (const [path, start] of [
    ['cases.csv', 'case_number,'],
    ['events.csv', 'position,'],
    ['events.parquet', 'PAR1'],
    ['events.xes', '<?xml'],
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
