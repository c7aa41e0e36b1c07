import { describe, expect, it } from 'vitest';
import { asAnalyst, asCitizen, asOperator, openApi } from '../support/api.ts';

describe('GET /v1/reports/{reportId}/explanation', () => {
  it('tells a deadline day by day, as data and in both languages', async () => {
    const { submitted, get } = await openApi();
    const path = await submitted();
    const { status, body } = await get(`${path}/explanation`, asCitizen);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      clock: 'overall',
      round: 1,
      term: { count: 7, unit: 'working-day' },
      startedBy: { event: 'submitted', revision: 0 },
      calendar: { version: 'vn@2026-11-23', zone: 'Asia/Ho_Chi_Minh' },
      verdicts: { verdict: 'open', againstOriginal: 'open' },
    });
    expect(body.days.at(-1)).toMatchObject({ day: body.due.day, counted: 7, role: 'counted' });
    expect(body.text.vi.join()).toContain('7 ngày làm việc');
    expect(body.text.en.join()).toContain('7 working days');
  });

  it('answers for other clocks, rounds and moments, and refuses what there is not', async () => {
    const { assigned, get } = await openApi();
    const path = await assigned();
    expect((await get(`${path}/explanation?clock=resolution`, asOperator)).body).toMatchObject({
      answerableFor: 'agency',
      rule: { restOf: 'overall', lessWorkingDays: 1 },
    });
    expect((await get(`${path}/explanation?clock=approval`, asOperator)).status).toBe(404);
    expect((await get(`${path}/explanation?round=2`, asOperator)).status).toBe(404);
    expect((await get(`${path}/explanation?revision=1`, asOperator)).body).toMatchObject({
      clock: 'overall',
      verdicts: { verdict: 'open' },
    });
    expect((await get(`${path}/explanation?revision=1&clock=resolution`, asOperator)).status).toBe(404);
    expect((await get(`${path}/explanation?revision=3`, asOperator)).status).toBe(404);
    expect((await get(`${path}/explanation?revision=1&asOf=2026-01-01T00:00:00Z`, asOperator)).status).toBe(
      422,
    );
    expect((await get(`${path}/explanation?asOf=2020-01-01T00:00:00Z`, asOperator)).status).toBe(404);
    expect((await get(`${path}/explanation?knownAt=2020-01-01T00:00:00Z`, asOperator)).status).toBe(404);
    expect((await get(`${path}/explanation?clock=lunch`, asOperator)).status).toBe(422);
    expect((await get(`${path}/explanation?asOf=2026-01-01T00:00:00`, asOperator)).status).toBe(422);
  });

  it('is not for those who see no clocks', async () => {
    const { submitted, published, get } = await openApi();
    expect((await get(`${await submitted()}/explanation`)).status).toBe(404);
    const path = await published();
    expect((await get(`${path}/explanation`)).status).toBe(403);
    expect((await get(`${path}/explanation`, asAnalyst)).status).toBe(200);
  });
});
