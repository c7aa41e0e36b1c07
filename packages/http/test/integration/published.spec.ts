import { huePolicy } from '@phananh/core';
import { describe, expect, it } from 'vitest';
import {
  type Api,
  asAnalyst,
  asAuditor,
  asCitizen,
  asLighting,
  asOperator,
  asOtherCitizen,
  lamp,
  openApi,
} from '../support/api.ts';

const idOf = (path: string): string => path.split('/').at(-1) ?? '';
const idsIn = (rows: readonly { readonly reportId: string }[]): readonly string[] =>
  rows.map(({ reportId }) => reportId).toSorted();

/** A report that was published for everybody, of some text and place. */
const publishedAs = async (
  { post, assigned }: Pick<Api, 'post' | 'assigned'>,
  {
    text = lamp.text,
    category = 'lighting',
    areaCode,
    location = lamp.location,
  }: {
    readonly text?: string;
    readonly category?: string;
    readonly areaCode?: string;
    readonly location?: object;
  } = {},
): Promise<string> => {
  // Registers the agencies.
  await assigned();
  const { headers } = await post('/v1/reports', asCitizen, { ...lamp, text, location });
  const path = String(headers.location);
  await post(`${path}/verify`, asOperator, { category, ...(areaCode !== undefined && { areaCode }) });
  await post(`${path}/assign`, asOperator, { agencyId: 'agency-hue-lighting' });
  await post(`${path}/resolve`, asLighting, { result: 'Đã thay bóng' });
  await post(`${path}/publish`, asOperator, { publicText: 'Đèn đã sáng lại.' });
  return path;
};

describe('what was published', () => {
  it('is listed for everybody, the same with a token and without, and nothing else is', async () => {
    const api = await openApi();
    await api.submitted();
    const own = await api.assigned();
    await api.post(`${own}/resolve`, asLighting, { result: 'Đã thay bóng' });
    await api.post(`${own}/publish`, asOperator, { publicText: 'Riêng', visibility: 'reporter-only' });
    const path = await api.published();
    await api.readModels.catchUp();
    const { status, body, headers } = await api.get('/v1/published');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('public, no-cache');
    expect(body.reports).toEqual([
      {
        reportId: idOf(path),
        phase: 'published',
        round: 1,
        submittedAt: '2026-12-07T02:00:00.000Z',
        publishedAt: '2026-12-07T02:00:00.000Z',
        category: 'lighting',
        areaCode: null,
        lat: 16.463,
        lng: 107.59,
        text: lamp.text,
        supporters: 0,
      },
    ]);
    for (const as of [asCitizen, asOtherCitizen, asOperator, asLighting, asAnalyst])
      expect((await api.get('/v1/published', as)).body).toEqual(body);
    expect((await api.get('/v1/counts/published')).body).toMatchObject({ count: 1, isMore: false });
    // Public facts are nobody's: nobody is told.
    expect(api.shown().filter(({ way }) => way.startsWith('published'))).toEqual([]);
  });

  it('has the category and the area that the office named, and nowhere what a citizen wrote there', async () => {
    const api = await openApi({ policy: { ...huePolicy, showsNearby: true } });
    const said = { category: 'canary-category', location: { ...lamp.location, areaCode: 'canary-area' } };
    const sent = async (areaCode?: string): Promise<string> => {
      const { headers } = await api.post('/v1/reports', asCitizen, { ...lamp, ...said });
      const path = String(headers.location);
      await api.post(`${path}/verify`, asOperator, { category: 'lighting', ...(areaCode && { areaCode }) });
      return path;
    };
    await api.assigned();
    const [plain, named] = [await sent(), await sent('thuan-hoa')];
    await api.readModels.catchUp();
    const near = await api.get(`/v1/nearby?lat=${lamp.location.lat}&lng=${lamp.location.lng}`);
    expect(near.body.reports.length).toBeGreaterThan(1);
    for (const path of [plain, named]) {
      await api.post(`${path}/assign`, asOperator, { agencyId: 'agency-hue-lighting' });
      await api.post(`${path}/resolve`, asLighting, { result: 'Đã thay bóng' });
      await api.post(`${path}/publish`, asOperator, { publicText: 'Đèn đã sáng lại.' });
    }
    await api.readModels.catchUp();
    const { trackingCode } = (await api.get(plain, asCitizen)).body;
    const urls = ['/v1/published', `/v1/track/${trackingCode}`, plain, named].concat(
      `${plain}/history`,
      `${named}/history`,
    );
    const answers = [near, ...(await Promise.all(urls.map((url) => api.get(url))))];
    expect(answers.map(({ status, text }) => [status, text.includes('canary')])).toEqual(
      answers.map(() => [200, false]),
    );
    const areas = [null, 'thuan-hoa'];
    for (const [n, path] of [plain, named].entries())
      expect((await api.get(path)).body).toMatchObject({ category: 'lighting', areaCode: areas[n] });
    // Who wrote it still reads it.
    expect((await api.get(plain, asCitizen)).text).toContain('canary');
  });

  it('stays listed while a dispute opens it again, and goes when its next result is for the reporter only', async () => {
    const api = await openApi();
    const path = await api.published();
    const phases = async () => {
      await api.readModels.catchUp();
      const { body } = await api.get('/v1/published');
      return body.reports.map(({ phase }: { readonly phase: string }) => phase);
    };
    expect(await phases()).toEqual(['published']);
    await api.post(`${path}/dispute`, asCitizen, { reason: 'Đèn vẫn tắt' });
    expect(await phases()).toEqual(['disputed']);
    await api.post(`${path}/uphold-dispute`, asOperator, { reason: 'Đúng' });
    expect(await phases()).toEqual(['assigned']);
    await api.post(`${path}/resolve`, asLighting, { result: 'Đã thay dây' });
    await api.post(`${path}/publish`, asOperator, { publicText: 'Riêng', visibility: 'reporter-only' });
    expect(await phases()).toEqual([]);
  });

  it('is found by category, area, time, box and words, counted and put on a map by the same', async () => {
    const api = await openApi();
    const lit = await publishedAs(api, { areaCode: 'thuan-hoa' });
    api.clock.advance(3 * 86_400_000);
    const tree = await publishedAs(api, {
      text: 'Cây đổ chắn đường',
      category: 'trees',
      location: { lat: 16.49, lng: 107.6 },
    });
    await api.readModels.catchUp();
    const found = async (query: string) => {
      const { body } = await api.get(`/v1/published?${query}`);
      expect((await api.get(`/v1/counts/published?${query}`)).body.count).toBe(body.reports.length);
      expect((await api.get(`/v1/clusters/published?zoom=12&${query}`)).body.count).toBe(body.reports.length);
      return idsIn(body.reports);
    };
    const [first, second] = [idOf(lit), idOf(tree)];
    expect(await found('')).toEqual([first, second].toSorted());
    expect(await found('category=trees')).toEqual([second]);
    expect(await found('category=trees&category=lighting')).toHaveLength(2);
    expect(await found('areaCode=thuan-hoa')).toEqual([first]);
    expect(await found('areaCode=')).toEqual([second]);
    expect(await found('submittedFrom=2026-12-09')).toEqual([second]);
    expect(await found('submittedTo=2026-12-09')).toEqual([first]);
    expect(await found('q=cay do')).toEqual([second]);
    // Of the rounded place: the exact one, 16.4637, is not in it.
    expect(await found('bbox=107.59,16.463,107.59,16.463')).toEqual([first]);
    expect(await found('bbox=107.5905,16.4635,107.592,16.465')).toEqual([]);
    const sorted = async (sort: string) =>
      (await api.get(`/v1/published?sort=${sort}`)).body.reports.map(
        ({ reportId }: { readonly reportId: string }) => reportId,
      );
    expect(await sorted('submittedAt')).toEqual([first, second]);
    expect(await sorted('-publishedAt')).toEqual([second, first]);
  });

  it('is read page by page, and by no filter of what everybody does not see', async () => {
    const api = await openApi();
    for (let n = 0; n < 3; n++) await api.published();
    await api.readModels.catchUp();
    const first = await api.get('/v1/published?limit=2');
    expect(first.body.reports).toHaveLength(2);
    expect(first.headers.link).toContain('rel="next"');
    const next = await api.get(`/v1/published?limit=2&cursor=${first.body.nextCursor}`);
    expect(next.body.reports).toHaveLength(1);
    expect(next.body.nextCursor).toBeUndefined();
    for (const parameter of [
      'agencyId=agency-hue-lighting',
      'verdict=late',
      'priority=urgent',
      'phase=closed',
      'officer=o-1',
      'dueBefore=2027-01-01',
      'awaiting=true',
    ])
      for (const path of ['published', 'counts/published', 'clusters/published'])
        expect((await api.get(`/v1/${path}?zoom=9&${parameter}`)).body.code).toBe('invalid-query');
  });

  it('shows nothing that is hidden: not its words, nor by them, not its place, nor on the map', async () => {
    const api = await openApi();
    const path = await api.published();
    await api.post(`${path}/redact`, asOperator, { field: 'text', reason: 'Có tên' });
    await api.post(`${path}/redact`, asOperator, { field: 'location', reason: 'Nhà riêng' });
    await api.post(`${path}/redact`, asOperator, { field: 'category', reason: 'Sai' });
    await api.readModels.catchUp();
    const { body } = await api.get('/v1/published');
    expect(body.reports).toMatchObject([{ text: null, lat: null, lng: null, category: null }]);
    expect((await api.get('/v1/published?q=den')).body.reports).toEqual([]);
    expect((await api.get('/v1/published?category=lighting')).body.reports).toEqual([]);
    expect((await api.get('/v1/clusters/published?zoom=12')).body).toMatchObject({
      clusters: [],
      bounds: null,
      count: 0,
    });
  });
});

describe('a map', () => {
  it('has exact places for staff, and rounded ones for everybody and for analysts', async () => {
    const api = await openApi();
    const path = await api.published();
    await api.readModels.catchUp();
    const placeFor = async (url: string, as?: string) => {
      const { body } = await api.get(url, as);
      expect(body.clusters).toHaveLength(1);
      const { lat, lng, bbox, ...rest } = body.clusters[0];
      expect(bbox).toEqual({ south: lat, west: lng, north: lat, east: lng });
      expect(rest).toEqual({ count: 1, reportId: idOf(path), phase: 'published', category: 'lighting' });
      return [lat, lng];
    };
    const exact = [lamp.location.lat, lamp.location.lng];
    for (const as of [asOperator, asAuditor, asLighting, asCitizen])
      expect(await placeFor('/v1/clusters/reports?zoom=18', as)).toEqual(exact);
    expect(await placeFor('/v1/clusters/reports?zoom=18', asAnalyst)).toEqual([16.463, 107.59]);
    expect(await placeFor('/v1/clusters/published?zoom=18')).toEqual([16.463, 107.59]);
    expect(await placeFor('/v1/clusters/published?zoom=18', asOperator)).toEqual([16.463, 107.59]);
  });

  it('is of nobody for nobody: a worklist has a map for who may read it, and of what is theirs', async () => {
    const api = await openApi();
    await api.submitted();
    await api.assigned();
    await api.readModels.catchUp();
    const url = '/v1/clusters/reports?zoom=12';
    expect((await api.get(url)).status).toBe(401);
    expect((await api.get(url, asOtherCitizen)).body.count).toBe(0);
    expect((await api.get(url, asCitizen)).body.count).toBe(2);
    expect((await api.get(url, asLighting)).body.count).toBe(1);
    expect((await api.get(url, asOperator)).body.count).toBe(2);
    expect((await api.get(`${url}&agencyId=agency-hue-lighting`, asOperator)).body.count).toBe(1);
  });

  it('that shows exact places is written into the access log, by what was asked for', async () => {
    const api = await openApi();
    await api.submitted();
    await api.readModels.catchUp();
    await api.get('/v1/clusters/reports?zoom=12&phase=submitted', asOperator);
    await api.get('/v1/clusters/reports?zoom=12', asAnalyst);
    expect(api.shown().filter(({ way }) => way === 'report.clusters')).toMatchObject([
      { of: [], fields: ['location'], query: { zoom: 12, phase: ['submitted'] } },
    ]);
  });

  it('refuses a zoom that there is none of', async () => {
    const api = await openApi();
    for (const query of ['', 'zoom=21', 'zoom=-1', 'zoom=near', 'zoom=3&limit=9'])
      expect((await api.get(`/v1/clusters/published?${query}`)).body.code).toBe('invalid-query');
  });
});

describe('figures for everybody', () => {
  it('count what became of all reports by whole months, and put small groups together', async () => {
    const api = await openApi();
    for (let n = 0; n < 5; n++) await api.published();
    for (let n = 0; n < 4; n++) await api.submitted();
    await publishedAs(api, { category: 'trees' });
    await api.readModels.catchUp();
    const { status, body } = await api.get('/v1/published/figures?groupBy=category');
    expect(status).toBe(200);
    const [large, others, ...none] = body.figures;
    expect(none).toEqual([]);
    expect(large).toMatchObject({ group: { category: 'lighting' }, isOthers: false, reports: 6, onTime: 5 });
    // Those without a category, and a tree.
    expect(others).toMatchObject({ group: {}, isOthers: true, reports: 5, onTime: 1, open: 4 });
    const all = await api.get('/v1/published/figures');
    expect(all.body.figures).toMatchObject([{ group: {}, isOthers: false, reports: 11, onTime: 6, open: 5 }]);
    expect((await api.get('/v1/published/figures?from=2027-01')).body.figures).toMatchObject([
      { reports: 0 },
    ]);
    expect((await api.get('/v1/published/figures?to=2026-12')).body.figures).toMatchObject([{ reports: 0 }]);
    expect((await api.get('/v1/published/figures?from=2026-12&to=2027-01')).body.figures).toHaveLength(1);
  });

  it('say nothing that fewer than five gave: not in a group, not in what is left of all, not in all', async () => {
    const api = await openApi();
    const told = async (query = '') => {
      await api.readModels.catchUp();
      return (await api.get(`/v1/published/figures${query}`)).body;
    };
    const tree = await publishedAs(api, { category: 'trees' });
    await api.post(`${tree}/rate`, asCitizen, { grade: 'unsatisfied', comment: 'Chậm' });
    for (const query of ['', '?groupBy=category', '?groupBy=month'])
      expect(await told(query)).toMatchObject({ figures: [], satisfaction: [] });
    for (let n = 0; n < 5; n++) {
      const path = await api.published();
      await api.post(`${path}/rate`, asCitizen, { grade: n === 0 ? 'unsatisfied' : 'satisfied' });
    }
    // What all graded less the five would be the one.
    const all = [{ group: {}, rated: 6, satisfied: { numerator: 4, denominator: 6 } }];
    expect((await told()).satisfaction).toMatchObject(all);
    expect((await told('?groupBy=category')).satisfaction).toMatchObject([{ ...all[0], isOthers: true }]);
  });

  it('are by nothing finer, and by no agency', async () => {
    const api = await openApi();
    for (const query of [
      'groupBy=agency',
      'groupBy=day',
      'groupBy=month,category',
      'from=2026-12-01',
      'category=lighting',
      'from=2026-12&to=2026-12',
    ])
      expect((await api.get(`/v1/published/figures?${query}`)).body.code).toBe('invalid-query');
  });
});
