import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { quicklyParsed } from './quick-parse.ts';
import { instant, personal, text } from './schema.ts';

/** A schema, and values of which many are right. */
interface Pair {
  readonly schema: z.ZodType;
  readonly values: fc.Arbitrary<unknown>;
}

const pair = (schema: z.ZodType, ...values: readonly unknown[]): Pair => ({
  schema,
  values: fc.constantFrom(...values),
});

const single: readonly Pair[] = [
  {
    schema: text(8),
    values: fc.oneof(fc.string(), fc.constantFrom('a', 'e\u0301', ' ', '\ud800', 'x'.repeat(9))),
  },
  {
    schema: instant(),
    values: fc.constantFrom('2026-11-23T08:30:00.000Z', '2026-11-23T08:30:00+07:00', 'now'),
  },
  pair(z.iso.datetime({ precision: 3 }), '2026-11-23T08:30:00.000Z', '2026-11-23T08:30:00Z'),
  pair(
    z
      .string()
      .regex(/^[a-z]+$/g)
      .min(2)
      .brand<'Name'>(),
    'ab',
    'a',
    'A',
  ),
  pair(z.string().trim().toUpperCase(), ' a ', 1),
  pair(z.url(), 'https://example.org', ' https://example.org/ ', 'no'),
  pair(z.email().max(12), 'a@example.org', 'a@b.org', 'no'),
  pair(z.number().min(-90).max(90), 0, -0, 91, Number.NaN, Number.POSITIVE_INFINITY, '1'),
  pair(z.int().min(1), 1, 0, 1.5, 2 ** 53),
  pair(z.coerce.number(), '1', 1, 'one'),
  pair(z.boolean(), true, false, 0),
  pair(z.coerce.boolean(), 1, false),
  pair(z.enum(['app', 'web']), 'app', 'fax'),
  pair(z.literal([1, null, 'x']), 1, null, 'x', 'y'),
  pair(z.literal(undefined), 1),
  pair(
    z.string().refine((value) => value !== 'no'),
    'yes',
    'no',
  ),
  pair(
    z.string().transform((value) => value.length),
    'four',
    4,
  ),
  pair(z.unknown(), 'any', { at: [1] }),
  pair(z.record(z.string(), z.number()), { a: 1 }, { a: 'b' }),
  pair(z.union([z.string(), z.number()]), 'a', 1, true),
  pair(
    z.lazy(() => z.string()),
    'a',
    1,
  ),
  pair(
    z.preprocess((value) => value ?? 1, z.number()),
    2,
    null,
  ),
  pair(z.object({ a: z.string() }), { a: 'b', c: 1 }, { a: 1 }),
  pair(
    z.strictObject({ a: z.string() }).refine(({ a }) => a !== ''),
    { a: 'b' },
    { a: '' },
  ),
];

const wrapped = ({ schema, values }: Pair): readonly Pair[] => [
  { schema: schema.optional(), values },
  { schema: schema.nullable(), values: fc.oneof(values, fc.constant(null)) },
  { schema: schema.optional().nullable(), values: fc.oneof(values, fc.constant(null)) },
  { schema: schema.exactOptional(), values },
  { schema: personal(schema).optional(), values },
  { schema: schema.default('instead').optional(), values },
  { schema: schema.default('instead'), values },
  { schema: schema.prefault('instead'), values },
  { schema: schema.catch('caught'), values },
  { schema: schema.optional().refine((value) => value !== 'no'), values },
  { schema: z.array(schema).max(2), values: fc.array(values, { maxLength: 3 }) },
];

const saysUndefined = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? Object.values(value).some(saysUndefined)
    : value === undefined;

const leaf = fc.constantFrom(...single);
const wrapper = fc.tuple(leaf, fc.nat()).map(([one, at]): Pair => {
  const all = wrapped(one);
  return all[at % all.length] ?? one;
});

/** Objects of a few fields, their values with fields missing, too many, undefined and in another order. */
const objectOf = (field: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> =>
  fc
    .dictionary(fc.constantFrom('a', 'b', 'c', '1', 'toString', '__proto__'), field, { maxKeys: 4 })
    .map((fields) => {
      const given = Object.entries(fields).map(([name, { values }]) => fc.tuple(fc.constant(name), values));
      const other: fc.Arbitrary<[string, unknown]> = fc.tuple(
        fc.constantFrom('a', 'b', 'toJSON', '__proto__'),
        fc.constantFrom(undefined, 'more'),
      );
      return {
        schema: z.strictObject(
          Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema])),
        ),
        values: fc
          .tuple(fc.tuple(...given), fc.option(other, { freq: 4 }), fc.nat(9))
          .chain(([entries, more, fewer]) =>
            fc.shuffledSubarray([...entries, ...(more === null ? [] : [more])], {
              minLength: Math.max(0, entries.length - (fewer === 0 ? 1 : 0)),
            }),
          )
          .map((entries): unknown => Object.fromEntries(entries)),
      };
    });

const unionOf = (one: Pair, other: Pair): Pair => ({
  schema: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('one'), of: one.schema }),
    z.strictObject({ kind: z.enum(['other', 'another']), of: other.schema }),
  ]),
  values: fc.record({
    kind: fc.constantFrom('one', 'other', 'another', 'none'),
    of: fc.oneof(one.values, other.values),
  }),
});

const anyPair = fc.oneof(
  leaf,
  wrapper,
  objectOf(fc.oneof(leaf, wrapper, objectOf(leaf))),
  fc.tuple(wrapper, wrapper).map(([one, other]) => unionOf(one, other)),
);

const parse = (schema: z.ZodType, value: unknown) => {
  const quickly = quicklyParsed(schema, value);
  const parsed = schema.safeParse(value);
  return { quickly, parsed };
};

it('is what zod gives, or nothing', () => {
  let given = 0;
  fc.assert(
    fc.property(
      anyPair.chain(({ schema, values }) =>
        fc.tuple(fc.constant(schema), fc.oneof({ weight: 9, arbitrary: values }, fc.anything())),
      ),
      ([schema, value]) => {
        const { quickly, parsed } = parse(schema, value);
        if (quickly === undefined) return;
        given += 1;
        expect(quickly).toStrictEqual(parsed.data);
        expect(saysUndefined(quickly)).toBe(false);
        // The order of fields too: it is that of an event's text.
        expect(JSON.stringify(quickly)).toBe(JSON.stringify(parsed.data));
      },
    ),
    { numRuns: 5_000 },
  );
  expect(given).toBeGreaterThan(1_000);
});

describe('an input of the usual form', () => {
  const schema = z.strictObject({
    text: text(),
    place: z.strictObject({ lat: z.number().min(-90).max(90), name: text(50).optional() }),
    channel: z.enum(['app', 'web']).default('web'),
    labels: z.array(text(20)).max(3).optional(),
    term: z.strictObject({ days: z.int().min(1) }).nullable(),
  });
  const value = { term: null, place: { name: 'Huế', lat: 16.5 }, text: 'Hố ga', labels: ['cống'] };

  it('is parsed without zod, in the order of the schema and as a copy', () => {
    const parsed = quicklyParsed(schema, value);
    expect(JSON.stringify(parsed)).toBe(
      '{"text":"Hố ga","place":{"lat":16.5,"name":"Huế"},"channel":"web","labels":["cống"],"term":null}',
    );
    expect(parsed).not.toHaveProperty(
      'place',
      expect.toSatisfy((place) => place === value.place),
    );
  });

  it.each([
    ['lacks a field', { ...value, text: undefined }],
    ['has one too many', { ...value, more: 1 }],
    ['has a wrong one', { ...value, term: { days: 0 } }],
    ['has one that says nothing', { ...value, labels: undefined }],
    [
      'is an instance of a class',
      new (class {
        text = 'a';
        place = value.place;
        term = null;
      })(),
    ],
  ])('is left to zod when it %s', (_, other) => {
    expect(quicklyParsed(schema, other)).toBeUndefined();
  });

  it('is parsed again after one that was wrong', () => {
    expect(quicklyParsed(schema, { ...value, text: '' })).toBeUndefined();
    expect(quicklyParsed(schema, value)).toBeDefined();
  });
});
