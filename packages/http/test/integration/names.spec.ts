import { everyForm, formsOfName } from '@phananh/core/testing/properties';
import { describe, expect, it } from 'vitest';
import { asCitizen, asOperator, lamp, openApi } from '../support/api.ts';

describe('a name over HTTP is the same in every form of Unicode', () => {
  it('in the body of a command and in the queries of lists and figures', async () => {
    const { post, get, readModels, reports } = await openApi();
    await everyForm(
      async (given, asked) => {
        const { reportId } = (await post('/v1/reports', asCitizen, lamp)).body;
        const body = { category: given, areaCode: given };
        expect((await post(`/v1/reports/${reportId}/verify`, asOperator, body)).status).toBe(200);
        await readModels.catchUp();
        const name = encodeURIComponent(asked);
        const listed = await get(`/v1/reports?category=${name}&areaCode=${name}&limit=200`, asOperator);
        const found = listed.body.cases.map((row: { readonly reportId: string }) => row.reportId);
        expect(found).toContain(reportId);
        const counted = await get(`/v1/sla?category=${name}&area=${name}&groupBy=category`, asOperator);
        expect(counted.body.figures[0].cases).toBe(found.length);
        const now = reports.handler.clock.now();
        // Whoever embeds the read models asks them without HTTP.
        const page = await readModels.cases({ category: asked, areaCode: asked, limit: 200, now });
        expect(page.cases).toHaveLength(found.length);
        return counted.body.figures[0].group;
      },
      { numRuns: 4 },
    );
  });

  it('in the pages of a list: a cursor goes on in another form', async () => {
    const { post, get, readModels } = await openApi();
    for (let count = 0; count < 2; count++) {
      const { reportId } = (await post('/v1/reports', asCitizen, lamp)).body;
      await post(`/v1/reports/${reportId}/verify`, asOperator, { category: 'Đèn ổ điện' });
    }
    await readModels.catchUp();
    for (const given of formsOfName('Đèn ổ điện'))
      for (const again of formsOfName('Đèn ổ điện')) {
        const url = (form: string) => `/v1/reports?limit=1&category=${encodeURIComponent(form)}`;
        const { nextCursor } = (await get(url(given), asOperator)).body;
        expect((await get(`${url(again)}&cursor=${nextCursor}`, asOperator)).body.cases).toHaveLength(1);
      }
  });

  it('as a key: twice in one object it is refused', async () => {
    const { call } = await openApi();
    const [composed = '', decomposed = ''] = formsOfName('Mã');
    const raw = `{"text":"x","${composed}":1,"${decomposed}":2}`;
    expect((await call('POST', '/v1/reports', { as: asCitizen, raw })).body.code).toBe('duplicate-key');
  });
});
