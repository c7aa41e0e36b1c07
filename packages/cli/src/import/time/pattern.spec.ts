import { format, parse } from 'date-fns';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileTimePattern, UnknownTimePattern } from './pattern.ts';

/** What date-fns reads, its local parts taken for UTC; undefined for what it refuses. */
const byDateFns = (text: string, pattern: string): number | undefined => {
  const date = parse(text, pattern, new Date(2000, 0, 1));
  if (Number.isNaN(date.getTime())) return undefined;
  return Date.UTC(
    date.getFullYear(),
    date.getMonth(),
    date.getDate(),
    date.getHours(),
    date.getMinutes(),
    date.getSeconds(),
    date.getMilliseconds(),
  );
};

const patterns = [
  'MM/dd/yyyy hh:mm:ss a',
  'dd/MM/yyyy HH:mm',
  "yyyy-MM-dd'T'HH:mm:ss.SSS",
  'yyyyMMddHHmmss',
  'd MMM yyyy, h:mm a',
  "MMMM d, yyyy 'at' HH:mm",
  'd.M.yyyy',
];

describe('a compiled time pattern', () => {
  test('reads what date-fns reads in what date-fns writes', () => {
    // Noon at least is in every zone on every day, so that date-fns itself loses nothing to a change of the clocks.
    const date = fc.date({ min: new Date(1950, 0, 1), max: new Date(2100, 0, 1), noInvalidDate: true });
    fc.assert(
      fc.property(date, fc.constantFrom(...patterns), (when, pattern) => {
        const text = format(when, pattern);
        expect(compileTimePattern(pattern)(text)?.local).toBe(byDateFns(text, pattern));
      }),
      { numRuns: 1000 },
    );
  });

  test('refuses the dates that date-fns refuses', () => {
    const part = (max: number) => fc.integer({ min: 0, max });
    fc.assert(
      fc.property(
        part(40),
        part(14),
        fc.integer({ min: 1990, max: 2030 }),
        part(30),
        part(70),
        (...parts) => {
          const [day, month, year, hour, minute] = parts.map((each) => String(each).padStart(2, '0'));
          const text = `${day}/${month}/${year} ${hour}:${minute}`;
          expect(compileTimePattern('dd/MM/yyyy HH:mm')(text)?.local).toBe(
            byDateFns(text, 'dd/MM/yyyy HH:mm'),
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['02/30/2015 08:00:00 AM', undefined],
    ['02/29/2015 08:00:00 AM', undefined],
    ['02/29/2016 12:00:00 AM', Date.UTC(2016, 1, 29, 0)],
    ['02/29/2016 12:00:00 PM', Date.UTC(2016, 1, 29, 12)],
    ['02/28/2015 13:00:00 PM', undefined],
    ['02/28/2015 00:10:00 AM', undefined],
    ['02/28/2015 08:00:00 AM and more', undefined],
  ])('reads %s as %s', (text, expected) => {
    expect(compileTimePattern('MM/dd/yyyy hh:mm:ss a')(text)?.local).toBe(expected);
  });

  test('keeps the offset that a time names', () => {
    const parsed = compileTimePattern("yyyy-MM-dd'T'HH:mm:ssXXX");
    expect(parsed('2026-11-23T08:30:00+07:00')).toEqual({
      local: Date.UTC(2026, 10, 23, 8, 30),
      offset: 420,
    });
    expect(parsed('2026-11-23T08:30:00-03:30')?.offset).toBe(-210);
    expect(parsed('2026-11-23T08:30:00Z')?.offset).toBe(0);
  });

  test.each(['+07:99', '-25:00', '+14:01', '-14:01', '+99:00'])('knows no offset %s', (offset) => {
    expect(compileTimePattern("yyyy-MM-dd'T'HH:mm:ssXXX")(`2026-11-23T08:30:00${offset}`)).toBeUndefined();
  });

  test.each(['YYYY-MM-DD', 'HH:mm', 'dd/MM/yyyy hh:mm', "yyyy-MM-dd'T", 'dd/dd/yyyy'])(
    'is not made of %s',
    (pattern) => {
      expect(() => compileTimePattern(pattern)).toThrow(UnknownTimePattern);
    },
  );
});
