import { ClockName, type ReportExplanation, ReportTermRule } from '@phananh/core/reports';
import {
  Due,
  type ExplainedDay,
  type ExplainedExtension,
  type ExplainedPause,
  type ExplainedReDating,
  type Explanation,
  Receipt,
  readings,
  Term,
  verdicts,
} from '@phananh/core/sla';
import { arrayOf, count, jsonSchemaOf, objectSchema } from '../openapi/json-schema.ts';
import type { JsonSchema } from '../openapi/operation.ts';

const text: JsonSchema = { type: 'string' };
const textOrNull: JsonSchema = { type: ['string', 'null'] };
const day: JsonSchema = { type: 'string', format: 'date' };
const dayOrNull: JsonSchema = { type: ['string', 'null'], format: 'date' };
const moment: JsonSchema = { type: 'string', format: 'date-time' };
const momentOrNull: JsonSchema = { type: ['string', 'null'], format: 'date-time' };
const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });
const status: JsonSchema = { enum: ['confirmed', 'provisional', 'projected'] };

/** Keys of a shape, so that a new one is missed by the compiler. */
type Fields<Shape> = { readonly [Field in keyof Required<Shape>]: JsonSchema };

const explainedDay: JsonSchema = objectSchema(
  {
    day,
    weekday: { type: 'integer', minimum: 0, maximum: 6 },
    works: { type: 'boolean' },
    reason: { enum: ['working-day', 'make-up', 'weekly-rest', 'day-off'] },
    kind: text,
    name: objectSchema({ en: text, vi: text }),
    insteadOf: day,
    partsOff: arrayOf(objectSchema({ from: text, to: text, name: objectSchema({ en: text, vi: text }) })),
    source: arrayOf(text),
    knownSince: dayOrNull,
    status,
    role: { enum: ['start', 'counted', 'skipped', 'paused', 'rolled'] },
    counted: { type: ['integer', 'null'], minimum: 1 },
    part: { enum: ['term', 'extension'] },
  } satisfies Fields<ExplainedDay>,
  ['kind', 'name', 'insteadOf', 'partsOff'],
);

const pause: JsonSchema = objectSchema({
  from: moment,
  to: momentOrNull,
  givenBack: count,
} satisfies Fields<ExplainedPause>);

const extension: JsonSchema = objectSchema({
  at: moment,
  workingDays: count,
  from: dayOrNull,
  to: day,
  afterDue: { type: 'boolean' },
  reason: textOrNull,
} satisfies Fields<ExplainedExtension>);

const reDating: JsonSchema = objectSchema({
  at: moment,
  event: text,
  from: dayOrNull,
  to: dayOrNull,
  term: orNull(jsonSchemaOf(Term, 'output')),
  calendar: textOrNull,
  reason: textOrNull,
} satisfies Fields<ExplainedReDating>);

const calendar: JsonSchema = objectSchema({
  id: text,
  version: text,
  zone: text,
  explainedOn: text,
  inForce: orNull(objectSchema({ version: text, due: day })),
} satisfies Fields<NonNullable<Explanation['calendar']>>);

const due = orNull(jsonSchemaOf(Due, 'output'));

/** An explanation as data, and in words. */
export const explanationSchema: JsonSchema = objectSchema({
  reportId: { type: 'string', format: 'uuid' },
  knownAt: momentOrNull,
  clock: jsonSchemaOf(ClockName, 'output'),
  round: { type: 'integer', minimum: 1 },
  answerableFor: { enum: ['centre', 'agency', 'centre and agency'] },
  asOf: moment,
  startedBy: objectSchema({ event: text, revision: count }),
  startedAt: moment,
  startDay: dayOrNull,
  receipt: jsonSchemaOf(Receipt, 'output'),
  term: orNull(jsonSchemaOf(Term, 'output')),
  rule: jsonSchemaOf(ReportTermRule, 'output'),
  zone: text,
  calendar: orNull(calendar),
  status,
  days: arrayOf(explainedDay),
  pauses: arrayOf(pause),
  extensions: arrayOf(extension),
  reDatings: arrayOf(reDating),
  originalDue: due,
  due,
  pausedAt: momentOrNull,
  stoppedAt: momentOrNull,
  stoppedBy: textOrNull,
  cancelledAt: momentOrNull,
  lateSince: momentOrNull,
  verdicts: orNull(
    objectSchema({
      verdict: { enum: verdicts },
      againstOriginal: { enum: readings },
      againstInForce: { enum: readings },
    }),
  ),
  text: objectSchema({ vi: arrayOf(text), en: arrayOf(text) }),
} satisfies Fields<ReportExplanation> & { readonly text: JsonSchema });
