import fc from 'fast-check';
import { expect, it } from 'vitest';
import { epochOf, instantOf, isInstant, offsetMinutes } from './time.ts';

it('an instant and its milliseconds are the same moment, in every year of four digits', () => {
  const moments = fc.integer({ min: Date.parse('0000-01-01T00:00:00.000Z'), max: 253_402_300_799_999 });
  fc.assert(
    fc.property(moments, (epoch) => {
      expect(epochOf(instantOf(epoch))).toBe(epoch);
      expect(instantOf(epoch)).toBe(new Date(epoch).toISOString());
    }),
    { numRuns: 2_000 },
  );
});

it('every day from 1896 to 2104 begins where it does', () => {
  for (let epoch = Date.UTC(1896, 0, 1); epoch < Date.UTC(2104, 0, 1); epoch += 86_400_000)
    for (const at of [epoch, epoch + 86_399_999])
      expect([instantOf(at), epochOf(instantOf(at))]).toEqual([new Date(at).toISOString(), at]);
});

it('is a RangeError for what is no time', () => {
  for (const epoch of [Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 1])
    expect(() => instantOf(epoch)).toThrow(RangeError);
  expect(instantOf(1.5)).toBe('1970-01-01T00:00:00.001Z');
});

it('an instant that is written otherwise is read all the same', () => {
  expect(epochOf('2026-11-23T08:30:00+07:00')).toBe(Date.parse('2026-11-23T01:30:00.000Z'));
  expect(epochOf('-000001-12-31T23:59:59.999Z')).toBe(Date.parse('-000001-12-31T23:59:59.999Z'));
});

it('an instant is one that exists, in the form in which it is kept', () => {
  const part = (max: number, length: number) =>
    fc.integer({ min: 0, max }).map((number) => String(number).padStart(length, '0'));
  const text = fc
    .tuple(part(9999, 4), part(13, 2), part(32, 2), part(25, 2), part(61, 2), part(61, 2), part(999, 3))
    .map(([y, mo, d, h, mi, s, ms]) => `${y}-${mo}-${d}T${h}:${mi}:${s}.${ms}Z`);
  fc.assert(
    fc.property(text, (instant) => {
      const date = new Date(instant);
      expect(isInstant(instant)).toBe(!Number.isNaN(date.getTime()) && date.toISOString() === instant);
    }),
    { numRuns: 5_000 },
  );
  for (const other of ['', '2026-11-23T08:30:00Z', '2026-11-23T08:30:00.000+07:00', `${'9'.repeat(23)}Z`])
    expect(isInstant(other)).toBe(false);
});

it('an offset is one that a clock may have', () => {
  const known = {
    Z: 0,
    '+00:00': 0,
    '-00:00': 0,
    '+07': 420,
    '+0700': 420,
    '+05:45': 345,
    '-03:30': -210,
    '+14:00': 840,
    '-12:00': -720,
  };
  for (const [text, minutes] of Object.entries(known)) expect(offsetMinutes(text)).toBe(minutes);
  for (const text of ['', '07:00', '+7', '+07:60', '+07:99', '+14:01', '-12:01', '-13', '-25:00', '+23:59'])
    expect(offsetMinutes(text)).toBeUndefined();
});
