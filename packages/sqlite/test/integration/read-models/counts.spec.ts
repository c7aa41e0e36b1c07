import { huePolicy, systemClock } from '@phananh/core';
import type { CaseSelection } from '@phananh/core/read-models';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { indexesOf, tablesOf } from '../../../src/read-models/building/read-side.ts';
import { readSideOf } from '../../../src/read-models/hosted/read-side-of.ts';
import { countCases } from '../../../src/read-models/report/case-query.ts';

/** How SQLite finds what a question asks, of tables and indexes as they are in a file. */
const plansOf = (selection: Omit<CaseSelection, 'now'>): readonly string[] => {
  const database = new Database(':memory:');
  const side = readSideOf({ policy: huePolicy }, systemClock);
  database.exec(tablesOf(side));
  database.exec(indexesOf(side));
  const plans: string[] = [];
  const explaining = new Proxy(database, {
    get: (target, name) => {
      if (name !== 'prepare') {
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return (sql: string) => ({
        pluck: () => ({
          get: (bound: object) => {
            const steps = target.prepare<[object], { readonly detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
            plans.push(...steps.all(bound).map(({ detail }) => detail));
            return target.prepare<[object], number>(sql).pluck().get(bound);
          },
        }),
      });
    },
  });
  countCases(explaining, huePolicy.calendar, { ...selection, now: '2026-11-30T09:00:00.000Z' });
  database.close();
  return plans;
};

describe('how many cases a queue has', () => {
  const reader = { kind: 'operator', id: 'o-1' } as const;
  const ofOffice = { kind: 'agency', id: 'a-1', agencyId: 'lighting' } as const;
  const dueBefore = '2026-12-01T17:00:00.000Z';
  it.each<[string, Omit<CaseSelection, 'now'>]>([
    ['urgent', { reader, priority: ['urgent'], phase: ['submitted', 'assigned'] }],
    ['new', { reader, phase: ['submitted'] }],
    ['waiting', { reader, awaiting: true }],
    ['due by one clock', { reader, clock: ['overall'], dueBefore }],
    [
      'due by the clocks of the centre',
      { reader, clock: ['verification', 'approval', 'dispute', 'overall'], dueBefore },
    ],
    [
      'due in an agency',
      { reader: ofOffice, agencyId: 'lighting', role: 'either', clock: ['resolution', 'overall'], dueBefore },
    ],
    ['of an agency', { reader: ofOffice, agencyId: 'lighting', role: 'either', phase: ['assigned'] }],
  ])('is found by an index, whatever else there is: %s', (_, selection) => {
    const plans = plansOf(selection);
    expect(plans.some((step) => step.startsWith('SEARCH') || step.includes(' INDEX '))).toBe(true);
    expect(plans.filter((step) => /^SCAN case_\w+$/.test(step))).toEqual([]);
  });

  it('is found among the urgent ones of a phase where only those are asked for, however many others are open', () => {
    const plans = plansOf({ reader, priority: ['urgent'], phase: ['submitted', 'assigned'] });
    expect(plans).toContain('SEARCH case_facts USING INDEX case_facts_urgent_by_phase (phase=?)');
  });
});
