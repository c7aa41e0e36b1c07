import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { isList, type JsonValue } from './json.ts';
import { derivedUuid } from './random.ts';

/** What RFC 8785 says, in as many words: fields by UTF-16 units, numbers and strings as ECMAScript writes them. */
const asTheRfcSays = (value: JsonValue): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(asTheRfcSays).join(',')}]`;
  const fields = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${asTheRfcSays(value[key] ?? null)}`);
  return `{${fields.join(',')}}`;
};

it('any JSON is written as RFC 8785 says', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('"', '\\', '\u2028', 'é', '\ufb33', '\u{1f600}', '', 'toJSON'),
  );
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constant(null),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      text,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(text, fc.nat().map(String), fc.constant('__proto__')), tie('value'), {
        maxKeys: 5,
      }),
    ),
  }));
  fc.assert(
    fc.property(values.value, (value) => {
      expect(canonicalJson(value as JsonValue)).toBe(asTheRfcSays(value as JsonValue));
    }),
    { numRuns: 1_000 },
  );
});

it('the digest of a command is what it was when events were written with it', () => {
  const given = {
    target: 'report-01992f4e-5a00-7000-8000-000000000001',
    name: 'submit',
    actor: { kind: 'citizen', id: 'c-17', agencyId: null },
    input: {
      channel: 'app',
      location: { lng: 107.5909, lat: 16.4637 },
      text: 'Đèn đường hỏng "trước" số 7\n',
      10: [1e21, -0, 0.1],
      9: {},
    },
  };
  expect(derivedUuid(`command:${canonicalJson(given)}`)).toBe('472fd787-37ca-5f61-85ad-ca5944d30fb4');
});

it('leaves out what is undefined, also between others', () => {
  const value = { b: 1, a: undefined, c: { d: undefined } } as unknown as JsonValue;
  expect(canonicalJson(value)).toBe('{"b":1,"c":{}}');
});

it('writes what is deep', () => {
  const nested = (depth: number): JsonValue => (depth === 0 ? 1 : { of: nested(depth - 1) });
  expect(canonicalJson(nested(400))).toBe(`${'{"of":'.repeat(400)}1${'}'.repeat(400)}`);
});

it.each([
  ['a lone surrogate', ['\ud800']],
  ['a lone surrogate in a name', { '\ud800': 1 }],
  ['no number', [Number.NaN]],
  ['an infinite number', [Number.POSITIVE_INFINITY]],
])('refuses %s', (_, value) => {
  expect(() => canonicalJson(value as JsonValue)).toThrow();
});
