import { describe, expect, it } from 'vitest';
import {
  asAnalyst,
  asAuditor,
  asCitizen,
  asLighting,
  asOperator,
  asOtherCitizen,
  asParks,
  lamp,
  openApi,
} from '../support/api.ts';

const idsOf = (body: { readonly cases: readonly { readonly reportId: string }[] }) =>
  body.cases.map(({ reportId }) => reportId);
const idOf = (path: string) => path.split('/').at(-1);

describe('worklists', () => {
  it('give officers every case, a citizen their own, an agency what is with it', async () => {
    const { assigned, get, post, readModels } = await openApi();
    const mine = idOf(await assigned());
    const theirs = (await post('/v1/reports', asOtherCitizen, lamp)).body.reportId;
    await readModels.catchUp();
    expect(idsOf((await get('/v1/reports', asOperator)).body).toSorted()).toEqual([mine, theirs].toSorted());
    expect(idsOf((await get('/v1/reports', asCitizen)).body)).toEqual([mine]);
    expect(idsOf((await get('/v1/reports', asOtherCitizen)).body)).toEqual([theirs]);
    expect(idsOf((await get('/v1/reports', asLighting)).body)).toEqual([mine]);
    expect(idsOf((await get('/v1/reports', asParks)).body)).toEqual([]);
    expect((await get('/v1/reports?agencyId=agency-hue-lighting', asParks)).status).toBe(403);
    expect((await get('/v1/reports')).status).toBe(401);
  });

  it('give analysts no texts', async () => {
    const { get, readModels, submitted } = await openApi();
    await submitted();
    await readModels.catchUp();
    expect((await get('/v1/reports', asAnalyst)).body.cases[0].text).toBeNull();
    expect((await get('/v1/reports', asAuditor)).body.cases[0].text).toBe(lamp.text);
  });

  it('are filtered by what each parameter says', async () => {
    const { assigned, clock, get, readModels, submitted } = await openApi();
    const atAgency = idOf(await assigned());
    clock.advance(24 * 60 * 60 * 1000);
    const fresh = idOf(await submitted());
    await readModels.catchUp();
    const found = async (query: string) => idsOf((await get(`/v1/reports?${query}`, asOperator)).body);
    expect(await found('phase=assigned')).toEqual([atAgency]);
    expect(await found('phase=assigned,submitted')).toEqual([fresh, atAgency]);
    expect(await found('phase=assigned&phase=submitted&sort=submittedAt')).toEqual([atAgency, fresh]);
    expect(await found('agencyId=agency-hue-lighting')).toEqual([atAgency]);
    expect(await found('category=lighting')).toEqual([atAgency]);
    expect(await found('agencyId=agency-hue-lighting&agencyId=')).toEqual([fresh, atAgency]);
    expect(await found('agencyId=')).toEqual([fresh]);
    expect(await found('agencyId=&agencyId=agency-hue-lighting&limit=1&sort=submittedAt')).toEqual([
      atAgency,
    ]);
    expect(await found('category=lighting&category=')).toEqual([fresh, atAgency]);
    expect(await found('priority=urgent&priority=normal&channel=app&channel=web')).toEqual([fresh, atAgency]);
    expect(await found('priority=urgent')).toEqual([]);
    expect(await found('verdict=open')).toEqual([fresh, atAgency]);
    expect(await found('verdict=late,overdue')).toEqual([]);
    expect(await found('awaiting=true')).toEqual([]);
    expect(await found('bbox=107.5,16.4,107.6,16.5')).toEqual([fresh, atAgency]);
    expect(await found('bbox=0,0,1,1')).toEqual([]);
    expect(await found('q=den+duong')).toEqual([fresh, atAgency]);
    expect(await found(`q=${encodeURIComponent('"ĐÈN ĐƯỜNG"'.normalize('NFD'))}`)).toEqual([fresh, atAgency]);
    expect(await found('q=cong+vien')).toEqual([]);
    expect(await found('channel=app&procedure=ordinary&priority=normal')).toHaveLength(2);
    // A day begins at its midnight in Hue, 17:00 UTC of the day before.
    expect(await found('submittedFrom=2026-12-08')).toEqual([fresh]);
    expect(await found('submittedTo=2026-12-08')).toEqual([atAgency]);
    expect(await found('submittedFrom=2026-12-07T02:00:00Z&submittedTo=2026-12-07T02:00:01Z')).toEqual([
      atAgency,
    ]);
  });

  it('have reports without coordinates, which no box has', async () => {
    const { get, post, readModels, submitted } = await openApi();
    const onMap = idOf(await submitted());
    const location = { address: '12 Lê Lợi', areaCode: 'Vĩnh Ninh' };
    const called = await post('/v1/reports', asOperator, { text: lamp.text, channel: 'hotline', location });
    expect(called.status).toBe(201);
    const { reportId } = called.body;
    await readModels.catchUp();
    const all = (await get('/v1/reports?sort=submittedAt', asOperator)).body;
    expect(idsOf(all)).toEqual([onMap, reportId]);
    expect(all.cases[1]).toMatchObject({ lat: null, lng: null, areaCode: 'Vĩnh Ninh' });
    expect(idsOf((await get('/v1/reports?bbox=-180,-90,180,90', asOperator)).body)).toEqual([onMap]);
    for (const as of [asAnalyst, asAuditor]) {
      const { text: file } = await get('/v1/exports/cases.csv', as);
      const [header = '', ...rows] = file.split('\r\n');
      const column = (name: string) => header.split(',').indexOf(name);
      const row = rows.find((one: string) => one.includes(reportId))?.split(',') ?? [];
      expect([row[column('lat')], row[column('lng')], row[column('area_code')]]).toEqual([
        '',
        '',
        'Vĩnh Ninh',
      ]);
    }
    const report = (as: typeof asAnalyst | typeof asOperator) => get(`/v1/reports/${reportId}`, as);
    expect((await report(asOperator)).body.location).toEqual(location);
    expect((await report(asAnalyst)).body.location).toEqual({ areaCode: 'Vĩnh Ninh' });
  });

  it('go on from a cursor whatever the order of what is asked for', async () => {
    const { get, readModels, submitted } = await openApi();
    for (let count = 0; count < 2; count++) await submitted();
    await readModels.catchUp();
    const { nextCursor } = (await get('/v1/reports?limit=1&phase=submitted,verified', asOperator)).body;
    const second = await get(
      `/v1/reports?phase=verified&phase=submitted&limit=1&cursor=${nextCursor}`,
      asOperator,
    );
    expect(second.body.cases).toHaveLength(1);
  });

  it('come in pages that are linked', async () => {
    const { get, readModels, submitted } = await openApi();
    for (let count = 0; count < 3; count++) await submitted();
    await readModels.catchUp();
    const first = await get('/v1/reports?limit=2&phase=submitted', asOperator);
    expect(first.body.cases).toHaveLength(2);
    const [, next = ''] = String(first.headers.link).match(/^<(.+)>; rel="next"$/) ?? [];
    const second = await get(next, asOperator);
    expect(second.body.cases).toHaveLength(1);
    expect(second.headers).not.toHaveProperty('link');
    expect(new Set([...idsOf(first.body), ...idsOf(second.body)]).size).toBe(3);
  });

  it.each([
    ['an unknown parameter', 'colour=red', '/colour'],
    ['an unknown phase', 'phase=done', '/phase/0'],
    ['an unknown agency among several', 'agencyId=a&agencyId=b', '/agencyId'],
    ['a page of none', 'limit=0', '/limit'],
    ['a page of 201', 'limit=201', '/limit'],
    ['a box off the globe', 'bbox=0,0,181,1', '/bbox/east'],
    ['a box inside out', 'bbox=2,0,1,1', '/bbox'],
    ['a box of three corners', 'bbox=0,0,1', '/bbox'],
    ['an impossible day', 'submittedFrom=2026-02-30', '/submittedFrom'],
    ['an instant without an offset', 'submittedTo=2026-02-03T00:00:00', '/submittedTo'],
    ['an unknown sort', 'sort=text', '/sort'],
    ['a forged cursor', 'cursor=x', '/cursor'],
    ['a position that is none', 'after=-1', '/after'],
    ['a word for a truth', 'awaiting=maybe', '/awaiting'],
  ])('refuse %s', async (_, query, pointer) => {
    const { get } = await openApi();
    const answer = await get(`/v1/reports?${query}`, asOperator);
    expect(answer.status).toBe(422);
    expect(answer.body.code).toBe('invalid-query');
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  it('have the own write that the caller waits for', async () => {
    const { get, post } = await openApi();
    const made = await post('/v1/reports', asCitizen, lamp);
    const list = await get(`/v1/reports?after=${made.body.position}`, asCitizen);
    expect(idsOf(list.body)).toEqual([made.body.reportId]);
    expect(list.body.position).toBe(made.body.position);
  });

  it('say when they are behind for too long', async () => {
    const { get } = await openApi();
    for (const url of ['/v1/reports', '/v1/agencies', '/v1/sla', '/v1/backlog']) {
      const answer = await get(`${url}?after=1000`, asOperator);
      expect(answer.status).toBe(503);
      expect(answer.body.code).toBe('read-model-behind');
      expect(answer.headers['retry-after']).toBe('1');
    }
  });
});

describe('tracking', () => {
  it('tells the holder of the code how it goes before the publication, and nothing else', async () => {
    const { get, post } = await openApi();
    const { body } = await post('/v1/reports', asCitizen, lamp);
    const tracked = await get(`/v1/track/${body.trackingCode}?after=${body.position}`);
    expect(tracked.body).toEqual({
      trackingCode: body.trackingCode,
      phase: 'submitted',
      dueDay: '2026-12-16',
      dueProjected: false,
      submittedAt: '2026-12-07T02:00:00.000Z',
      round: 1,
    });
  });

  it('finds the code in every way that people write it', async () => {
    const { get, post, readModels } = await openApi();
    const { trackingCode } = (await post('/v1/reports', asCitizen, lamp)).body;
    await readModels.catchUp();
    const lookAlike = trackingCode.replaceAll('0', 'o').replaceAll('1', 'l');
    for (const written of [trackingCode.replace('-', ''), trackingCode.toLowerCase(), lookAlike]) {
      expect((await get(`/v1/track/${written}`)).body.trackingCode).toBe(trackingCode);
    }
  });

  it('shows the public facts once the result is out', async () => {
    const { get, published, readModels, reports } = await openApi();
    const path = await published();
    await readModels.catchUp();
    const code = (await reports.handler.load(idOf(path) ?? ''))?.state.trackingCode;
    const tracked = await get(`/v1/track/${code}`);
    expect(tracked.body.publication.publicText).toBe('Đèn đã sáng lại.');
    expect(tracked.body).not.toHaveProperty('contact');
    expect(tracked.body).not.toHaveProperty('assignment');
  });

  it.each(['AAAAA-AAAAA', 'UUUUU-UUUUU', 'short', '%00'])('finds nothing under %s', async (code) => {
    const { get } = await openApi();
    expect((await get(`/v1/track/${code}`)).body.code).toBe('not-found');
  });
});

describe('figures', () => {
  it('count verdicts and say what each ratio is made of', async () => {
    const { get, published, readModels, submitted } = await openApi();
    await published();
    await submitted();
    await readModels.catchUp();
    const { body } = await get(
      '/v1/sla?from=2026-12-01&to=2027-01-01&cohort=submitted&round=first',
      asAnalyst,
    );
    expect(body.figures[0]).toMatchObject({
      cases: 2,
      counts: { 'on-time': 1, open: 1 },
      ratios: { onTimeOfDecided: { numerator: 1, denominator: 1, value: 1 } },
      ripe: false,
    });
    const grouped = await get('/v1/sla?groupBy=category,month', asOperator);
    expect(grouped.body.figures.map(({ group }: { group: object }) => group)).toContainEqual({
      category: 'lighting',
      month: '2026-12',
    });
  });

  it('are not for citizens, and take no parameter that they do not know', async () => {
    const { get } = await openApi();
    expect((await get('/v1/sla', asCitizen)).status).toBe(403);
    for (const query of ['groupBy=colour', 'cohort=all', 'clock=lunch', 'from=2026-13-01']) {
      expect((await get(`/v1/sla?${query}`, asOperator)).body.code).toBe('invalid-query');
    }
  });

  it('list the agencies', async () => {
    const { assigned, get, readModels } = await openApi();
    await assigned();
    await readModels.catchUp();
    const { body } = await get('/v1/agencies', asCitizen);
    expect(body.agencies.map(({ agencyId }: { agencyId: string }) => agencyId)).toEqual([
      'agency-hue-lighting',
      'agency-hue-parks',
    ]);
  });

  it('have no routes where there are no read models', async () => {
    const { call, get } = await openApi({ withoutReadModels: true });
    expect((await get('/v1/sla', asOperator)).body.code).toBe('route-not-found');
    expect((await call('GET', '/v1/reports', { as: asOperator })).headers.allow).toBe('POST');
  });
});
