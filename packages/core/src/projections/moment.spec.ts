import { expect, it } from 'vitest';
import { moment } from './moment.ts';

const parse = (text: string) => moment((day) => `${day}T00:00:00.000Z`).safeParse(text);

it('a moment is an instant or a day, and what is neither is told both forms', () => {
  expect(parse('2026-11-23').data).toBe('2026-11-23T00:00:00.000Z');
  expect(parse('2026-11-23T07:00:00+07:00').data).toBe('2026-11-23T00:00:00.000Z');
  for (const text of ['2026-13-01', '2026-11-23T07:00:00', 'tomorrow'])
    expect(parse(text).error?.issues.map(({ message }) => message)).toEqual([
      'neither an ISO 8601 instant with an offset nor a day',
    ]);
});
