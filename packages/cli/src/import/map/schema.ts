import { anyOrder } from '@phananh/core';
import { agencyKinds, reportWorkflow } from '@phananh/core/reports';
import { z } from 'zod';
import { compileTimePattern, tokens, UnknownTimePattern } from '../time/pattern.ts';
import { isZone } from '../time/zone.ts';

/** What a map says: which columns of another system's file become which commands. Data, without any code. */

const Column = z.string().min(1).describe('Name of a column, as in the header of the file');
const character = z
  .string()
  .refine((text) => [...text].length === 1 && !/[\r\n]/.test(text), 'is not one character');

/** A time in one column, or its date and its time in two: they are read with a blank between. */
export type TimeSource = string | { readonly date: string; readonly time: string };
const TimeSource: z.ZodType<TimeSource> = z.union([
  Column,
  z
    .strictObject({ date: Column, time: Column })
    .describe('Two columns, read with a blank between them; without a time the date alone'),
]);

const holds = (check: (value: string) => unknown): ((value: string) => boolean) => {
  return (value) => {
    try {
      return check(value) !== false;
    } catch {
      return false;
    }
  };
};

const Format = z.strictObject({
  delimiter: character.default(','),
  quote: character.or(z.literal('')).default('"').describe('Empty: nothing is quoted'),
  encoding: z
    .string()
    .refine(
      holds((label) => new TextDecoder(label) !== undefined),
      'is not a known encoding',
    )
    .default('utf-8')
    .describe('A label of the WHATWG encoding standard: utf-8, latin1, utf-16le …'),
  preambleLines: z
    .int()
    .min(0)
    .default(0)
    .describe('Physical lines before the header: titles, dates, whatever stands there'),
  shortRows: z
    .enum(['reject', 'fill'])
    .default('reject')
    .describe(
      'A row with fewer columns than the header: a wrong row, or one whose empty last columns were left out',
    ),
  decimal: z
    .enum(['.', ','])
    .default('.')
    .describe('What stands before the fraction of a number; with a comma points group thousands'),
  member: z.string().min(1).default('*.csv').describe('Glob of the file inside a zip'),
});

/**
 * How a value is made from a row. A string is the column of that name; an object names exactly one way.
 *
 * Written out beside its schema, because a type that contains itself cannot be inferred through a union.
 */
export type ValueExpression =
  | string
  | {
      readonly column?: string | undefined;
      readonly constant?: string | number | boolean | undefined;
      readonly template?: string | undefined;
      readonly firstOf?: readonly ValueExpression[] | undefined;
      readonly lookup?:
        | {
            readonly of: ValueExpression;
            readonly values: { readonly [value: string]: string | number | boolean };
            readonly default?: ValueExpression | undefined;
          }
        | undefined;
      readonly matching?:
        | {
            readonly of: ValueExpression;
            readonly patterns: readonly (readonly [pattern: string, value: string])[];
            readonly default?: ValueExpression | undefined;
          }
        | undefined;
      readonly number?: ValueExpression | undefined;
      readonly instant?: TimeSource | undefined;
      readonly slug?: ValueExpression | undefined;
      readonly list?: readonly ValueExpression[] | undefined;
      readonly object?: { readonly [field: string]: ValueExpression } | undefined;
    };

const isRegex = holds((source) => new RegExp(source, 'u') !== undefined);
const Constant = z.union([z.string(), z.number(), z.boolean()]);
const Expression: z.ZodType<ValueExpression> = z.lazy(() => z.union([Column, Way]));
const ways = {
  column: Column.describe('The text of a column, trimmed; nothing when it is empty'),
  constant: Constant.describe('Always this'),
  template: z.string().min(1).describe('Text with {column} in it; nothing when all of its columns are empty'),
  firstOf: z.array(Expression).min(1).describe('Tried in turn: the first one that is something'),
  lookup: z
    .strictObject({ of: Expression, values: z.record(z.string(), Constant), default: Expression.optional() })
    .describe('A table of values; without a default a value that is not in it rejects the row'),
  matching: z
    .strictObject({
      of: Expression,
      patterns: z
        .array(z.tuple([z.string().refine(isRegex, 'is not a regular expression'), z.string()]))
        .min(1)
        .describe('Tried in turn: a regular expression, and the value when it is the first that matches'),
      default: Expression.optional(),
    })
    .describe('The value beside the first regular expression that matches'),
  number: Expression.describe('Text as a number'),
  instant: TimeSource.describe('A time, in the formats and the zone of the map; of a day its end'),
  slug: Expression.describe('Lower-case letters, digits and hyphens of a text'),
  list: z.array(Expression).describe('Those that are something, in this order'),
  object: z.record(z.string(), Expression).describe('Fields; those that are nothing are left out'),
};
const Way = z
  .strictObject(ways)
  .partial()
  .refine((way) => Object.keys(way).length === 1, {
    error: `names one way to make a value: ${Object.keys(ways).join(', ')}`,
  });

const Condition = z
  .strictObject({
    column: Column,
    present: z.boolean().optional().describe('Whether the column has text'),
    equals: z
      .union([z.string(), anyOrder(z.array(z.string()).min(1))])
      .optional()
      .describe('One of these texts'),
    matches: z.string().refine(isRegex, 'is not a regular expression').optional(),
    not: z.literal(true).optional().describe('Turns the condition round'),
  })
  .refine(
    ({ present, equals, matches }) =>
      [present, equals, matches].filter((one) => one !== undefined).length === 1,
    'says one of present, equals, matches',
  );
export type Condition = z.output<typeof Condition>;

const Agency = z.strictObject({
  name: Expression.describe('Its name; also its id, as a slug, unless that is given'),
  id: Expression.optional(),
  kind: z.enum(agencyKinds).default('government'),
});

const isCommand = (name: string): boolean => Object.hasOwn(reportWorkflow.commands, name);

const Step = z.strictObject({
  command: z.string().refine(isCommand, 'is not a command of the report lifecycle'),
  at: z
    .union([TimeSource, z.array(TimeSource).min(1).describe('Tried in turn')])
    .describe('When it happened: the first of these that is not empty'),
  day: z
    .enum(['start', 'end'])
    .optional()
    .describe(
      'What a time without hours means. Default: the end of its day for resolve, publish, reject, withdraw and close, else the start; never before the step before it on that day',
    ),
  when: anyOrder(z.array(Condition), 'The step is taken when all of these hold.').default([]),
  agency: Agency.optional().describe('Sets agencyId; an agency is registered with its first case'),
  input: z.record(z.string(), Expression).default({}).describe("Fields of the command's input"),
});
export type StepOfMap = z.output<typeof Step>;

const sayUnknownPattern = (pattern: string, context: z.RefinementCtx): void => {
  try {
    compileTimePattern(pattern);
  } catch (error) {
    if (!(error instanceof UnknownTimePattern)) throw error;
    context.addIssue({ code: 'custom', message: `is not a time format: ${error.message}` });
  }
};

const Photos = z.strictObject({
  columns: z
    .array(Column)
    .min(1)
    .describe(
      'Columns that say where photos are, names of files or addresses, in the order in which they are shown',
    ),
  separator: z
    .string()
    .min(1)
    .max(10)
    .optional()
    .describe('What stands between several in a cell. Default: line breaks'),
  http: z
    .boolean()
    .default(false)
    .describe('Addresses may be http too, which anybody on the way can read and change'),
});

export const ImportMap = z.strictObject({
  $schema: z.string().optional(),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'is not a name: lower-case letters, digits and hyphens, at most 60')
    .describe('Name of the other system: part of every id, so that it must never change'),
  description: z.string().optional(),
  format: Format.prefault({}),
  zone: z.string().refine(isZone, 'is not a time zone such as Asia/Ho_Chi_Minh'),
  foreignZone: z
    .boolean()
    .default(false)
    .describe('The zone may be another one than that of the policy, whose days months and due days are'),
  timeFormats: z
    .array(z.string().superRefine(sayUnknownPattern))
    .min(1)
    .describe(
      `Tried in turn, e.g. dd/MM/yyyy HH:mm. Tokens, those of date-fns: ${Object.keys(tokens).join(', ')}`,
    ),
  nonexistent: z.enum(['reject', 'shift']).default('reject').describe('A local time that the clocks skip'),
  ambiguous: z
    .enum(['earlier', 'later'])
    .default('earlier')
    .describe('A local time that the clocks have twice'),
  caseId: z
    .union([
      Column,
      z
        .strictObject({ rowNumber: z.literal(true) })
        .describe('For a file without ids that only grows at its end'),
    ])
    .describe('The id of a case: a column, or the number of its row behind the header'),
  photos: Photos.optional().describe('Photos and videos of a case: they are added to its report'),
  steps: z
    .array(Step)
    .min(1)
    .refine(([first]) => first?.command === 'submit', 'the first step is submit')
    .describe(
      'The commands of a case, in the order in which they happened. The place of a step is part of ids: it must never change',
    ),
});
export type ImportMap = z.output<typeof ImportMap>;

/** The schema of maps for editors: JSON Schema 2020-12 of what a map file may say. */
export const importMapJsonSchema = () => z.toJSONSchema(ImportMap, { io: 'input' });
