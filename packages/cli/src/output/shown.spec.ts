import { expect, test } from 'vitest';
import { inOneLine, namedValues } from './shown.ts';

const zone = 'Asia/Ho_Chi_Minh';

test('nested values are shown with their names, times where the calendar is in force, and nothing as JSON', () => {
  const value = {
    location: { lat: 16.46, address: '12 Lê\nLợi' },
    submittedAt: '2026-11-23T01:30:00.000Z',
    labels: ['a', 'b'],
    ratings: [{ grade: 'satisfied', at: '2026-11-24T17:00:00.000Z' }],
    nothing: null,
    none: [],
    empty: {},
    binding: false,
  };
  expect(namedValues(value, zone)).toEqual([
    ['location.lat', '16.46'],
    ['location.address', '12 Lê Lợi'],
    ['submittedAt', '2026-11-23T08:30:00+07:00'],
    ['labels', 'a, b'],
    ['ratings.1.grade', 'satisfied'],
    ['ratings.1.at', '2026-11-25T00:00:00+07:00'],
    ['binding', 'false'],
  ]);
  expect(inOneLine({ reason: 'x', to: { a: 1 } }, zone)).toBe('reason x; to.a 1');
});
