import { expect, it } from 'vitest';
import { asAnalyst, asCitizen, asLighting, asOperator, openApi } from '../support/api.ts';

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
