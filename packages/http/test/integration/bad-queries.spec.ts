import { describe, expect, it } from 'vitest';
import { asAnalyst, asOperator, openApi } from '../support/api.ts';

const sealed = (...values: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

const ranged = [
  '/v1/sla',
  '/v1/sla/cases',
  '/v1/agencies/ranking',
  '/v1/satisfaction',
  '/v1/penalties',
  '/v1/gaming-signals',
];
const paged = ['/v1/reports', '/v1/sla/cases', '/v1/gaming-signals'];
const grouped = ['/v1/sla', '/v1/satisfaction', '/v1/penalties'];

describe('a query that cannot be answered', () => {
  /** One host for all: a query that is refused changes nothing. */
  let opened: ReturnType<typeof withAReport> | undefined;
  const withAReport = async () => {
    const api = await openApi();
    await api.submitted();
    await api.readModels.catchUp();
    return api;
  };
  const refused = async (query: string, as = asAnalyst) => {
    opened ??= withAReport();
    const { status, body } = await (await opened).get(query, as);
    expect({ query, status, code: body.code }).toEqual({ query, status: 422, code: 'invalid-query' });
    return [...new Set(body.errors.map(({ pointer }: { pointer: string }) => pointer))];
  };

  it.each(ranged)('%s: a range that is reversed or empty, or no moment', async (path) => {
    expect(await refused(`${path}?from=2026-12-02&to=2026-12-01`)).toEqual(['/from']);
    expect(await refused(`${path}?from=2026-12-01&to=2026-12-01`)).toEqual(['/from']);
    expect(await refused(`${path}?from=2026-02-30`)).toEqual(['/from']);
    expect(await refused(`${path}?to=yesterday`)).toEqual(['/to']);
  });

  it.each([
    [
      '/v1/sla?agencyId=agency-hue-lighting',
      '/agencyId is not a known field; there are cohort, from, to, after, agency,',
    ],
    ['/v1/reports?agency=agency-hue-lighting', '/agency is not a known field; there are phase, agencyId,'],
    ['/v1/backlog?until=2026-12-01', '/until is not a known field; there are from, to,'],
    ['/v1/exports/cases.csv?state=open', '/state is not a known field; there are '],
  ])('%s: a parameter that there is not is refused with those that there are', async (query, words) => {
    opened ??= withAReport();
    const { status, body } = await (await opened).get(query, asAnalyst);
    expect([status, body.detail]).toEqual([422, expect.stringContaining(words)]);
  });

  it('a worklist or a backlog of a range that is reversed, or longer than ten years', async () => {
    expect(await refused('/v1/reports?submittedFrom=2026-12-02&submittedTo=2026-12-01')).toEqual([
      '/submittedFrom',
    ]);
    expect(await refused('/v1/backlog?from=2026-12-02&to=2026-12-01')).toEqual(['/from']);
    expect(await refused('/v1/backlog?from=1900-01-01&to=2026-12-01')).toEqual(['/to']);
  });

  it.each(grouped)('%s: a group that there is not, or nothing for one', async (path) => {
    expect(await refused(`${path}?groupBy=agency,weekday`)).toEqual(['/groupBy/1']);
    expect(await refused(`${path}?groupBy=`)).toEqual(['/groupBy/0']);
    expect(await refused(`${path}?groupBy=constructor`)).toEqual(['/groupBy/0']);
  });

  it.each(paged)('%s: a cursor that is forged, cut off or of another query', async (path) => {
    const { get, submitted, assigned, readModels } = await openApi();
    await submitted();
    await assigned();
    await readModels.catchUp();
    const { nextCursor } = (await get('/v1/reports?limit=1', asOperator)).body;
    for (const cursor of [
      'x',
      sealed(),
      sealed('fingerprint', 1),
      sealed('fingerprint', '2026-12-07T02:00:00.000Z', '1'),
      sealed({ 0: 'fingerprint' }),
      nextCursor.slice(0, -3),
      `${nextCursor}${nextCursor}`,
    ])
      expect(await refused(`${path}?category=x&cursor=${cursor}`)).toEqual(['/cursor']);
    expect(await refused(`${path}?category=x&cursor=${nextCursor}`)).toEqual(['/cursor']);
  });

  it('an unknown parameter, clock, verdict, area of the map or size of page', async () => {
    expect(await refused('/v1/sla?clok=overall')).toEqual(['/clok']);
    expect(await refused('/v1/sla?clock=lunch')).toEqual(['/clock']);
    expect(await refused('/v1/sla?month=2026-13')).toEqual(['/month']);
    expect(await refused('/v1/sla/cases?verdict=guilty')).toEqual(['/verdict/0']);
    expect(await refused('/v1/reports?bbox=107.6,16.4,107.5,16.5')).toEqual(['/bbox']);
    expect(await refused('/v1/reports?bbox=1,2,3')).toEqual(['/bbox']);
    expect(await refused('/v1/reports?limit=201')).toEqual(['/limit']);
    expect(await refused('/v1/sla/cases?happened=published&grade=good')).toEqual(['/grade/0']);
    expect(await refused('/v1/sla/cases?grade=satisfied')).toEqual(['/grade']);
    expect(await refused('/v1/sla/cases?phase=finished')).toEqual(['/phase/0']);
    expect(await refused('/v1/sla/cases?happened=fined&grade=satisfied')).toEqual(['/grade']);
    expect(await refused('/v1/sla/cases?happened=fined&cohort=decided')).toEqual(['/cohort']);
    expect(await refused('/v1/sla/cases?limit=0')).toEqual(['/limit']);
  });
});
