import { expect, it } from 'vitest';
import { huePolicy } from '../report/policy.ts';
import { calendarReach, commandPolicy } from './index.ts';

it.each([
  ['2027-06-30T16:59:59.999Z', 184, false],
  // In Hue it is 1 July already.
  ['2027-06-30T17:00:00.000Z', 183, true],
  ['2027-12-31T02:00:00.000Z', 0, true],
  ['2028-01-10T02:00:00.000Z', -10, true],
])('at %s the calendar of Viet Nam covers %i days more', (now, daysLeft, endsSoon) => {
  const reach = { calendar: 'vn', version: 'vn@2026-11-23', coveredTo: '2027-12-31', daysLeft, endsSoon };
  expect(calendarReach(huePolicy, now)).toEqual([reach]);
  // Commands go on beyond it; that is no reach.
  expect(calendarReach(commandPolicy(huePolicy), now)).toEqual([reach]);
});
