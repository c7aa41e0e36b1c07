import { huePolicy } from '@phananh/core';
import { expect, it } from 'vitest';
import { checkCalendars } from './calendars.ts';

it.each([
  ['2027-06-30T02:00:00.000Z', 'good', /covers the days to 2027-12-31$/],
  ['2027-07-01T02:00:00.000Z', 'warning', /to 2027-12-31: 183 days are left$/],
  ['2028-01-10T02:00:00.000Z', 'warning', /to 2027-12-31: it ended 10 days ago$/],
])('at %s the doctor says how far the calendar reaches: %s', (now, state, found) => {
  const [finding, ...others] = checkCalendars(huePolicy, now);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ what: 'calendar', state });
  expect(finding?.found).toMatch(found);
  expect(finding?.todo === undefined).toBe(state === 'good');
});
