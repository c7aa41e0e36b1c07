import { describe, expect, it } from 'vitest';
import { code, overall } from '../../test/support/lifecycle.ts';
import { lifecycleFixture } from './../testing/index.ts';

const day = 86_400_000;

describe('waiting for the citizen', () => {
  it('gives back the whole working days strictly between question and answer', async () => {
    const lifecycle = await lifecycleFixture('2026-03-02T02:00:00.000Z');
    const reportId = await lifecycle.submit();
    await lifecycle.giveAll(reportId, 'verify', 'assign');
    lifecycle.clock.set('2026-03-05T02:00:00.000Z');
    await lifecycle.give(reportId, 'request-information');
    expect((await overall(lifecycle, reportId))[0]?.verdicts?.verdict).toBe('paused');
    lifecycle.clock.set('2026-03-10T02:00:00.000Z');
    await lifecycle.give(reportId, 'provide-information');
    // Thursday asked, Tuesday answered: Friday and Monday are given back, the weekend is not.
    expect((await overall(lifecycle, reportId))[0]?.due).toBe('2026-03-13');
  });

  it('cures no lateness', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    await lifecycle.giveAll(reportId, 'verify', 'assign');
    lifecycle.clock.advance(20 * day);
    await lifecycle.give(reportId, 'request-information');
    expect((await overall(lifecycle, reportId))[0]?.verdicts?.verdict).toBe('overdue');
    lifecycle.clock.advance(20 * day);
    await lifecycle.give(reportId, 'provide-information');
    expect((await overall(lifecycle, reportId))[0]?.verdicts?.verdict).toBe('overdue');
  });

  it('is given back up to the end of its term when the agency resolves without the answer', async () => {
    const lifecycle = await lifecycleFixture('2026-03-02T02:00:00.000Z');
    const reportId = await lifecycle.submit();
    await lifecycle.giveAll(reportId, 'verify', 'assign');
    lifecycle.clock.set('2026-03-05T02:00:00.000Z');
    await lifecycle.give(reportId, 'request-information');
    lifecycle.clock.set('2026-03-12T02:00:00.000Z');
    await lifecycle.giveAll(reportId, 'resolve', 'publish');
    expect(await overall(lifecycle, reportId)).toMatchObject([
      { due: '2026-03-16', verdicts: { verdict: 'on-time' } },
    ]);
  });

  it('takes one question at a time, and no answer without a question', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    expect(await code(lifecycle.give(reportId, 'provide-information'))).toBe('not-awaiting-information');
    await lifecycle.give(reportId, 'request-information');
    expect(await code(lifecycle.give(reportId, 'request-information'))).toBe('already-awaiting-information');
  });
});

describe('a second question', () => {
  it('after an unanswered one records the silence first, whether or not a timer was there', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    await lifecycle.give(reportId, 'request-information');
    const [asked] = (await lifecycle.state(reportId)).clocks;
    lifecycle.clock.advance(30 * day);
    await lifecycle.give(reportId, 'request-information');
    const events = await Array.fromAsync(lifecycle.reports.handler.history(reportId));
    expect(events.map(({ type }) => type).slice(1)).toEqual([
      'information-requested',
      'information-not-provided',
      'information-requested',
    ]);
    const [again] = (await lifecycle.state(reportId)).clocks;
    // Late by then: another question pauses nothing.
    expect([again?.due?.day, again?.pausedAt]).toEqual([asked?.unanswered?.due.day, null]);
  });
});
