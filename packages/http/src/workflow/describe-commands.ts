import type { Command, Creation, Transition, WorkflowTypes } from '@phananh/core';
import { eventTreesOf } from '@phananh/core/engine';
import { arrayOf, count, jsonSchemaOf, objectSchema } from '../openapi/json-schema.ts';
import type { HeaderDescription, JsonSchema, Operation } from '../openapi/operation.ts';
import type { RouteContext } from './route-context.ts';

const idempotencyKey: HeaderDescription = {
  description:
    'The same key with the same body by the same actor gives the first answer again, for ever. Keys of others are nothing to it. Take a random one, a UUID: ids of what is created follow from the actor and the key, and whoever can guess both can tell whose it is.',
  schema: { type: 'string', minLength: 16, maxLength: 130 },
};
const traceparent: HeaderDescription = {
  description: 'W3C Trace Context. The trace id becomes the correlation id of the events.',
  schema: { type: 'string' },
};
const entityTagHeader: HeaderDescription = {
  description: 'The revision, in quotes.',
  schema: { type: 'string', pattern: '^"[0-9]+"$' },
  required: true,
};
const replayedHeader: HeaderDescription = {
  description: 'Present when the command was known and nothing was done.',
  schema: { type: 'string', const: 'true' },
};

/** What any command can fail with, beside what it says that it refuses. */
const commandErrors = [
  'invalid-command',
  'malformed-header',
  'idempotency-conflict',
  'calendar-not-covered',
  'unknown-calendar',
  'event-too-large',
  'contended',
  'not-declared',
  'invalid-event',
];

const errorsOf = (
  { events, subjectOf, linksTo }: RouteContext['workflow'],
  { refuses = [], occurredAt, emits }: Command<WorkflowTypes>,
): readonly string[] => [
  ...commandErrors,
  // What is personal may be of somebody who was erased, and so may be whom it is linked to.
  ...(emits.some(
    (type) =>
      (subjectOf !== undefined && eventTreesOf(events).has(type)) ||
      typeof linksTo?.({ type, data: {} }) === 'string',
  )
    ? ['key-destroyed']
    : []),
  ...(occurredAt === undefined ? [] : ['occurred-out-of-order']),
  ...refuses,
];

/** The reference of a creation. */
export const creationOperation = (
  context: RouteContext,
  name: string,
  command: Creation<WorkflowTypes>,
): Operation => {
  const { workflow, shownAtCreation } = context;
  const shown = Object.fromEntries(shownAtCreation.map((field) => [field, { type: 'string' }]));
  return {
    ...commonOperation(context, name, command),
    headers: { 'Idempotency-Key': idempotencyKey, traceparent },
    responses: {
      201: {
        description: `The new ${workflow.name}.`,
        schema: outcomeSchema(context, command, shown),
        headers: {
          Location: {
            description: 'Where it lives.',
            schema: { type: 'string', format: 'uri-reference' },
            required: true,
          },
          ETag: entityTagHeader,
          'Idempotent-Replayed': replayedHeader,
        },
      },
    },
    errors: [...errorsOf(context.workflow, command), 'already-exists'],
  };
};

/** The reference of a command to something that exists. */
export const transitionOperation = (
  context: RouteContext,
  name: string,
  command: Transition<WorkflowTypes>,
): Operation => {
  const { requireIfMatch } = context;
  return {
    ...commonOperation(context, name, command),
    headers: {
      'Idempotency-Key': idempotencyKey,
      'If-Match': {
        description: 'The revision that the command is meant for, in quotes.',
        schema: { type: 'string' },
        required: requireIfMatch,
      },
      traceparent,
    },
    responses: {
      200: {
        description: 'What the command did.',
        schema: outcomeSchema(context, command),
        headers: { ETag: entityTagHeader, 'Idempotent-Replayed': replayedHeader },
      },
    },
    errors: [
      ...errorsOf(context.workflow, command),
      'not-found',
      ...(command.from === 'any' ? [] : ['wrong-phase']),
      'wrong-expected-revision',
      ...(requireIfMatch ? ['precondition-required'] : []),
    ],
  };
};

const commonOperation = (
  { workflow, idName }: RouteContext,
  name: string,
  { summary, by, from, to, emits, input, example }: Command<WorkflowTypes>,
) => ({
  id: `${workflow.name}.${name}`,
  tag: workflow.name,
  summary,
  description: [
    `By: ${by.join(', ')}.`,
    ...(from === 'none' ? [] : [`In the phase: ${from === 'any' ? 'any' : from.join(', ')}.`]),
    ...(to === undefined ? [] : [`Leads to: ${to.join(', ')}.`]),
    `Emits: ${emits.join(', ')}.`,
  ].join(' '),
  path: { [idName]: jsonSchemaOf(workflow.id, 'input') },
  body: {
    schema: jsonSchemaOf(input, 'input'),
    example,
    required: !input.safeParse({}).success,
  },
});

const outcomeSchema = (
  { workflow, idName }: RouteContext,
  { emits }: Command<WorkflowTypes>,
  shown: { readonly [field: string]: JsonSchema } = {},
): JsonSchema =>
  objectSchema(
    {
      [idName]: jsonSchemaOf(workflow.id, 'output'),
      ...shown,
      revision: count,
      position: count,
      phase: { enum: Object.keys(workflow.phases) },
      events: arrayOf(objectSchema({ type: { enum: emits }, revision: count })),
    },
    Object.keys(shown),
  );
