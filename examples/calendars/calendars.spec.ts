import { expect, it } from 'vitest';
import { berlin, company, dueDay, dueInstant, policy } from './calendars.ts';

it('a company works on Saturdays, and not in a storm', () => {
  expect(['2026-06-27', '2026-07-04', '2026-10-16'].map(company.isWorkingDay)).toEqual([false, true, false]);
  expect(policy.calendars.map(({ id }) => id)).toEqual(['vn', 'company']);
});

it('a term skips Culture Day, hours run over the lunch break and the night', () => {
  expect(dueDay).toEqual({ day: '2026-12-02', at: '2026-12-02T17:00:00.000Z', calendar: 'vn@2026-11-23' });
  expect(dueInstant).toBe('2026-11-25T04:00:00.000Z');
});

it('Berlin has the holidays of its state', () => {
  expect(['2026-03-08', '2026-12-24', '2026-12-28'].map(berlin.isWorkingDay)).toEqual([false, false, true]);
});
