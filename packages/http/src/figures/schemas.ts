import {
  type BacklogDay,
  type DurationFigures,
  measuredTimes,
  type PenaltyFigures,
  type RankedAgency,
  type RankedGroup,
  type Ranking,
  ratioDefinitions,
  type SatisfactionFigures,
  type SlaFigures,
  slaGroups,
} from '@phananh/core/read-models';
import { readings, verdicts } from '@phananh/core/sla';
import { arrayOf, count, objectSchema } from '../openapi/json-schema.ts';
import type { JsonSchema } from '../openapi/operation.ts';

type Fields<Shape> = { readonly [Field in keyof Required<Shape>]: JsonSchema };

const text: JsonSchema = { type: 'string' };
const textOrNull: JsonSchema = { type: ['string', 'null'] };
const share: JsonSchema = { type: ['number', 'null'] };
const isOrNot: JsonSchema = { type: 'boolean' };
export const momentSchema: JsonSchema = { type: 'string', format: 'date-time' };

export const ratioSchema: JsonSchema = objectSchema({ numerator: count, denominator: count, value: share });
const named = (names: readonly string[], schema: JsonSchema): JsonSchema =>
  objectSchema(Object.fromEntries(names.map((name) => [name, schema])));
export const groupSchema: JsonSchema = objectSchema(
  Object.fromEntries(slaGroups.map((name) => [name, textOrNull])),
  slaGroups,
);
const onTime = ['onTimeOfDecided', 'onTimeOfDue', 'onTimeOfAll'];

const distribution = objectSchema({
  cases: count,
  median: { type: ['integer', 'null'] },
  p90: { type: ['integer', 'null'] },
});
const durationFields = {
  group: groupSchema,
  cases: count,
  durations: named(measuredTimes, objectSchema({ workingDays: distribution, calendarDays: distribution })),
} satisfies Fields<DurationFigures>;
export const durationsSchema: JsonSchema = objectSchema(durationFields);

export const slaFiguresSchema: JsonSchema = objectSchema({
  group: groupSchema,
  cases: count,
  counts: named(verdicts, count),
  countsAgainstOriginal: named(readings, count),
  ratios: named(Object.keys(ratioDefinitions), ratioSchema),
  ratiosAgainstOriginal: named(onTime, ratioSchema),
  ripe: { ...isOrNot, description: 'No case with a term is undecided, overdue or not.' },
  open: { ...count, description: 'Undecided: open, paused and overdue.' },
} satisfies Fields<SlaFigures>);

export const definitionsSchema: JsonSchema = named(
  Object.keys(ratioDefinitions),
  objectSchema({ numerator: text, denominator: text, excluded: text }),
);

const interval: JsonSchema = {
  anyOf: [objectSchema({ low: { type: 'number' }, high: { type: 'number' } }), { type: 'null' }],
};

const rankedAgencies: JsonSchema = arrayOf(
  objectSchema({
    agencyId: text,
    name: textOrNull,
    kind: textOrNull,
    rank: { type: ['integer', 'null'] },
    ratio: ratioSchema,
    interval,
    cases: count,
    open: count,
  } satisfies Fields<RankedAgency>),
);

export const rankingFields = {
  method: objectSchema({
    ratio: { enum: onTime },
    reading: { enum: ['in-force', 'original'] },
    minimumCases: count,
    order: text,
    interval: text,
  } satisfies Fields<Ranking['method']>),
  ripe: isOrNot,
  agencies: rankedAgencies,
  groups: arrayOf(
    objectSchema({
      group: groupSchema,
      ripe: isOrNot,
      agencies: rankedAgencies,
    } satisfies Fields<RankedGroup>),
  ),
} satisfies Fields<Ranking>;

export const satisfactionSchema: JsonSchema = objectSchema({
  group: groupSchema,
  published: count,
  rated: count,
  notRated: count,
  pending: count,
  satisfied: ratioSchema,
  acceptable: ratioSchema,
  unsatisfied: ratioSchema,
  responseRate: ratioSchema,
  ripe: isOrNot,
} satisfies Fields<SatisfactionFigures>);

const money = objectSchema({ decisions: count, amount: count });
export const penaltiesSchema: JsonSchema = objectSchema({
  group: groupSchema,
  imposed: money,
  revoked: money,
  amount: { type: 'integer', description: 'VND.' },
} satisfies Fields<PenaltyFigures>);

const openCounts = { open: count, overdue: count, paused: count };
export const backlogSchema: JsonSchema = objectSchema({
  day: { type: 'string', format: 'date' },
  ...openCounts,
  phases: { type: 'object', additionalProperties: objectSchema(openCounts) },
} satisfies Fields<BacklogDay>);

const figureGaps = {
  parkedReports: count,
  skippedEvents: count,
  deletedReports: count,
  missingReports: count,
};

/** Of an answer with groups. */
export const overlapField: { readonly groupsOverlap: JsonSchema } = {
  groupsOverlap: {
    ...isOrNot,
    description:
      'By `label` a case counts in the group of each of its labels: sums over the groups are no total.',
  },
};

/** An answer with figures: what every one of them says beside its own. */
export const figuresSchema = (
  fields: { readonly [name: string]: JsonSchema },
  optional: readonly string[] = [],
): JsonSchema =>
  objectSchema({ ...fields, ...figureGaps, position: { type: ['integer', 'null'] } }, optional);
