import { describe, expect, it } from 'vitest';
import { code, overall } from '../../test/support/lifecycle.ts';
import { lifecycleFixture, people } from './../testing/index.ts';
import { citizen, operator } from './index.ts';

const day = 86_400_000;

describe('the other commands', () => {
  it('reject names whose competence it is', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    const nobody = { reason: 'not-our-competence', message: 'không thuộc' };
    expect(await code(lifecycle.give(reportId, 'reject', nobody))).toBe('information-missing');
    await lifecycle.give(reportId, 'reject');
    expect(await code(lifecycle.give(reportId, 'comment'))).toBe('accepted');
  });

  it('support comes once from each other citizen', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    await lifecycle.giveAll(reportId, 'verify', 'assign', 'resolve', 'publish');
    expect(await code(lifecycle.give(reportId, 'support'))).toBe('forbidden');
    await lifecycle.give(reportId, 'support', {}, citizen('c-18'));
    expect(await code(lifecycle.give(reportId, 'support', {}, citizen('c-18')))).toBe('already-supported');
    expect((await lifecycle.state(reportId)).supporters).toEqual([['c-18']]);
  });

  it('support comes only from those who may see the report', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    const support = () => lifecycle.give(reportId, 'support', {}, citizen('c-18'));
    expect(await code(support())).toBe('forbidden');
    await lifecycle.giveAll(reportId, 'verify', 'assign', 'resolve');
    expect(await code(support())).toBe('forbidden');
    await lifecycle.give(reportId, 'publish', { publicText: 'Xong', visibility: 'reporter-only' });
    expect(await code(support())).toBe('forbidden');
    expect((await lifecycle.state(reportId)).supporters).toEqual([]);
  });

  it('fines are recorded once by their decision and revoked by it', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    await lifecycle.giveAll(reportId, 'verify', 'assign', 'impose-penalty');
    expect(await code(lifecycle.give(reportId, 'impose-penalty'))).toBe('duplicate-decision');
    await lifecycle.give(reportId, 'revoke-penalty');
    expect(await code(lifecycle.give(reportId, 'revoke-penalty'))).toBe('unknown-decision');
  });

  it('reclassification dates open clocks anew from their start and leaves a late round late', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    await lifecycle.giveAll(reportId, 'verify', 'assign');
    await lifecycle.give(reportId, 'reclassify');
    expect((await overall(lifecycle, reportId))[0]?.due).toBe('2026-03-16');
    expect(await code(lifecycle.give(reportId, 'reclassify'))).toBe('nothing-changes');
    await lifecycle.give(reportId, 'reclassify', { procedure: 'ordinary', reason: 'nhầm' });
    lifecycle.clock.set('2026-03-12T02:00:00.000Z');
    await lifecycle.give(reportId, 'reclassify', { procedure: 'penalty', reason: 'lại nhầm' });
    const [late] = await overall(lifecycle, reportId);
    expect([late?.due, late?.verdicts]).toEqual([
      '2026-03-16',
      { verdict: 'overdue', againstOriginal: 'overdue', againstInForce: 'overdue' },
    ]);
  });

  it('each rung fires once per clock, not before its moment, and only where the policy names it', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    expect(await code(lifecycle.give(reportId, 'remind'))).toBe('not-due-yet');
    expect(await code(lifecycle.give(reportId, 'mark-overdue'))).toBe('not-due-yet');
    expect(await code(lifecycle.give(reportId, 'remind', { clock: 'overall', rung: 'never' }))).toBe(
      'unknown-rung',
    );
    lifecycle.clock.advance(20 * day);
    await lifecycle.giveAll(reportId, 'remind', 'mark-overdue', 'escalate');
    for (const command of ['remind', 'mark-overdue', 'escalate'] as const)
      expect(await code(lifecycle.give(reportId, command))).toBe('rung-fired');
  });

  it('a calendar that did not change re-dates nothing', async () => {
    const lifecycle = await lifecycleFixture();
    expect(await code(lifecycle.give(await lifecycle.submit(), 're-date'))).toBe('nothing-changes');
  });

  it('an operator reports what happened earlier, a citizen does not', async () => {
    const { reports, clock } = await lifecycleFixture();
    const call = {
      text: 'Đèn hỏng',
      location: { lat: 16, lng: 107 },
      occurredAt: '2026-02-27T08:00:00+07:00',
    };
    expect(await code(reports.submit(call, { actor: people.citizen }))).toBe('import-only');
    const { state } = await reports.submit(call, { actor: operator('o-3') });
    expect(state.submittedAt).toBe('2026-02-27T01:00:00.000Z');
    const future = { ...call, occurredAt: '2030-01-01T00:00:00Z' };
    expect(await code(reports.submit(future, { actor: operator('o-3') }))).toBe('occurred-out-of-order');
    expect(clock.now()).toBe('2026-03-02T02:00:00.000Z');
  });
});
