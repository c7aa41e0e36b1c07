import { huePolicy } from '@phananh/core';
import { vietnamDays } from '@phananh/core/calendar';
import { policyDataOf, policyMessage } from '@phananh/core/reports';
import { describe, expect, it } from 'vitest';
import { type Api, asAdmin, asLighting, asOperator, openApi } from '../support/api.ts';

const hue = { policy: policyDataOf(huePolicy), calendars: [vietnamDays] };
const reason = 'Quyết định 01/2027';

const inForce = async ({ get }: Api) => (await get('/v1/policy', asAdmin)).body;

describe('the policy over HTTP', () => {
  it('is what the log is written under, whole: whoever has it elsewhere counts the same', async () => {
    const api = await openApi();
    expect(await inForce(api)).toEqual({
      ...JSON.parse(JSON.stringify(policyMessage(huePolicy))),
      formerCalendars: [],
      adopted: null,
      names: [],
    });
  });

  it('is put in force with its calendars, by an admin and with a reason, and a repeat does nothing', async () => {
    const api = await openApi();
    await api.submitted();
    const newer = { ...hue, calendars: [{ ...vietnamDays, compiledOn: '2026-12-01' }], reason };
    const adopted = await api.post('/v1/policy/adopt', asAdmin, newer);
    expect(adopted).toMatchObject({ status: 200, body: { names: ['hue'], adopted: { by: 'ad-1' } } });
    expect((await api.post('/v1/policy/adopt', asAdmin, newer)).body).toEqual(adopted.body);
    expect(await inForce(api)).toEqual(adopted.body);
  });

  it('is refused with every fault of it that files are refused for', async () => {
    const api = await openApi();
    const [first] = vietnamDays.daysOff;
    const twice = { ...vietnamDays, compiledOn: '2026-12-01', daysOff: [...vietnamDays.daysOff, first] };
    const wrong: readonly (readonly [object, string])[] = [
      [{ ...hue }, 'invalid-command'],
      [{ ...hue, reason: '' }, 'invalid-command'],
      [{ ...hue, reason, more: 1 }, 'invalid-command'],
      [{ ...hue, reason, calendars: [] }, 'invalid-command'],
      [{ ...hue, reason, calendars: [{ ...vietnamDays, timezone: 7 }] }, 'invalid-command'],
      [{ ...hue, reason, calendars: [twice] }, 'invalid-calendar'],
      [{ ...hue, reason, calendars: [{ ...vietnamDays, timezone: 'Asia/Hue' }] }, 'invalid-calendar'],
      [{ ...hue, reason, calendars: [vietnamDays, vietnamDays] }, 'invalid-policy'],
      [{ ...hue, reason, policy: { ...hue.policy, calendar: 'none' } }, 'invalid-policy'],
    ];
    for (const [body, code] of wrong) {
      const answer = await api.post('/v1/policy/adopt', asAdmin, body);
      expect([answer.status, answer.body.code], code).toEqual([422, code]);
    }
    expect((await inForce(api)).adopted).toBeNull();
    for (const as of [asOperator, asLighting])
      expect((await api.post('/v1/policy/adopt', as, { ...hue, reason })).status).toBe(403);
  });

  it('is held against the latest reports: how they would be judged, and nothing is done', async () => {
    const api = await openApi();
    await api.submitted();
    api.clock.advance(3 * 86_400_000);
    await api.readModels.catchUp();
    const { verification } = hue.policy.clocks;
    const clocks = {
      ...hue.policy.clocks,
      verification: { ...verification, term: { term: { count: 60, unit: 'working-day' } } },
    };
    const longer = { ...hue, policy: { ...hue.policy, clocks } };
    const { status, body } = await api.post('/v1/policy/what-if', asAdmin, { under: longer });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      looked: 1,
      isAll: true,
      leftOut: 0,
      cases: 1,
      casesDueMoved: 1,
      casesJudgedOtherwise: 1,
      moves: [{ clock: 'verification', before: 'overdue', after: 'open', clocks: 1 }],
      judgedOtherwise: [{ clock: 'verification', round: 1 }],
    });
    const same = await api.post('/v1/policy/what-if', asAdmin, { under: hue });
    expect(same.body).toMatchObject({ casesDueMoved: 0, judgedOtherwise: [] });
    expect((await api.post('/v1/policy/what-if', asAdmin, {})).status).toBe(422);
    expect((await api.post('/v1/policy/what-if', asOperator, { under: hue })).status).toBe(403);
    expect((await inForce(api)).adopted).toBeNull();
  });

  it('foretells what it would move, a page at a time, and moves nothing', async () => {
    const api = await openApi();
    const path = await api.submitted();
    await api.readModels.catchUp();
    expect((await api.post('/v1/policy/moves', asAdmin)).body).toEqual({ moves: [] });
    const under = {
      ...hue,
      calendars: [
        {
          ...vietnamDays,
          compiledOn: '2026-12-01',
          patterns: [{ from: '2026-12-01', weeklyRestDays: ['Thu', 'Sat', 'Sun'] }],
        },
      ],
    };
    const { body } = await api.post('/v1/policy/moves', asAdmin, { under });
    expect(body.moves).toMatchObject([
      { clock: 'overall', direction: 'later', oldDue: { day: '2026-12-16' }, newDue: { day: '2026-12-18' } },
    ]);
    expect(path).toContain(body.moves[0].reportId);
    expect((await api.get(path, asAdmin)).body.clocks[0].due.day).toBe('2026-12-16');
    const nowhere = await api.post('/v1/policy/moves', asAdmin, { cursor: 'nowhere' });
    expect([nowhere.status, nowhere.body.code]).toEqual([422, 'invalid-query']);
  });
});
