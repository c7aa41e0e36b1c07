import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compileCalendar, vietnamCalendar, vietnamDays } from '../calendar/index.ts';
import { parseInput } from '../engine/index.ts';
import {
  applyClockChanges,
  type ClockFact,
  type ClockPolicy,
  checkPolicyEvents,
  clockChangeSchema,
  clockChangesOf,
  explainClock,
  momentOf,
  policyInForce,
  policySchema,
  textOfExplanation,
  verdictsOf,
} from './index.ts';

/** Loans of a library: nothing of reports is in their words. */
const loanPolicy = policySchema(
  { clocks: ['return', 'search'], parties: ['reader', 'library'], recipients: ['reader', 'librarian'] },
  { fine: z.int() },
);
const library = compileCalendar({ ...vietnamDays, id: 'library' });
const given = {
  name: 'loans',
  calendar: 'vn',
  clocks: {
    return: {
      answerableFor: 'reader' as const,
      term: { term: { count: 20, unit: 'working-day' as const } },
      starts: ['lent'],
      stops: ['returned'],
      rungs: [{ rung: 'a-day-before', kind: 'remind' as const, workingDays: -1 }],
    },
    search: {
      answerableFor: 'library' as const,
      term: { restOf: 'return' as const, lessWorkingDays: 2 },
      starts: ['missed'],
      stops: ['returned'],
    },
  },
  fine: 5,
};
const policy = policyInForce(parseInput(loanPolicy, given), [vietnamCalendar(), library]);

const eventOf = (type: string, at: string) => ({
  type,
  at,
  round: 1,
  classification: { procedure: 'ordinary', category: null },
  waitingUntil: null,
  hasTerms: true,
});

describe('clocks of any workflow', () => {
  it('have the names, events and parties that its policy gives them, and the settings of its own', () => {
    const lent = clockChangesOf(policy, [], eventOf('lent', '2026-03-02T02:00:00.000Z'));
    expect(lent).toMatchObject([{ change: 'started', clock: 'return', due: { day: '2026-03-30' } }]);
    const clocks = applyClockChanges([], lent);
    const returned = clockChangesOf(policy, clocks, eventOf('returned', '2026-03-31T02:00:00.000Z'));
    expect(returned).toMatchObject([{ change: 'stopped', clock: 'return' }]);
    const [clock] = applyClockChanges(clocks, returned);
    expect(clock && verdictsOf(clock, '2026-04-01T00:00:00.000Z')?.verdict).toBe('late');
    expect(policy.fine).toBe(5);
  });

  it('run on the calendar of whoever answers for them, where that has one', () => {
    const clocks = applyClockChanges(
      [],
      clockChangesOf(policy, [], eventOf('lent', '2026-03-02T02:00:00.000Z')),
    );
    const missed = { ...eventOf('missed', '2026-03-20T02:00:00.000Z'), calendarOf: { library } };
    expect(clockChangesOf(policy, clocks, missed)).toMatchObject([
      { clock: 'search', due: { calendar: library.version } },
    ]);
  });

  it('tell the first of the recipients where a rung names nobody', () => {
    const [rung] = policy.clocks.return.rungs;
    expect(rung?.to).toBe('reader');
    const [clock] = applyClockChanges(
      [],
      clockChangesOf(policy, [], eventOf('lent', '2026-03-02T02:00:00.000Z')),
    );
    expect(clock && rung && momentOf(policy, clock, rung)).toBe('2026-03-27T01:00:00.000Z');
  });

  it('are refused under names that the policy does not have, in policies and in events', () => {
    const wrong = { ...given, clocks: { ...given.clocks, overall: given.clocks.return } };
    expect(() => policyInForce(parseInput(loanPolicy, wrong), [vietnamCalendar()])).toThrow('overall');
    const change = clockChangeSchema(z.enum(['return', 'search']));
    const stopped = { change: 'stopped', clock: 'return', round: 1, at: '2026-03-31T02:00:00.000Z' };
    expect(change.safeParse(stopped).success).toBe(true);
    expect(change.safeParse({ ...stopped, clock: 'overall' }).success).toBe(false);
    expect(() => checkPolicyEvents(policy, ['lent', 'returned'])).toThrow('missed');
  });

  it('are explained in the words of their workflow', () => {
    const facts = clockChangesOf(policy, [], eventOf('lent', '2026-03-02T02:00:00.000Z')).map(
      (change): ClockFact<'return' | 'search'> => ({
        change,
        event: 'lent',
        revision: 0,
        recordedAt: change.at,
        reason: null,
      }),
    );
    const told = explainClock(policy, facts, { clock: 'return', asOf: '2026-03-03T00:00:00.000Z' });
    const own = {
      clocks: { return: 'bringing it back', search: 'looking for it' },
      parties: { reader: 'who borrowed it', library: 'the library' },
      waitsFor: 'nobody',
    };
    expect(told && textOfExplanation(told, 'en', own)[0]).toBe(
      'Clock return (bringing it back), round 1; who answers for it: who borrowed it.',
    );
    const general: ClockPolicy = policy;
    expect(Object.keys(general.clocks)).toEqual(['return', 'search']);
  });
});
