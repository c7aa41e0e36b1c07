import { describe, expect, it } from 'vitest';
import { verdictsOf } from '../sla/index.ts';
import { lifecycleFixture, people } from './../testing/index.ts';
import { citizen, createReports, operator, type ReportState } from './index.ts';

/** Where systems of this kind go wrong, one by one. Pauses, extensions and calendars are in re-dating.spec.ts. */

const overall = ({ clocks }: ReportState) => clocks.findLast(({ clock }) => clock === 'overall');
const verdict = (state: ReportState, at: string) => {
  const clock = overall(state);
  return clock && verdictsOf(clock, at)?.verdict;
};
const dueOf = async (instant: string): Promise<string | undefined> => {
  const { submit, state } = await lifecycleFixture(instant);
  return overall(await state(await submit()))?.due?.day;
};

describe('a report that arrives', () => {
  it.each([
    ['before office hours', '2026-06-10T05:00:00+07:00', '2026-06-19'],
    ['after office hours', '2026-06-10T21:00:00+07:00', '2026-06-19'],
    ['at the first instant of a day', '2026-06-10T00:00:00.000+07:00', '2026-06-19'],
    ['at the last instant of a day', '2026-06-10T23:59:59.999+07:00', '2026-06-19'],
    ['after midnight here, before midnight in UTC', '2026-06-11T00:30:00+07:00', '2026-06-22'],
    ['on a weekly rest day', '2026-06-13T10:00:00+07:00', '2026-06-23'],
    ['on a holiday', '2026-09-02T10:00:00+07:00', '2026-09-11'],
    ['on a make-up Saturday', '2026-08-22T10:00:00+07:00', '2026-09-04'],
    ['on the eve of Tet', '2026-02-16T10:00:00+07:00', '2026-03-03'],
    ['before a day off that only this year has', '2026-11-23T10:00:00+07:00', '2026-12-03'],
  ])('%s is due after seven working days of which its own is none', async (_, instant, due) => {
    expect(await dueOf(new Date(instant).toISOString())).toBe(due);
  });
});

describe('a verdict', () => {
  it('at the exact instant of the due moment is late, a millisecond before on time', async () => {
    for (const [instant, expected] of [
      ['2026-06-19T16:59:59.999Z', 'on-time'],
      ['2026-06-19T17:00:00.000Z', 'late'],
    ] as const) {
      const { clock, submit, giveAll, state } = await lifecycleFixture('2026-06-10T02:00:00.000Z');
      const id = await submit();
      await giveAll(id, 'verify', 'assign');
      clock.set(instant);
      await giveAll(id, 'resolve', 'publish');
      expect(verdict(await state(id), instant)).toBe(expected);
    }
  });

  it('of a report that is rejected after its due moment is late', async () => {
    const { clock, submit, give, state } = await lifecycleFixture('2026-06-10T02:00:00.000Z');
    const id = await submit();
    clock.set('2026-07-01T02:00:00.000Z');
    await give(id, 'reject');
    expect(verdict(await state(id), clock.now())).toBe('late');
  });

  it('of a round after one that was on time, and after one that was late, is its own; the first stays', async () => {
    for (const [published, first] of [
      ['2026-06-12T02:00:00.000Z', 'on-time'],
      ['2026-07-01T02:00:00.000Z', 'late'],
    ] as const) {
      const { clock, submit, giveAll, state } = await lifecycleFixture('2026-06-10T02:00:00.000Z');
      const id = await submit();
      await giveAll(id, 'verify', 'assign');
      clock.set(published);
      await giveAll(id, 'resolve', 'publish', 'rate', 'dispute', 'uphold-dispute');
      const verdicts = async () =>
        (await state(id)).clocks
          .filter(({ clock: name }) => name === 'overall')
          .map((each) => verdictsOf(each, clock.now())?.verdict);
      expect(await verdicts()).toEqual([first, 'open']);
      await giveAll(id, 'resolve', 'publish');
      expect(await verdicts()).toEqual([first, 'on-time']);
      expect((await state(id)).ratings.map(({ round }) => round)).toEqual([1]);
      await giveAll(id, 'rate');
      expect((await state(id)).ratings.map(({ round }) => round)).toEqual([1, 2]);
    }
  });

  it('of a case without a term is that there is none', async () => {
    const { reports, state, clock } = await lifecycleFixture('2026-06-10T02:00:00.000Z');
    const { id } = await reports.handler.create(
      'submit',
      {
        text: 'x',
        location: { lat: 16, lng: 107 },
        channel: 'import',
        occurredAt: '2015-01-01T00:00:00Z',
        legacy: { system: 'x', caseId: '1' },
      },
      { actor: people.system },
    );
    expect(verdict(await state(id), clock.now())).toBe('no-term');
  });

  it('is one of each report: an old one merged into a new one stops its own clock, and the new one keeps its own', async () => {
    const { clock, submit, give, state } = await lifecycleFixture('2026-06-10T02:00:00.000Z');
    const old = await submit();
    clock.set('2026-06-15T02:00:00.000Z');
    const young = await submit();
    const before = overall(await state(young));
    clock.set('2026-06-16T02:00:00.000Z');
    await give(old, 'merge', { into: young }, operator('o-3'));
    expect(verdict(await state(old), clock.now())).toBe('on-time');
    expect(overall(await state(young))).toEqual(before);
  });
});

describe('a clock', () => {
  it('is moved by no comment, no support, no rating, no fine', async () => {
    const { clock, submit, give, giveAll, state } = await lifecycleFixture('2026-06-10T02:00:00.000Z');
    const id = await submit();
    await giveAll(id, 'verify', 'assign');
    const { clocks } = await state(id);
    clock.advance(26 * 3_600_000);
    await give(id, 'comment');
    await give(id, 'impose-penalty');
    await give(id, 'revoke-penalty');
    await give(id, 'accept');
    expect((await state(id)).clocks).toEqual(clocks);
    await giveAll(id, 'resolve', 'publish');
    const published = (await state(id)).clocks;
    await give(id, 'support', {}, citizen('c-18'));
    await give(id, 'rate');
    expect((await state(id)).clocks).toEqual(published);
  });

  it('of the whole is not started anew by a reassignment, a return, or a result that is sent back', async () => {
    const { clock, submit, give, giveAll, state } = await lifecycleFixture('2026-06-10T02:00:00.000Z');
    const id = await submit();
    await giveAll(id, 'verify', 'assign');
    const facts = async () => {
      const { startedAt, due } = overall(await state(id)) ?? {};
      return [startedAt, due?.day];
    };
    const before = await facts();
    for (const step of [
      () => give(id, 'assign', { agencyId: 'agency-hue-roads', note: 'x' }),
      () => give(id, 'return', undefined, { kind: 'agency', id: 'o', agencyId: 'agency-hue-roads' }),
      () => give(id, 'assign'),
      () => give(id, 'resolve'),
      () => give(id, 'send-back'),
    ]) {
      clock.advance(3 * 3_600_000);
      await step();
      expect(await facts()).toEqual(before);
    }
    expect((await state(id)).clocks.filter(({ clock: name }) => name === 'overall')).toHaveLength(1);
  });

  it('is due as before when the policy is renamed', async () => {
    const { reports, submit, state } = await lifecycleFixture('2026-06-10T02:00:00.000Z');
    const id = await submit();
    const renamed = createReports({ store: reports.store, policy: { ...reports.policy, name: 'another' } });
    expect((await renamed.handler.load(id))?.state.clocks).toEqual((await state(id)).clocks);
  });
});
