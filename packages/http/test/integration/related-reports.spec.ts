import { describe, expect, it } from 'vitest';
import { asCitizen, asLighting, asOperator, asParks, openApi } from '../support/api.ts';

const idOf = (path: string) => path.split('/').at(-1) ?? '';
const idsOf = (body: { readonly cases: readonly { readonly reportId: string }[] }) =>
  body.cases.map(({ reportId }) => reportId);

describe('a report that was merged', () => {
  it('tells its citizen neither in the report, nor in lists, nor in words that it was in time; to figures it was', async () => {
    const { call, get, post, readModels, submitted } = await openApi();
    const [one, other] = [await submitted(), await submitted()];
    await post(`${one}/merge`, asOperator, { into: idOf(other) });
    await readModels.catchUp();

    const seen = await get(one, asCitizen);
    expect(seen.body).toMatchObject({
      phase: 'merged',
      mergedInto: idOf(other),
      verdicts: { first: null, final: null },
    });
    const list = async (as: string, query = '') => (await get(`/v1/reports?${query}`, as)).body;
    const rowOf = async (as: string) =>
      (await list(as)).cases.find(({ reportId }: { reportId: string }) => reportId === idOf(one));
    expect(await rowOf(asCitizen)).toMatchObject({
      verdict: null,
      againstOriginal: null,
      againstInForce: null,
    });
    expect(idsOf(await list(asCitizen, 'verdict=on-time'))).toEqual([]);
    const explained = await get(`${one}/explanation`, asCitizen);
    expect(explained.body).toMatchObject({ stoppedBy: 'merged', verdicts: null });
    for (const text of [seen.text, explained.text, (await get(`${one}/history`, asCitizen)).text])
      expect(text).not.toContain('on-time');

    expect((await get(one, asOperator)).body.verdicts.final.verdict).toBe('on-time');
    expect(await rowOf(asOperator)).toMatchObject({ verdict: 'on-time' });
    expect(idsOf(await list(asOperator, 'verdict=on-time'))).toEqual([idOf(one)]);
    expect((await call('GET', `${one}/explanation`, { as: asOperator })).body.verdicts.verdict).toBe(
      'on-time',
    );
  });

  it('lets its citizen read why the other one was turned down, and nothing else of it', async () => {
    const { get, post, submitted } = await openApi();
    const one = await submitted();
    const other = (
      await post('/v1/reports', 'dev:citizen:c-99', {
        text: 'Chỗ kia',
        location: { lat: 16.4, lng: 107.5 },
        contact: { phone: '0905 111 222' },
      })
    ).body.reportId;
    await post(`${one}/merge`, asOperator, { into: other });
    await post(`/v1/reports/${other}/reject`, asOperator, { reason: 'unfounded', message: 'Đèn vẫn sáng' });
    const { body, text } = await get(one, asCitizen);
    expect(body).toMatchObject({
      phase: 'merged',
      rejection: { reason: 'unfounded', message: 'Đèn vẫn sáng' },
    });
    const { text: history, body: events } = await get(`${one}/history`, asCitizen);
    expect(events.events.at(-1)).toMatchObject({
      type: 'rejection-shared',
      data: { message: 'Đèn vẫn sáng' },
    });
    for (const seen of [text, history]) {
      expect(seen).not.toContain('Chỗ kia');
      expect(seen).not.toContain('0905');
      expect(seen).not.toContain('c-99');
    }
    expect((await get(`/v1/reports/${other}`, asCitizen)).status).toBe(404);
  });

  it('is open again, and on its clock, when the other one is withdrawn', async () => {
    const { get, post, readModels, submitted } = await openApi();
    const [one, other] = [await submitted(), await submitted()];
    const before = (await get(one, asCitizen)).body;
    await post(`${one}/merge`, asOperator, { into: idOf(other) });
    await post(`${other}/withdraw`, asCitizen, {});
    const after = (await get(one, asCitizen)).body;
    expect(after).toMatchObject({
      phase: 'submitted',
      mergedInto: null,
      verdicts: before.verdicts,
      clocks: before.clocks,
    });
    await readModels.catchUp();
    expect(idsOf((await get('/v1/reports?verdict=open', asCitizen)).body)).toEqual([idOf(one)]);
    expect((await get('/v1/reports?phase=submitted', asOperator)).body.cases[0]).toMatchObject({
      verdict: 'open',
    });
  });
});

describe('the worklist of an agency', () => {
  it('has the reports that it supports as well, and tells them apart', async () => {
    const { clock, get, post, readModels, submitted } = await openApi();
    const made: string[] = [];
    const give = async (agencyId: string, supporting: readonly string[] = []): Promise<string> => {
      const path = await submitted();
      await post(`${path}/verify`, asOperator, { category: 'lighting' });
      const given = await post(`${path}/assign`, asOperator, { agencyId, supporting });
      expect(given.status).toBe(200);
      clock.advance(60_000);
      made.push(idOf(path));
      return path;
    };
    for (const agencyId of ['agency-hue-lighting', 'agency-hue-parks']) {
      await post('/v1/agencies', asOperator, { agencyId, name: agencyId, kind: 'government' });
    }
    const supported = await give('agency-hue-lighting', ['agency-hue-parks']);
    await give('agency-hue-parks');
    const another = await give('agency-hue-lighting', ['agency-hue-parks']);
    await give('agency-hue-lighting');
    await readModels.catchUp();
    const [first = '', second = '', third = '', fourth = ''] = made;
    const found = async (as: string, query = '') => idsOf((await get(`/v1/reports?${query}`, as)).body);

    expect(await found(asParks)).toEqual([third, second, first]);
    expect(await found(asParks, 'sort=submittedAt')).toEqual([first, second, third]);
    expect(await found(asParks, 'role=supporting')).toEqual([third, first]);
    expect(await found(asParks, 'role=responsible')).toEqual([second]);
    expect(await found(asParks, 'q=den')).toEqual([third, second, first]);
    expect(await found(asLighting)).toEqual([fourth, third, first]);
    expect(await found(asOperator, 'agencyId=agency-hue-parks')).toEqual([second]);
    expect(await found(asOperator, 'agencyId=agency-hue-parks&role=supporting')).toEqual([third, first]);
    expect((await get('/v1/reports?role=supporting', asOperator)).status).toBe(422);
    const rows = (await get('/v1/reports', asParks)).body.cases;
    expect(
      rows.map(({ agencyId, supporting }: { agencyId: string; supporting: string[] }) => [
        agencyId,
        supporting,
      ]),
    ).toEqual([
      ['agency-hue-lighting', ['agency-hue-parks']],
      ['agency-hue-parks', []],
      ['agency-hue-lighting', ['agency-hue-parks']],
    ]);

    // Page by page it is the same list.
    const pages: string[] = [];
    for (let query = 'limit=1'; query !== ''; ) {
      const { body } = await get(`/v1/reports?${query}`, asParks);
      pages.push(...idsOf(body));
      query = body.nextCursor === undefined ? '' : `limit=1&cursor=${encodeURIComponent(body.nextCursor)}`;
    }
    expect(pages).toEqual([third, second, first]);

    // What may be read is listed, and what is listed may be read.
    await post(`${supported}/assign`, asOperator, { agencyId: 'agency-hue-parks', note: 'x' });
    await post(`${another}/return`, asLighting, { reason: 'không phải của tôi' });
    await readModels.catchUp();
    expect(await found(asParks, 'role=supporting')).toEqual([]);
    expect(await found(asParks)).toEqual([second, first]);
    expect((await get(another, asParks)).status).toBe(404);
    expect((await get(supported, asParks)).status).toBe(200);
  });
});
