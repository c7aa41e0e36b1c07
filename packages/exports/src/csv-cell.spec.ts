import { maybeFormula } from '@phananh/test-support/formulas';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell, unguardedCell } from './csv-cell.ts';

const unit = fc.constantFrom(
  "'",
  '=',
  '+',
  '-',
  '@',
  '＝',
  '\t',
  '\r',
  '\n',
  ' ',
  '"',
  ',',
  '.',
  '0',
  '7',
  'e',
  'đ',
  '\u2400',
);

test('a cell that was written is read as it was, whatever stands in it', () => {
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      const [[cell = ''] = []]: string[][] = parse(`${csvCell(text)},\r\n`, { record_delimiter: '\r\n' });
      expect(unguardedCell(cell)).toBe(text);
    }),
    { numRuns: 5_000 },
  );
});

test('a cell begins with no sign of a formula, unless it is wholly a number', () => {
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      const [[cell = ''] = []]: string[][] = parse(`${csvCell(text)},\r\n`, { record_delimiter: '\r\n' });
      expect(maybeFormula(cell)).toBe(false);
      expect(cell).not.toMatch(/^[\t\r\n]/);
    }),
    { numRuns: 5_000 },
  );
});

const sign = fc.constantFrom('', '+', '-');
const digits = fc.stringMatching(/^[0-9]{1,12}$/);
const decimals = fc.tuple(fc.constantFrom('.', ','), digits).map((parts) => parts.join(''));
const exponent = fc.tuple(fc.constantFrom('e', 'E'), sign, digits).map((parts) => parts.join(''));
const number = fc
  .tuple(
    sign,
    fc.oneof(
      digits,
      decimals,
      fc.tuple(digits, decimals).map((parts) => parts.join('')),
    ),
    fc.option(exponent, { nil: '' }),
  )
  .map((parts) => parts.join(''));

test('a number is not guarded, however it is written', () => {
  fc.assert(
    fc.property(number, (text) => {
      const [[cell = ''] = []]: string[][] = parse(`${csvCell(text)},\r\n`, { record_delimiter: '\r\n' });
      expect(cell).toBe(text);
    }),
  );
});

test.each(['-5', '+7', '-16.4637', '+84905123456', '-1,5', '.5', '+,1', '-1e-7', '+1E5'])(
  'the number %s is not guarded',
  (number) => {
    expect(csvCell(number).replaceAll('"', '')).toBe(number);
  },
);

test('an apostrophe that we did not put stays', () => {
  for (const cell of ["'a", "'-5", "'", "''", "' a'"]) expect(unguardedCell(cell)).toBe(cell);
  expect(unguardedCell("'=1+1")).toBe('=1+1');
});

test('a NUL is written as its sign', () => {
  expect(csvCell('a\0b')).toBe('a␀b');
});
