import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { compiledSchema } from '../engine/workflow/compiled-schema.ts';
import { lifecycleFixture } from './../testing/index.ts';
import { inputOf, randomHistory } from './../testing/properties.ts';
import { agencyWorkflow, type ReportEvent, reportWorkflow } from './index.ts';

const commands = [reportWorkflow, agencyWorkflow].flatMap((workflow) =>
  Object.entries(workflow.commands).map(([name, { input, example }]) => ({
    name: `${workflow.name}: ${name}`,
    schema: input as z.ZodType,
    example: example as unknown,
  })),
);
const events = [reportWorkflow, agencyWorkflow].flatMap((workflow) =>
  Object.entries(workflow.events).map(([type, { schema }]) => ({
    name: `${workflow.name}: ${type}`,
    schema: schema as z.ZodType,
  })),
);

test.each([...commands, ...events])('$name is parsed by generated code', ({ schema }) => {
  expect(() => z.compile(schema, { strict: true })).not.toThrow();
});

/** A value with something in it replaced, left out or added, at any depth. */
const nearly = (value: unknown): fc.Arbitrary<unknown> => {
  const others = fc.oneof(
    fc.constantFrom(undefined, null, '', ' ', 'e\u0301', '\ud800', 0, -1, 1.5, Number.NaN, true, [], {}),
    fc.anything(),
  );
  if (typeof value !== 'object' || value === null) return fc.oneof(fc.constant(value), others);
  const entries = Object.entries(value);
  const changed = fc
    .tuple(fc.nat(Math.max(0, entries.length - 1)), fc.nat(3))
    .chain(([place, how]) => {
      const [name = 'more', inner] = entries[place] ?? [];
      if (how === 0) return fc.constant(entries.toSpliced(place, 1));
      if (how === 1 || entries.length === 0) return others.map((other) => [...entries, ['more', other]]);
      return nearly(inner).map((other) => entries.with(place, [name, other]));
    })
    .map((found) => (Array.isArray(value) ? found.map(([, inner]) => inner) : Object.fromEntries(found)));
  return fc.oneof(fc.constant(value), changed, { weight: 1, arbitrary: others });
};

const demandSame = (schema: z.ZodType, example: unknown): void =>
  fc.assert(
    fc.property(nearly(example), (value) => {
      const [compiled, plain] = [compiledSchema(schema).safeParse(value), schema.safeParse(value)];
      expect(compiled).toEqual(plain);
      // The order of fields too: it is that of an event's text.
      expect(JSON.stringify(compiled.data)).toBe(JSON.stringify(plain.data));
    }),
    { numRuns: 150, examples: [[example]] },
  );

/** What reports of random histories have, the largest of each type. */
const eventsOfLives = async (): Promise<ReadonlyMap<ReportEvent['type'], unknown>> => {
  const largest = new Map<ReportEvent['type'], unknown>();
  for (const steps of fc.sample(randomHistory(), { numRuns: 60, seed: 18 })) {
    const { reports, clock, submit } = await lifecycleFixture();
    const reportId = await submit();
    for (const step of steps) {
      clock.advance(step.hours * 3_600_000);
      await reports.handler
        .execute(reportId, step.command, inputOf(step), { actor: step.actor })
        .catch(() => {});
    }
    for await (const { type, data } of reports.handler.history(reportId)) {
      const known = JSON.stringify(largest.get(type as ReportEvent['type']) ?? null);
      if (known.length < JSON.stringify(data).length) largest.set(type as ReportEvent['type'], data);
    }
  }
  return largest;
};

describe('a compiled schema', () => {
  it.each(commands)('of the input of $name gives what the schema gives', ({ schema, example }) =>
    demandSame(schema, example),
  );

  it('of an event gives what the schema gives', async () => {
    const found = await eventsOfLives();
    expect(found.size).toBeGreaterThan(20);
    for (const [type, data] of found) demandSame(reportWorkflow.events[type].schema, data);
  });

  it('leaves the value as it was and shares nothing with it that may change', () => {
    const schema = z.strictObject({
      place: z.strictObject({ name: z.string() }),
      labels: z.array(z.string()),
    });
    const value = { place: { name: 'Huế' }, labels: ['cống'] };
    const { data } = compiledSchema(schema).safeParse(value);
    expect(data).toEqual(value);
    expect(data?.place).not.toBe(value.place);
    expect(data?.labels).not.toBe(value.labels);
  });

  it('is made once', () => {
    const schema = z.strictObject({ name: z.string() });
    expect(compiledSchema(schema)).toBe(compiledSchema(schema));
  });
});
