import {
  type AgencyRow,
  type CaseCluster,
  type CaseClusters,
  isHiddenFromSome,
  type PublishedRow,
  type ReadModels,
  type WholeCaseRow,
} from '@phananh/core/read-models';
import { clockNames, reportPhases } from '@phananh/core/reports';
import { readings, verdicts } from '@phananh/core/sla';
import type { FastifyRequest } from 'fastify';
import { arrayOf, count, erasure, objectSchema } from '../openapi/json-schema.ts';
import type { HeaderDescription, JsonSchema, ResponseDescription } from '../openapi/operation.ts';

const text: JsonSchema = { type: 'string' };
const textOrNull: JsonSchema = { type: ['string', 'null'] };
/** What was erased for good says so, in lists as in reports. */
const textErasedOrNull: JsonSchema = { anyOf: [textOrNull, erasure] };
const moment: JsonSchema = { type: 'string', format: 'date-time' };
const momentOrNull: JsonSchema = { type: ['string', 'null'], format: 'date-time' };
const isOrNot: JsonSchema = { type: 'boolean' };

/**
 * A case of a worklist, as its reader may see it: null also for what is not theirs to know. The keys are the row's own, so
 * that a new one is missed here by the compiler.
 */
const whole = {
  reportId: { type: 'string', format: 'uuid' },
  phase: { enum: Object.keys(reportPhases) },
  round: count,
  submittedAt: moment,
  channel: text,
  category: textOrNull,
  priority: text,
  procedure: text,
  areaCode: textOrNull,
  lat: {
    type: ['number', 'null'],
    description:
      'Null, as is lng: only an address or an area is known, or the place is redacted or not for you.',
  },
  lng: { type: ['number', 'null'] },
  text: textErasedOrNull,
  placeErased: {
    type: 'boolean',
    description: 'The exact place was erased: lat and lng are what is left of it, as analysts see places.',
  },
  agencyId: textOrNull,
  officer: {
    ...textErasedOrNull,
    description: 'The officer of the agency who took it, or was handed it.',
  },
  supporting: arrayOf(text),
  awaiting: isOrNot,
  returns: count,
  extensionPending: isOrNot,
  verifiedAt: momentOrNull,
  assignedAt: momentOrNull,
  resolvedAt: momentOrNull,
  publishedAt: momentOrNull,
  dueDay: { type: ['string', 'null'], format: 'date' },
  dueAt: momentOrNull,
  dueProjected: { type: 'boolean' },
  running: {
    type: 'array',
    items: objectSchema({
      clock: { enum: clockNames },
      dueDay: { type: ['string', 'null'], format: 'date' },
      dueAt: momentOrNull,
      verdict: { enum: verdicts },
    }),
    description: 'The clocks that run, the one that will be late first before the others.',
  },
  verdict: { enum: verdicts },
  againstOriginal: { enum: readings },
  againstInForce: { enum: readings },
  grade: textOrNull,
  revision: count,
} satisfies { readonly [Field in keyof WholeCaseRow]: JsonSchema };

export const caseRowSchema: JsonSchema = objectSchema(
  Object.fromEntries(
    Object.entries(whole).map(([field, schema]) => [
      field,
      // The keys of the row.
      isHiddenFromSome(field as keyof WholeCaseRow) ? { anyOf: [schema, { type: 'null' }] } : schema,
    ]),
  ),
);

const { reportId, phase, round, submittedAt, publishedAt, category, areaCode, lat, lng } = whole;

export const publishedRowSchema: JsonSchema = objectSchema({
  reportId,
  phase,
  round,
  submittedAt,
  publishedAt,
  category,
  areaCode,
  lat,
  lng,
  text: textOrNull,
  supporters: count,
} satisfies { readonly [Field in keyof PublishedRow]: JsonSchema });

const degrees: JsonSchema = { type: 'number' };
const box = objectSchema({ south: degrees, west: degrees, north: degrees, east: degrees });
const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });

const clusterSchema: JsonSchema = objectSchema({
  lat: degrees,
  lng: degrees,
  count,
  bbox: { ...box, description: 'As a filter it gives these cases and no others.' },
  reportId: { ...orNull(reportId), description: 'Of the one that is alone here.' },
  phase: orNull(phase),
  category,
} satisfies { readonly [Field in keyof CaseCluster]: JsonSchema });

export const clusterFields = {
  clusters: arrayOf(clusterSchema),
  zoom: { type: 'integer', description: 'That they were put together for.' },
  bounds: orNull(box),
  count: { ...count, description: 'How many cases they are: those without a place are on no map.' },
  isMore: {
    ...isOrNot,
    description: 'Whether more cases than can be looked up have the words; the latest are here.',
  },
} satisfies { readonly [Field in keyof CaseClusters]: JsonSchema };

export const countFields = { count, isMore: isOrNot };

export const linkHeader: { readonly [name: string]: HeaderDescription } = {
  Link: { description: '`rel="next"`, unless it is the last page.', schema: text },
};

export const agencyRowSchema: JsonSchema = objectSchema({
  agencyId: text,
  name: text,
  kind: { enum: ['government', 'enterprise'] },
  calendar: textOrNull,
  calendars: {
    type: 'array',
    items: objectSchema({ from: { type: 'string', format: 'date' }, calendar: text }),
  },
  phase: { enum: ['active', 'suspended'] },
} satisfies { readonly [Field in keyof AgencyRow]: JsonSchema });

/** A list from a read model, with the position that the read model was at and how much of the log up to there it does not have. */
export const listSchema = (
  name: string,
  items: JsonSchema,
  others: { readonly [name: string]: JsonSchema } = {},
  optional: readonly string[] = [],
): JsonSchema => withListEnd({ [name]: arrayOf(items), ...others }, optional);

/** What a read model answers, with the position that it was at and how much of the log up to there it does not have. */
export const withListEnd = (
  fields: { readonly [name: string]: JsonSchema },
  optional: readonly string[] = [],
): JsonSchema =>
  objectSchema(
    {
      ...fields,
      parkedStreams: count,
      skippedEvents: count,
      deletedStreams: count,
      position: { type: ['integer', 'null'] },
    },
    optional,
  );

const listHeaders: { readonly [name: string]: HeaderDescription } = {
  ETag: {
    description: 'Of what the list has, not of `position`. It changes with a verdict too.',
    schema: { type: 'string', pattern: '^W/"[0-9A-Za-z_-]+"$' },
    required: true,
  },
};

/** Headers that ask for a list only where it is another. */
export const ifNoneMatch: { readonly [name: string]: HeaderDescription } = {
  'If-None-Match': { description: 'Entity tags that the client has.', schema: { type: 'string' } },
};

/** What answers with a list, or tells that the client has it already. */
export const listResponses = (
  schema: JsonSchema,
  description = 'A page.',
  headers: { readonly [name: string]: HeaderDescription } = linkHeader,
): { readonly 200: ResponseDescription; readonly 304: ResponseDescription } => ({
  200: { description, schema, headers: { ...listHeaders, ...headers } },
  304: { description: 'The client has this already.', headers: listHeaders },
});

/** Where the next page of a list is. */
export const nextPage = ({ url }: FastifyRequest, cursor: string): string => {
  const [path = '', search = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(search);
  parameters.delete('after');
  parameters.set('cursor', cursor);
  return `${path}?${parameters}`;
};

/** What the end of every list says: never a list that stands still without saying so. */
export const listEnd = (readModels: ReadModels, list?: string) => {
  const { parkedStreams, skippedEvents, deletedStreams } = readModels.gaps(list);
  return { parkedStreams, skippedEvents, deletedStreams, position: readModels.position() ?? null };
};
