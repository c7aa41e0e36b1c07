import { expect, it } from 'vitest';
import { asAnalyst, asCitizen, asLighting, asOperator, asOtherCitizen, openApi } from '../support/api.ts';

const of = (reports: readonly string[]) => reports.map((path) => path.split('/').at(-1)).toSorted();

it('lists what is due before a moment by the clock that is asked for, and counts the same', async () => {
  const api = await openApi();
  const verified = await api.submitted();
  const assigned = await api.assigned();
  const published = await api.published();
  const url = (query: string) => `/v1/reports?${query}`;
  const listed = async (query: string, as = asOperator) => {
    const { body } = await api.get(url(query), as);
    const counted = await api.get(`/v1/counts/reports?${query}`, as);
    expect(counted.body).toMatchObject({ count: body.cases.length, isMore: false });
    return body.cases.map(({ reportId }: { readonly reportId: string }) => reportId).toSorted();
  };
  await api.readModels.catchUp();
  // Verification ends on Tuesday, 8 December; the whole on Wednesday the 16th.
  expect(await listed('clock=verification&dueBefore=2026-12-08')).toEqual(of([]));
  expect(await listed('clock=verification&dueBefore=2026-12-09')).toEqual(of([verified]));
  expect(await listed('clock=resolution&dueBefore=2026-12-20')).toEqual(of([assigned]));
  expect(await listed('dueBefore=2026-12-20')).toEqual(of([verified, assigned]));
  expect(await listed('clock=resolution,verification&dueBefore=2026-12-20')).toEqual(
    of([verified, assigned]),
  );
  expect(await listed('dueBefore=2026-12-20', asLighting)).toEqual(of([assigned]));
  // Its clocks have stopped; that of a dispute runs when the overall one does not.
  await api.post(`${published}/dispute`, asCitizen, { reason: 'Đèn vẫn tắt' });
  await api.readModels.catchUp();
  expect(await listed('clock=dispute&dueBefore=2026-12-20')).toEqual(of([published]));
  expect(await listed('clock=dispute,overall&dueBefore=2026-12-20')).toEqual(
    of([verified, assigned, published]),
  );
});

it('leaves out who waits for the citizen, until the citizen has not answered in time', async () => {
  const api = await openApi();
  const asked = await api.assigned();
  await api.post(`${asked}/request-information`, asLighting, { question: 'Số nhà nào?', termDays: 2 });
  await api.readModels.catchUp();
  const count = async () => (await api.get('/v1/counts/reports?dueBefore=2027-02-01', asOperator)).body.count;
  expect(await count()).toBe(0);
  api.clock.advance(7 * 86_400_000);
  expect(await count()).toBe(1);
});

it('refuses clocks that there are none of, and a page where it only counts', async () => {
  const api = await openApi();
  expect((await api.get('/v1/reports?clock=kitchen', asOperator)).body.code).toBe('invalid-query');
  expect((await api.get('/v1/counts/reports?limit=3', asOperator)).body.code).toBe('invalid-query');
  expect((await api.get('/v1/counts/reports', asAnalyst)).body.count).toBe(0);
});

it('lists what was disputed in a range of time, for those who may see that it was', async () => {
  const api = await openApi();
  const [published] = [await api.published(), await api.published()];
  await api.post(`${published}/dispute`, asCitizen, { reason: 'Đèn vẫn tắt' });
  await api.readModels.catchUp();
  const disputedAt = api.clock.now();
  const later = new Date(Date.parse(disputedAt) + 1).toISOString();
  const listed = async (query: string, as = asOperator) => {
    const { body } = await api.get(`/v1/reports?${query}`, as);
    const counted = await api.get(`/v1/counts/reports?${query}`, as);
    expect(counted.body.count).toBe(body.cases.length);
    return body.cases.map(({ reportId }: { readonly reportId: string }) => reportId);
  };
  expect(await listed(`disputedFrom=${disputedAt}`)).toEqual(of([published]));
  expect(await listed(`disputedFrom=${later}`)).toEqual([]);
  expect(await listed(`disputedTo=${disputedAt}`)).toEqual([]);
  expect(await listed(`disputedFrom=2026-12-01&disputedTo=${later}`)).toEqual(of([published]));
  expect(await listed('disputedFrom=2026-12-01', asCitizen)).toEqual(of([published]));
  const reversed = await api.get('/v1/reports?disputedFrom=2026-12-02&disputedTo=2026-12-01', asOperator);
  expect(reversed.body).toMatchObject({ code: 'invalid-query', errors: [{ pointer: '/disputedFrom' }] });
});

it('lists what no officer of the agency has taken, and what one has', async () => {
  const api = await openApi();
  const [assigned, taken] = [await api.assigned(), await api.assigned()];
  await api.post(`${taken}/accept`, asLighting, { officer: 'officer-9' });
  await api.readModels.catchUp();
  const listed = async (query: string, as = asLighting) =>
    (await api.get(`/v1/reports?${query}`, as)).body.cases.map(
      ({ reportId }: { readonly reportId: string }) => reportId,
    );
  expect(await listed('phase=assigned&taken=false')).toEqual(of([assigned]));
  expect(await listed('phase=assigned&taken=true')).toEqual(of([taken]));
  expect(await listed('taken=true', asCitizen)).toEqual([]);
});

it('says of each case which clocks run, the one that will be late first before the others', async () => {
  const api = await openApi();
  await api.submitted();
  await api.readModels.catchUp();
  const { body } = await api.get('/v1/reports', asOperator);
  expect(body.cases[0].running).toMatchObject([
    { clock: 'verification', dueDay: '2026-12-08', verdict: 'open' },
    { clock: 'overall', dueDay: '2026-12-16', verdict: 'open' },
  ]);
});

it('tells a client that has a list already so, wherever the log is by now, and when a verdict changes', async () => {
  for (const url of ['/v1/reports?limit=5', '/v1/counts/reports?verdict=overdue']) {
    const api = await openApi();
    await api.submitted();
    await api.readModels.catchUp();
    const first = await api.get(url, asOperator);
    const tag = String(first.headers.etag);
    expect(tag).toMatch(/^W\/"/);
    const again = () => api.get(url, asOperator, { 'if-none-match': tag });
    expect((await again()).status).toBe(304);
    await api.reports.agencies.register(
      { agencyId: 'parks', name: 'Parks', kind: 'government' },
      { actor: { kind: 'operator', id: 'o-3' } },
    );
    await api.readModels.catchUp();
    expect((await again()).status).toBe(304);
    api.clock.advance(30 * 86_400_000);
    expect((await again()).status).toBe(200);
  }
});

it('lists what one citizen reported to those who see who did, and to that citizen', async () => {
  const api = await openApi();
  const reported = [await api.assigned(), await api.submitted()];
  await api.readModels.catchUp();
  const listed = async (as: string, id = 'c-17') =>
    (await api.get(`/v1/reports?reporterId=${id}`, as)).body.cases?.map(
      ({ reportId }: { readonly reportId: string }) => reportId,
    );
  expect((await listed(asOperator)).toSorted()).toEqual(of(reported));
  expect((await listed(asCitizen)).toSorted()).toEqual(of(reported));
  expect(await listed(asOperator, 'c-18')).toEqual([]);
  // The agency has one of them, and is not told whose it is.
  expect(await listed(asLighting)).toEqual([]);
  expect(await listed(asAnalyst)).toEqual([]);
  expect((await api.get('/v1/reports?reporterId=c-17', asOtherCitizen)).status).toBe(403);
});
