import { describe, expect, it } from 'vitest';
import {
  asAdmin,
  asAnalyst,
  asAuditor,
  asCitizen,
  asLighting,
  asOperator,
  asParks,
  openApi,
} from '../support/api.ts';

const day = 24 * 60 * 60 * 1000;

/** One published in time and rated, one that is late, one that was fined; all with the same agency. */
const opened = async () => {
  const api = await openApi();
  const published = await api.published();
  await api.post(`${published}/rate`, asCitizen, { grade: 'satisfied' });
  const late = await api.assigned();
  await api.post(`${late}/impose-penalty`, asOperator, {
    decisionNo: '12/QĐ-XPHC',
    amount: 3_000_000,
    legalBasis: 'Nghị định 45/2022/NĐ-CP',
  });
  api.clock.advance(20 * day);
  await api.post(`${late}/revoke-penalty`, asOperator, {
    decisionNo: '12/QĐ-XPHC',
    legalBasis: 'Quyết định 20/QĐ-UBND',
  });
  await api.submitted();
  await api.readModels.catchUp();
  return { ...api, published, late };
};

describe('figures over HTTP', () => {
  it('lead from a number to the cases that it counts', async () => {
    const { get } = await opened();
    const { body } = await get('/v1/sla?groupBy=agency&from=2026-12-01', asAnalyst);
    const [none, lighting] = body.figures;
    expect(none).toMatchObject({ group: { agency: null }, cases: 1 });
    expect(lighting).toMatchObject({
      group: { agency: 'agency-hue-lighting' },
      counts: { 'on-time': 1, overdue: 1 },
      ratios: { onTimeOfDue: { numerator: 1, denominator: 2, value: 0.5 } },
    });
    expect(body.definitions.onTimeOfDue.denominator).toContain('overdue');
    const behind = await get(`${body.cases}&agency=agency-hue-lighting&verdict=overdue`, asAnalyst);
    expect(behind.body.cases).toMatchObject([
      { agencyId: 'agency-hue-lighting', verdict: 'overdue', text: null },
    ]);
    expect((await get(`${body.cases}&agency=`, asAuditor)).body.cases).toHaveLength(1);
  });

  it('are those of a moment, by what had happened and by what was known', async () => {
    const { clock, get } = await opened();
    const before = new Date(Date.parse(clock.now()) - 19 * day).toISOString();
    const was = (await get(`/v1/sla?asOf=${before}`, asAnalyst)).body;
    expect(was).toMatchObject({ asOf: before, knownAt: null, figures: [{ cases: 2, counts: { open: 1 } }] });
    const knew = (await get(`/v1/sla?knownAt=${before}`, asAnalyst)).body;
    expect(knew).toMatchObject({ asOf: before, knownAt: before, figures: [{ cases: 2 }] });
    const future = new Date(Date.parse(clock.now()) + day).toISOString();
    expect((await get(`/v1/sla?asOf=${future}`, asAnalyst)).body.errors).toMatchObject([
      { pointer: '/asOf' },
    ]);
  });

  it('take several values of a filter, any of which will do, and group by day, week, priority and outcome', async () => {
    const { get } = await opened();
    const casesOf = async (search: string): Promise<readonly unknown[]> =>
      (await get(`/v1/sla?${search}`, asAnalyst)).body.figures.map(({ cases }: { cases: number }) => cases);
    expect(await casesOf('agency=agency-hue-lighting&agency=')).toEqual([3]);
    expect(await casesOf('agency=agency-hue-lighting')).toEqual([2]);
    expect(await casesOf('agency=agency-hue-lighting&agency=&outcome=')).toEqual([2]);
    expect(await casesOf('outcome=fixed&outcome=planned')).toEqual([1]);
    // A free value that no case has gives zeros.
    expect(await casesOf('category=no-such&category=neither')).toEqual([0]);
    for (const group of ['day', 'week', 'priority', 'outcome']) {
      const { figures } = (await get(`/v1/sla?groupBy=${group}`, asAnalyst)).body;
      const values: string[] = figures.map(
        (one: { group: Record<string, string | null> }) => one.group[group],
      );
      expect(values.length).toBeGreaterThan(0);
      for (const [place, value] of values.entries()) {
        const { body } = await get(`/v1/sla/cases?${group}=${value ?? ''}`, asAnalyst);
        expect(body.cases).toHaveLength(figures[place].cases);
      }
    }
    const all = (await get('/v1/penalties?agency=agency-hue-lighting&priority=normal', asAnalyst)).body
      .figures;
    expect(all).toMatchObject([{ imposed: { decisions: 1 } }]);
  });

  it('group and filter by label: a report counts in the group of each of its labels, and that is said', async () => {
    const api = await opened();
    const labelled = await api.submitted();
    await api.post(`${labelled}/verify`, asOperator, {
      category: 'lighting',
      labels: ['mưa bão', 'trường học'],
    });
    await api.readModels.catchUp();
    const { get } = api;
    const storm = encodeURIComponent('mưa bão');
    const { figures, groupsOverlap } = (await get('/v1/sla?groupBy=label', asAnalyst)).body;
    const cases = figures.map((one: { group: object; cases: number }) => ({
      ...one.group,
      cases: one.cases,
    }));
    expect(cases).toEqual([
      { label: null, cases: 3 },
      { label: 'mưa bão', cases: 1 },
      { label: 'trường học', cases: 1 },
    ]);
    expect(groupsOverlap).toBe(true);
    const of = async (path: string) => (await get(path, asAnalyst)).body;
    expect(await of(`/v1/sla?label=${storm}&label=unknown`)).toMatchObject({
      figures: [{ cases: 1 }],
      groupsOverlap: false,
    });
    expect(await of('/v1/sla?label=unknown')).toMatchObject({ figures: [{ cases: 0 }] });
    expect(await of(`/v1/sla?label=${storm}&groupBy=label`)).toMatchObject({
      figures: [{ group: { label: 'mưa bão' }, cases: 1 }],
    });
    expect((await of(`/v1/sla/cases?label=${storm}`)).cases).toHaveLength(1);
    expect((await of('/v1/sla/cases?label=')).cases).toHaveLength(3);
    expect(await of('/v1/satisfaction?groupBy=label')).toMatchObject({
      figures: [{ group: { label: null }, published: 1 }],
      groupsOverlap: true,
    });
    expect(await of('/v1/penalties?groupBy=label&label=')).toMatchObject({
      figures: [{ group: { label: null }, imposed: { decisions: 1 } }],
      groupsOverlap: true,
    });
    const listed = async (query: string) => (await get(`/v1/reports?${query}`, asAuditor)).body.cases;
    expect(await listed(`label=${storm}`)).toHaveLength(1);
    expect(await listed(`label=${storm}&label=`)).toHaveLength(4);
    expect(await listed('label=')).toHaveLength(3);
    expect(await listed('label=unknown')).toEqual([]);
    const file = await get(`/v1/exports/cases.csv?label=${storm}`, asAnalyst);
    expect(file.text.trim().split('\n')).toHaveLength(2);
  });

  it('refuse an agency that there is not, with those that there are', async () => {
    const { get } = await opened();
    for (const path of [
      '/v1/sla?agency=agency-typo',
      '/v1/sla?agency=agency-hue-lighting&agency=agency-typo',
      '/v1/sla?agency=agency-typo&groupBy=priority',
      '/v1/sla/cases?agency=agency-typo',
      '/v1/agencies/ranking?agency=agency-typo',
      '/v1/satisfaction?agency=agency-typo',
      '/v1/penalties?agency=agency-typo',
      '/v1/backlog?agencyId=agency-typo',
      '/v1/gaming-signals?agency=agency-typo',
      '/v1/reports?agencyId=agency-typo',
    ]) {
      const { status, body } = await get(path, path.includes('reports') ? asAuditor : asAnalyst);
      expect([path, status]).toEqual([path, 422]);
      expect(body.errors[0].pointer).toBe(path.includes('agencyId=') ? '/agencyId' : '/agency');
      expect(body.errors[0].message).toContain(
        'there is no agency agency-typo; there are agency-hue-lighting',
      );
    }
  });

  it('rank agencies for each month too', async () => {
    const { get } = await opened();
    const { agencies, groups } = (await get('/v1/agencies/ranking?groupBy=month&minimumCases=1', asAnalyst))
      .body;
    expect(agencies).toHaveLength(1);
    const cases = groups.flatMap((one: { agencies: { cases: number }[] }) =>
      one.agencies.map(({ cases }) => cases),
    );
    expect(cases.reduce((sum: number, one: number) => sum + one, 0)).toBe(agencies[0].cases);
    for (const { group } of groups) expect(group.month).toMatch(/^2026-\d\d$/);
    expect((await get('/v1/agencies/ranking?groupBy=category', asAnalyst)).status).toBe(422);
  });

  it('rank agencies with the method, and no rank for few cases', async () => {
    const { get } = await opened();
    const few = (await get('/v1/agencies/ranking', asAnalyst)).body;
    expect(few.method).toMatchObject({ ratio: 'onTimeOfDue', reading: 'in-force', minimumCases: 30 });
    expect(few.agencies).toMatchObject([{ agencyId: 'agency-hue-lighting', rank: null, cases: 2 }]);
    const { agencies } = (await get('/v1/agencies/ranking?minimumCases=1', asAnalyst)).body;
    expect(agencies).toMatchObject([{ rank: 1, ratio: { numerator: 1, denominator: 2 } }]);
    // Wilson, 1 of 2.
    expect(agencies[0].interval.low).toBeCloseTo(0.0945, 4);
    expect(agencies[0].interval.high).toBeCloseTo(0.9055, 4);
  });

  it('list the cases behind a number in the order that is asked for, page by page, as one page has them', async () => {
    const { get } = await opened();
    const idsOf = (body: { cases: { reportId: string }[] }) => body.cases.map(({ reportId }) => reportId);
    type Listed = { reportId: string; submittedAt: string; dueAt: string | null };
    const all: readonly Listed[] = (await get('/v1/sla/cases', asAnalyst)).body.cases;
    expect(all.length).toBeGreaterThan(1);
    const keys = {
      submittedAt: ({ submittedAt }: Listed) => submittedAt,
      dueAt: ({ dueAt }: Listed) => dueAt ?? '~',
    };
    for (const [sort, keyOf] of Object.entries(keys)) {
      // Those that are alike are in the order of the log, in which they are all.
      const sorted = all.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
      for (const [asked, expected] of [
        [sort, sorted],
        [`-${sort}`, sorted.toReversed()],
      ] as const) {
        const ids = expected.map(({ reportId }) => reportId);
        expect(idsOf((await get(`/v1/sla/cases?sort=${asked}`, asAnalyst)).body)).toEqual(ids);
        const paged: string[] = [];
        let cursor: string | undefined = '';
        for (const _ of ids) {
          const { body } = await get(`/v1/sla/cases?sort=${asked}&limit=1${cursor}`, asAnalyst);
          paged.push(...idsOf(body));
          cursor = body.nextCursor && `&cursor=${body.nextCursor}`;
          if (cursor === undefined) break;
        }
        expect(cursor).toBeUndefined();
        expect(paged).toEqual(ids);
      }
    }
    expect((await get('/v1/sla/cases?sort=grade', asAnalyst)).status).toBe(422);
  });

  it('show an agency the cases charged to it, and no others', async () => {
    const { get } = await opened();
    expect((await get('/v1/sla/cases', asLighting)).body.cases).toHaveLength(2);
    expect((await get('/v1/sla/cases', asParks)).body.cases).toHaveLength(0);
    expect((await get('/v1/sla/cases?agency=agency-hue-lighting', asParks)).status).toBe(403);
    for (const path of [
      '/v1/sla/cases',
      '/v1/agencies/ranking',
      '/v1/satisfaction',
      '/v1/penalties',
      '/v1/backlog',
    ])
      expect((await get(path, asCitizen)).status).toBe(403);
  });

  it('tell grades with those that did not answer, and fines less those revoked', async () => {
    const { get } = await opened();
    expect((await get('/v1/satisfaction', asAnalyst)).body.figures).toMatchObject([
      { published: 1, rated: 1, notRated: 0, satisfied: { numerator: 1, denominator: 1 }, ripe: true },
    ]);
    const { figures } = (await get('/v1/penalties?groupBy=month', asAnalyst)).body;
    expect(figures.map(({ amount }: { amount: number }) => amount)).toEqual([0]);
    expect(figures[0]).toMatchObject({
      imposed: { decisions: 1, amount: 3_000_000 },
      revoked: { decisions: 1, amount: 3_000_000 },
    });
    const since = (await get('/v1/penalties?from=2026-12-20', asAnalyst)).body.figures;
    expect(since).toMatchObject([{ imposed: { decisions: 0 }, amount: -3_000_000 }]);
    expect((await get('/v1/penalties', asAnalyst)).body.figures).toMatchObject([{ amount: 0 }]);
  });

  it('count what was open at the end of each day', async () => {
    const { clock, get } = await opened();
    const to = clock.now().slice(0, 10);
    const { days } = (await get(`/v1/backlog?to=${to}`, asAnalyst)).body;
    expect(days).toHaveLength(31);
    expect(days[0]).toMatchObject({ open: 0, overdue: 0 });
    expect(days.at(-1)).toMatchObject({
      day: to,
      open: 2,
      overdue: 1,
      phases: { assigned: { open: 1, overdue: 1 }, submitted: { open: 1, overdue: 0 } },
    });
    const before = (await get(`/v1/backlog?asOf=2026-12-07T01:59:59Z&to=${to}`, asAnalyst)).body;
    expect(before).toMatchObject({ asOf: '2026-12-07T01:59:59.000Z' });
    expect(before.days.at(-1)).toMatchObject({ day: to, open: 0 });
    const known = (await get('/v1/backlog?knownAt=2026-12-07T02:00:00Z', asAnalyst)).body;
    expect(known.days.at(-1)).toMatchObject({
      day: '2026-12-07',
      overdue: 0,
      open: 1,
    });
    expect((await get('/v1/backlog?asOf=2100-01-01T00:00:00Z', asAnalyst)).body.errors).toMatchObject([
      { pointer: '/asOf' },
    ]);
    expect((await get('/v1/backlog?from=2026-12-05&to=2026-12-04', asAnalyst)).body.code).toBe(
      'invalid-query',
    );
  });

  it('take their durations from who had a case', async () => {
    const { get } = await opened();
    const { durations } = (await get('/v1/sla?durations=true', asAnalyst)).body;
    expect(durations).toMatchObject([
      { cases: 1, durations: { total: { workingDays: { cases: 1, median: 0, p90: 0 } } } },
    ]);
  });

  it('list signs of gaming with their cases and no verdict, to those who look after others', async () => {
    const api = await openApi();
    const { get, post, assigned, readModels } = api;
    const paths = [await assigned(), await assigned()];
    for (const path of paths) {
      api.clock.advance(60_000);
      await post(`${path}/resolve`, asLighting, { result: 'Đã thay bóng' });
      await post(`${path}/send-back`, asOperator, { reason: 'Đèn vẫn tối' });
    }
    await readModels.catchUp();
    const { body } = await get('/v1/gaming-signals', asAuditor);
    expect(body.counts['closed-and-reopened']).toEqual({ signals: 2, cases: 2 });
    expect(body.counts['returned-before-expiry']).toEqual({ signals: 0, cases: 0 });
    const [second, first] = paths.map((path) => path.split('/').at(-1)).reverse();
    const reopened = { signal: 'closed-and-reopened', agencyId: 'agency-hue-lighting', category: 'lighting' };
    expect(body.signals).toMatchObject([
      { ...reopened, reportId: second, detail: { by: 'operator', how: 'sent-back' } },
      { ...reopened, reportId: first },
    ]);
    expect(body.definitions['closed-and-reopened'].vi).toContain('khiếu nại');
    const page = (await get('/v1/gaming-signals?limit=1', asAnalyst)).body;
    const rest = (await get(`/v1/gaming-signals?limit=1&cursor=${page.nextCursor}`, asAnalyst)).body;
    expect([page.signals[0].reportId, rest.signals[0].reportId]).toEqual([second, first]);
    expect(rest).not.toHaveProperty('nextCursor');
    expect(rest.counts).toEqual(page.counts);
    const elsewhere = (await get('/v1/gaming-signals?agency=agency-hue-parks', asAnalyst)).body;
    expect(elsewhere).toMatchObject({ signals: [], counts: { 'closed-and-reopened': { signals: 0 } } });
    expect((await get('/v1/gaming-signals?signal=extension-on-last-day', asAdmin)).body.signals).toEqual([]);
    for (const wrong of [
      `category=x&cursor=${page.nextCursor}`,
      'cursor=x',
      'signal=guilty',
      'from=2026-12-08&to=2026-12-07',
    ])
      expect((await get(`/v1/gaming-signals?${wrong}`, asAnalyst)).body.code).toBe('invalid-query');
    expect((await get('/v1/gaming-signals', asLighting)).status).toBe(403);
  });
});
