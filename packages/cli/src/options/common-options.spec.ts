import { expect, test } from 'vitest';
import { instantOption } from './common-options.ts';

test('an instant on the command line is one that exists, with an offset that exists', () => {
  expect(instantOption('2026-11-23T08:30:00+07:00')).toBe('2026-11-23T01:30:00.000Z');
  for (const text of [
    '2026-11-23T08:30:00',
    '2026-11-23',
    '2026-02-30T08:30:00Z',
    '2026-11-23T08:30:00+07:99',
    '2026-11-23T08:30:00+23:59',
  ])
    expect(() => instantOption(text)).toThrow('an instant has an offset');
});
