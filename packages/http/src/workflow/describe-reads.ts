import type { EventDefinition, View, Workflow, WorkflowTypes } from '@phananh/core';
import { rootsOf } from '@phananh/core/engine';
import type { z } from 'zod';
import { arrayOf, count, jsonSchemaOf, objectSchema } from '../openapi/json-schema.ts';
import type { JsonSchema, Operation, ResponseDescription } from '../openapi/operation.ts';
import { askingErrors } from '../queries/asking.ts';
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
const ifNoneMatch = {
  'If-None-Match': { description: 'Entity tags that the client has.', schema: { type: 'string' } },
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
        events: arrayOf({
          oneOf: Object.entries(workflow.events).map(([type, event]) => eventSchema(type, event)),
        }),
      }),
      headers: {
        ...readHeaders,
        Link: { description: '`rel="next"`, unless it is the last page.', schema: { type: 'string' } },
      },
    },
    304: notModified,
  },
  errors: [...askingErrors, 'not-found', 'not-declared', 'invalid-query'],
});

/** Every field that some view shows, and none beside. */
const subjectSchema = ({ workflow, idName }: RouteContext): JsonSchema => {
  const views: readonly View<WorkflowTypes>[] = Object.values(workflow.views);
  const shown = new Set(views.flatMap(({ state }) => rootsOf(state)));
  const fields: Workflow['fields'] = workflow.fields;
  const commands = Object.keys(workflow.commands);
  return {
    type: 'object',
    properties: {
      ...Object.fromEntries([...shown].map((field) => [field, { description: fields[field]?.summary }])),
      ...(shown.has('phase') && { phase: { enum: Object.keys(workflow.phases) } }),
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
        data,
      },
      ['eventId'],
    ),
  };
};
