import type { EventDefinition, View, Workflow, WorkflowTypes } from '@phananh/core';
import { rootsOf } from '@phananh/core/engine';
import type { z } from 'zod';
import { arrayOf, count, jsonSchemaOf, objectSchema } from '../openapi/json-schema.ts';
import type { JsonSchema, Operation, ResponseDescription } from '../openapi/operation.ts';
import { askingErrors } from '../queries/asking.ts';
import { ifNoneMatch } from '../queries/case-schemas.ts';
import type { RouteContext } from './route-context.ts';

const readHeaders: NonNullable<ResponseDescription['headers']> = {
  ETag: {
    description:
      'The revision, in quotes. It tells of events, not of time: a verdict can change without one.',
    schema: { type: 'string', pattern: '^"[0-9]+"$' },
    required: true,
  },
};
const subjectHeaders: NonNullable<ResponseDescription['headers']> = {
  ETag: {
    description:
      'Now: the revision, in quotes, as `If-Match` of a command takes it; it tells of events, not of time: a verdict can change without one. In the past: a digest of what is shown, which what is hidden since changes.',
    schema: { type: 'string', pattern: '^"[0-9A-Za-z_-]+"$' },
    required: true,
  },
};
const notModified: ResponseDescription = {
  description: 'The client has this already.',
  headers: readHeaders,
};

/** The reference of a subject. */
export const subjectOperation = (context: RouteContext, query: z.ZodObject): Operation => {
  const { workflow, idName } = context;
  return {
    id: `${workflow.name}.get`,
    tag: workflow.name,
    summary: `${workflow.summary} As this actor may see it, now or in the past.`,
    path: { [idName]: jsonSchemaOf(workflow.id, 'input') },
    query,
    headers: ifNoneMatch,
    responses: {
      200: {
        description: 'The fields that the audience of the actor may see.',
        schema: subjectSchema(context),
        headers: subjectHeaders,
      },
      304: { ...notModified, headers: subjectHeaders },
    },
    errors: [...askingErrors, 'not-found', 'not-declared', 'invalid-query'],
  };
};

/** The reference of a subject's history. */
export const historyOperation = ({ workflow, idName }: RouteContext, query: z.ZodObject): Operation => ({
  id: `${workflow.name}.history`,
  tag: workflow.name,
  summary: 'The events in order, as this actor may see them, in pages.',
  path: { [idName]: jsonSchemaOf(workflow.id, 'input') },
  query,
  headers: ifNoneMatch,
  responses: {
    200: {
      description: 'The events that the audience of the actor may see, each with the fields that it may see.',
      schema: objectSchema({
        [idName]: jsonSchemaOf(workflow.id, 'output'),
        events: arrayOf(eventsSchema({ workflow })),
      }),
      headers: pagesHeaders,
    },
    304: notModified,
  },
  errors: [...askingErrors, 'not-found', 'not-declared', 'invalid-query'],
});

const pagesHeaders: NonNullable<ResponseDescription['headers']> = {
  ...readHeaders,
  Link: { description: '`rel="next"`, unless it is the last page.', schema: { type: 'string' } },
};

const changes = arrayOf(
  objectSchema(
    {
      pointer: { type: 'string', description: 'JSON pointer (RFC 6901) into the state.' },
      from: { description: 'Absent where there was nothing.' },
      to: { description: 'Absent where there is nothing any more.' },
    },
    ['from', 'to'],
  ),
);

/** The reference of a subject's life, step by step. */
export const replayOperation = (context: RouteContext, query: z.ZodObject): Operation => {
  const { workflow, idName } = context;
  const state = stateSchema(context);
  return {
    id: `${workflow.name}.replay`,
    tag: workflow.name,
    summary:
      'The life of it step by step, as this actor may see it: state before, command, event, state after.',
    path: { [idName]: jsonSchemaOf(workflow.id, 'input') },
    query,
    headers: ifNoneMatch,
    responses: {
      200: {
        description: 'The steps that the audience of the actor may see, by the fold that commands use.',
        schema: objectSchema({
          [idName]: jsonSchemaOf(workflow.id, 'output'),
          steps: arrayOf(
            objectSchema({
              event: eventsSchema(context),
              command: {
                description:
                  'Its name; for an event from before names were recorded, those that emit such events.',
                oneOf: [
                  objectSchema({ name: { type: 'string' } }),
                  objectSchema({ oneOf: arrayOf({ type: 'string' }) }),
                ],
              },
              policyDigest: {
                type: ['string', 'null'],
                description:
                  'SHA-256 of the policy and the calendars that it was decided under; null: none was recorded.',
              },
              before: { oneOf: [state, { type: 'null' }] },
              after: state,
              changes,
            }),
          ),
        }),
        headers: pagesHeaders,
      },
      304: notModified,
    },
    errors: [...askingErrors, 'not-found', 'not-declared', 'invalid-query'],
  };
};

/** The reference of what changed of a subject between two moments. */
export const differenceOperation = ({ workflow, idName }: RouteContext, query: z.ZodObject): Operation => {
  const compared = objectSchema({ revision: count, asOf: { type: 'string', format: 'date-time' } });
  return {
    id: `${workflow.name}.diff`,
    tag: workflow.name,
    summary: 'What changed between two revisions or moments, as this actor may see it.',
    path: { [idName]: jsonSchemaOf(workflow.id, 'input') },
    query,
    headers: ifNoneMatch,
    responses: {
      200: {
        description: 'Each place that is another, as deep as can be told.',
        schema: objectSchema({
          [idName]: jsonSchemaOf(workflow.id, 'output'),
          from: compared,
          to: compared,
          changes,
        }),
        headers: subjectHeaders,
      },
      304: { ...notModified, headers: subjectHeaders },
    },
    errors: [...askingErrors, 'not-found', 'not-declared', 'invalid-query'],
  };
};

const eventsSchema = ({ workflow }: Pick<RouteContext, 'workflow'>): JsonSchema => ({
  oneOf: Object.entries(workflow.events).map(([type, event]) => eventSchema(type, event)),
});

/** A state of the past, as a step of a replay has it. */
const stateSchema = ({ workflow }: RouteContext): JsonSchema => ({
  type: 'object',
  properties: shownFields({ workflow }),
  additionalProperties: false,
});

/** Every field that some view shows, and none beside. */
const shownFields = ({
  workflow,
}: Pick<RouteContext, 'workflow'>): { readonly [field: string]: JsonSchema } => {
  const views: readonly View<WorkflowTypes>[] = Object.values(workflow.views);
  const shown = new Set(views.flatMap(({ state }) => rootsOf(state)));
  const fields: Workflow['fields'] = workflow.fields;
  return {
    ...Object.fromEntries([...shown].map((field) => [field, { description: fields[field]?.summary }])),
    ...(shown.has('phase') && { phase: { enum: Object.keys(workflow.phases) } }),
  };
};

const subjectSchema = ({ workflow, idName }: RouteContext): JsonSchema => {
  const commands = Object.keys(workflow.commands);
  return {
    type: 'object',
    properties: {
      ...shownFields({ workflow }),
      [idName]: jsonSchemaOf(workflow.id, 'output'),
      revision: count,
      position: count,
      allowedCommands: arrayOf({ enum: commands }),
    },
    required: [idName, 'revision', 'position'],
    additionalProperties: false,
  };
};

const eventSchema = (type: string, { summary, schema }: EventDefinition): JsonSchema => {
  // A view leaves fields out, so that none of them can be counted on.
  const { required: _, ...data } = jsonSchemaOf(schema, 'output');
  const actor = {
    kind: { type: 'string' },
    id: { type: 'string' },
    agencyId: { type: 'string' },
  };
  return {
    description: summary,
    ...objectSchema(
      {
        revision: count,
        position: count,
        eventId: {
          type: 'string',
          format: 'uuid',
          description: 'Only for those who see the id of who did it: it follows from that id and their key.',
        },
        type: { const: type },
        version: count,
        occurredAt: { type: 'string', format: 'date-time' },
        recordedAt: { type: 'string', format: 'date-time' },
        actor: objectSchema(actor, Object.keys(actor)),
        givenBy: {
          ...objectSchema(actor, Object.keys(actor)),
          description:
            'The machine that gave the command on behalf of the actor, for those who see who everybody was.',
        },
        data,
      },
      ['eventId', 'givenBy'],
    ),
  };
};
