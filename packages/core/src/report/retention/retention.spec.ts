import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vietnamCalendar } from '../../calendar/index.ts';
import { type Actor, foldOf, nextTimerOf, timers, timersActor, withCorrections } from '../../engine/index.ts';
import { whatIf } from '../../projections/report/index.ts';
import { InvalidPolicy } from '../../sla/index.ts';
import { lifecycleFixture, memoryTimerIndex, people } from '../../testing/index.ts';
import { liveThrough, randomHistory } from '../../testing/random-history.ts';
import { agencyHistory, huePolicyData, type ReportState, reportWorkflow, slaPolicy } from '../index.ts';
import { retainedOf } from './retained.ts';
import { retentionTerms } from './terms.ts';

const admin: Actor = { kind: 'admin', id: 'a-1' };

const years = (count: number) => ({ count, unit: 'year' }) as const;

/** Withdrawn ones go after a year; of the others the contact after two and everything after five years, of one procedure after ten. */
const retention = [
  { rule: 'withdrawn', after: years(1), outcomes: ['withdrawn'] },
  { rule: 'penalty', after: years(10), procedures: ['penalty'] },
  { rule: 'ordinary', after: years(5) },
  { rule: 'contact', after: years(2), from: 'last-event', erases: 'contact' },
] as const;

const under = (rules: unknown) =>
  slaPolicy({ ...huePolicyData, retention: rules } as typeof huePolicyData, [vietnamCalendar()]);
const policy = under(retention);

const opened = async () => {
  const fixture = await lifecycleFixture('2026-03-02T02:00:00.000Z', { policy, erases: true });
  const { reports, clock } = fixture;
  const { handler } = reports;
  const index = memoryTimerIndex(reports.store, [handler]);
  const firing = timers({ index, handlers: [handler], clock });
  const typesOf = async (id: string): Promise<readonly string[]> =>
    (await Array.fromAsync(handler.history(id))).map(({ type }) => type);
  /** Fires what is due at a moment. */
  const at = async (instant: string): Promise<void> => {
    clock.set(instant);
    await index.catchUp();
    await firing.tick();
  };
  const closed = async (): Promise<string> => {
    const id = await fixture.submit();
    await fixture.giveAll(id, 'verify', 'assign', 'resolve', 'publish');
    const windowEnds = (await fixture.state(id)).publication?.windowEnds.at ?? '';
    await at(windowEnds);
    expect((await fixture.state(id)).phase).toBe('closed');
    return id;
  };
  return { ...fixture, index, at, closed, typesOf };
};

const termsOf = (state: ReportState) =>
  Object.fromEntries(retentionTerms(retainedOf(state), policy).map(({ rule, due }) => [rule.rule, due.day]));

describe('the terms of a policy for what is personal', () => {
  it('are years of the calendar from the end of the report, whatever days off there are, and each takes what it says', async () => {
    const { at, closed, state, typesOf } = await opened();
    const id = await closed();
    // The window of 15 days ended with the 17th of March: it was closed at the midnight after it.
    expect(termsOf(await state(id))).toEqual({ ordinary: '2031-03-18', contact: '2028-03-18' });
    await at('2028-03-18T16:59:59.999Z');
    expect(await typesOf(id)).not.toContain('retention-ended');
    await at('2028-03-18T17:00:00.000Z');
    expect((await state(id)).retentions).toEqual([{ erases: 'contact', at: '2028-03-18T17:00:00.000Z' }]);
    await at('2031-03-18T16:59:59.999Z');
    expect((await state(id)).retentions).toHaveLength(1);
    await at('2031-03-18T17:00:00.000Z');
    await at('2099-01-01T00:00:00.000Z');
    expect((await state(id)).retentions).toEqual([
      { erases: 'contact', at: '2028-03-18T17:00:00.000Z' },
      { erases: 'everything', at: '2031-03-18T17:00:00.000Z' },
    ]);
  });

  it('differ by outcome and procedure; the first rule that fits is the one', async () => {
    const { give, submit, state } = await opened();
    const withdrawn = await submit();
    await give(withdrawn, 'withdraw');
    expect(termsOf(await state(withdrawn))).toEqual({ withdrawn: '2027-03-02', contact: '2028-03-02' });
    const penalty = await submit();
    await give(penalty, 'verify');
    await give(penalty, 'reclassify', { procedure: 'penalty', reason: 'x' });
    expect(termsOf(await state(penalty))).toEqual({});
  });

  it('none is over while somebody has the report held; released, what is over its term goes at once', async () => {
    const { at, closed, give, state, typesOf } = await opened();
    const id = await closed();
    await give(id, 'hold-data', { reason: 'Tòa án yêu cầu' }, admin);
    await expect(give(id, 'hold-data', { reason: 'x' }, admin)).rejects.toMatchObject({
      code: 'nothing-changes',
    });
    await at('2040-01-01T00:00:00.000Z');
    expect(await typesOf(id)).not.toContain('retention-ended');
    await expect(give(id, 'end-retention', { erases: 'everything' }, timersActor)).rejects.toMatchObject({
      code: 'data-is-held',
    });
    await give(id, 'release-data', { reason: 'xong' }, admin);
    await at('2040-01-02T00:00:00.000Z');
    expect((await state(id)).retentions.map(({ erases }) => erases)).toEqual(['contact', 'everything']);
  });

  it('what is said after the end of a term has one of its own, from then on', async () => {
    const { at, closed, give, state } = await opened();
    const id = await closed();
    await at('2031-03-18T17:00:00.000Z');
    expect(termsOf(await state(id))).toEqual({});
    await give(id, 'comment', { text: 'cảm ơn', audience: 'public' }, people.citizen);
    expect(termsOf(await state(id))).toEqual({ ordinary: '2036-03-19', contact: '2033-03-19' });
    await at('2036-03-19T17:00:00.000Z');
    expect((await state(id)).retentions.map(({ erases }) => erases)).toEqual([
      'contact',
      'everything',
      'contact',
      'everything',
    ]);
  });

  it('of a merged report that goes on by itself again none runs before it has ended once more', async () => {
    const { at, give, submit, state } = await opened();
    const [id, other] = [await submit(), await submit()];
    await give(id, 'merge', { into: other });
    expect(Object.keys(termsOf(await state(id)))).toContain('ordinary');
    await give(other, 'withdraw');
    expect((await state(id)).phase).toBe('submitted');
    await at('2032-01-01T00:00:00.000Z');
    expect((await state(id)).retentions).toEqual([]);
  });

  it('a host that erases nothing says of none that it is over', async () => {
    const { give, submit } = await lifecycleFixture('2026-03-02T02:00:00.000Z', { policy });
    const id = await submit();
    await give(id, 'withdraw');
    await expect(give(id, 'end-retention', { erases: 'everything' }, timersActor)).rejects.toMatchObject({
      code: 'no-keys',
    });
  });

  it('the shipped policy has none, and a policy whose rule is for no report is refused', () => {
    expect(huePolicyData.retention).toBeUndefined();
    const issuesOf = (rules: unknown): unknown => {
      try {
        return under(rules).retention;
      } catch (error) {
        return error instanceof InvalidPolicy ? error.details.issues : error;
      }
    };
    const all = { rule: 'all', after: years(5) };
    expect(issuesOf([all, { ...all, rule: 'later' }])).toEqual([
      { pointer: '/retention/1', message: 'is for no report: all before it is for all of them' },
    ]);
    expect(issuesOf([{ ...all, outcomes: ['closed'] }, all])).toEqual([
      { pointer: '/retention/1/rule', message: 'all is there twice' },
    ]);
    for (const after of [
      { count: 0, unit: 'year' },
      { count: 5, unit: 'working-day' },
    ])
      expect(issuesOf([{ ...all, after }])).toMatchObject([{ pointer: expect.stringContaining('/after/') }]);
  });
});

it('of another policy it is told beforehand how many reports would be over its terms', async () => {
  const { closed, clock, give, reports, submit } = await opened();
  const [id, held] = [await closed(), await submit()];
  await give(held, 'withdraw');
  await give(held, 'hold-data', { reason: 'x' }, admin);
  const sumsAt = async (asOf: string) => {
    const looked = whatIf(policy, await agencyHistory(reports.store.readAll()), {
      cohort: 'submitted',
      asOf,
    });
    for (const one of [id, held]) looked.add(await Array.fromAsync(reports.handler.history(one)));
    return looked.sums().overTerm;
  };
  expect(await sumsAt(clock.now())).toEqual({ contact: 0, everything: 0 });
  expect(await sumsAt('2029-01-01T00:00:00.000Z')).toEqual({ contact: 1, everything: 0 });
  expect(await sumsAt('2032-01-01T00:00:00.000Z')).toEqual({ contact: 1, everything: 1 });
});

/** When a report had ended and what was said last, told from its events alone. */
const toldBy = async (
  history: readonly { readonly type: string; readonly metadata: { readonly occurredAt: string } }[],
): Promise<{ readonly last: string }> => {
  const quiet = ['personal-data-erased', 'data-held', 'data-released', 'retention-ended', 'corrected'];
  const said = history.filter(({ type }) => !quiet.includes(type));
  return {
    last:
      said
        .map(({ metadata }) => metadata.occurredAt)
        .sort()
        .at(-1) ?? '',
  };
};

it('in whatever lives, however time passes: what has ended and is not held goes once its years are over and no day earlier, and nothing else does', async () => {
  let ended = 0;
  await fc.assert(
    fc.asyncProperty(
      randomHistory(),
      fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 3, maxLength: 12 }),
      async (steps, days) => {
        const fixture = await opened();
        const { clock, at, state, reports } = fixture;
        const [first] = await liveThrough(fixture, steps);
        const id = first?.stream.slice('report-'.length) ?? '';
        for (const pause of days) {
          await at(new Date(Date.parse(clock.now()) + pause * 86_400_000).toISOString());
          const now = await state(id);
          const history = await Array.fromAsync(reports.handler.history(id));
          const { last } = await toldBy(history);
          // The one rule over all of them: contact after two years of silence.
          const isOver =
            ['closed', 'rejected', 'merged', 'withdrawn'].includes(now.phase) &&
            now.hold === null &&
            clock.now().slice(0, 10) > `${Number(last.slice(0, 4)) + 2}${last.slice(4, 10)}`;
          if (isOver) {
            ended += 1;
            expect(now.retentions.some(({ at: over }) => over > last)).toBe(true);
          }
          for (const event of history)
            if (event.type === 'retention-ended') {
              const { due, since } = event.data as { due: { at: string }; since: string };
              expect(event.metadata.occurredAt >= due.at).toBe(true);
              expect(Date.parse(due.at) - Date.parse(since)).toBeGreaterThan(364 * 86_400_000);
            }
          // The state that is folded in one go is the one that was folded step by step.
          const fold = foldOf(reportWorkflow);
          fold.begin(withCorrections(reportWorkflow, history));
          expect(fold.snapshot?.state).toEqual(now);
          const next = await nextTimerOf(reports.store, reports.handler, id);
          if (now.phase === 'closed' || now.phase === 'withdrawn')
            expect(next?.timer === undefined || next.timer.at > clock.now()).toBe(true);
        }
      },
    ),
    { numRuns: 12 },
  );
  expect(ended).toBeGreaterThan(3);
});
