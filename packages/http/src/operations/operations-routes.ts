import type { JsonObject } from '@phananh/core';
import { timersQuery } from '@phananh/core/engine';
import type { FastifyInstance } from 'fastify';
import { actorOf } from '../auth/authenticate.ts';
import { calendarSchema, subscriptionSchema } from '../health/ready-answer.ts';
import { arrayOf, count, jsonSchemaOf, objectSchema } from '../openapi/json-schema.ts';
import { hostOrders } from './orders.ts';
import { type OperationsOptions, stateOfHost, timersOfHost } from './state.ts';

const permission = ['admin'] as const;
const tag = 'operations';
const text = { type: 'string' } as const;
const moment = { type: 'string', format: 'date-time' } as const;
const textOrNull = { type: ['string', 'null'] } as const;

const ofEvent = { stream: text, revision: count, type: text, message: text };
const parked = objectSchema({ projection: text, position: count, parkedAt: moment, ...ofEvent });
const skipped = objectSchema({
  projection: text,
  position: count,
  eventId: text,
  reason: text,
  skippedAt: moment,
  ...ofEvent,
});
const notGiven = {
  eventId: text,
  index: { type: ['integer', 'null'] },
  workflow: textOrNull,
  subjectId: textOrNull,
  command: textOrNull,
  ...ofEvent,
} as const;
const inNobodysHands = { additionalProperties: true } as const;

const stateSchema = objectSchema({
  lagMilliseconds: { type: ['number', 'null'], description: 'Age of the oldest event that is not applied.' },
  position: { type: ['integer', 'null'] },
  failure: textOrNull,
  parked: arrayOf(parked),
  skipped: arrayOf(skipped),
  waitingOrders: count,
  rebuild: {
    anyOf: [
      objectSchema({
        phase: { enum: ['reading', 'finishing', 'done', 'failed'] },
        why: text,
        begunAt: moment,
        endedAt: { type: ['string', 'null'], format: 'date-time' },
        position: { type: ['integer', 'null'], description: 'Up to where events are in the new tables.' },
        of: { type: ['integer', 'null'], description: 'The end of the log when it began.' },
        message: textOrNull,
      }),
      { type: 'null' },
    ],
    description: 'The last time that all read models were computed anew since the host has started.',
  },
  reactions: arrayOf({
    ...objectSchema({ ...notGiven, parkedAt: moment, attempts: count }),
    ...inNobodysHands,
  }),
  reactionsLeftOut: arrayOf({
    ...objectSchema({ ...notGiven, reason: text, skippedAt: moment }),
    ...inNobodysHands,
  }),
  timers: {
    anyOf: [objectSchema({ lagMilliseconds: { type: 'number' }, failing: count }), { type: 'null' }],
  },
  subscriptions: arrayOf(subscriptionSchema),
  calendars: arrayOf({ ...calendarSchema, additionalProperties: true }),
});

const timersSchema = objectSchema(
  {
    asOf: moment,
    firing: { type: 'boolean', description: 'Whether timers fire on this host.' },
    timers: arrayOf(
      objectSchema({
        stream: text,
        workflow: text,
        subjectId: text,
        key: text,
        command: text,
        at: moment,
        state: {
          enum: ['pending', 'due', 'failing', 'refused'],
          description:
            '`pending`: its moment has not come. `due`: it has, and it fires at the next look. `failing`: it could not be given, and is tried again. `refused`: the rules refuse it, and it is tried again after the next event of its subject. Where no timers fire, `pending` and `due` alone.',
        },
        lateMilliseconds: { type: 'number', description: 'Since its moment; 0 before it.' },
        failing: {
          anyOf: [objectSchema({ attempts: count, retryAt: moment, message: text }), { type: 'null' }],
        },
      }),
    ),
    nextCursor: text,
  },
  ['nextCursor'],
);

const examples: { readonly [name: string]: JsonObject } = {
  'retry-parked': { stream: 'report-019a2f4e-7d10-7c55-9a3e-5d2b8c1f0a77' },
  'skip-parked': {
    stream: 'report-019a2f4e-7d10-7c55-9a3e-5d2b8c1f0a77',
    reason: 'Sự kiện hỏng từ lần nhập 2024',
  },
  rebuild: {},
  'retry-reaction': { eventId: '019a2f4e-7d10-7c55-9a3e-5d2b8c1f0a77' },
  'skip-reaction': { eventId: '019a2f4e-7d10-7c55-9a3e-5d2b8c1f0a77', reason: 'Phản ánh đích đã bị rút' },
};

/** `GET /operations`, and what can be done with what is parked, and `POST /operations/rebuild`. */
export const operationsRoutes = (app: FastifyInstance, options: OperationsOptions): void => {
  app.get(
    '/operations',
    {
      config: {
        permission,
        operation: {
          id: 'operations.show',
          tag,
          summary: 'How this host does: lag, what is parked and left out, timers, calendars.',
          responses: { 200: { description: 'As it is now.', schema: stateSchema } },
          errors: ['store-unavailable'],
        },
      },
    },
    async (_, reply) => {
      reply.header('cache-control', 'private, no-store');
      return stateOfHost(options);
    },
  );
  app.get(
    '/operations/timers',
    {
      config: {
        permission,
        operation: {
          id: 'operations.timers',
          tag,
          summary: 'Which timers fire next, and which are due and late.',
          description:
            'The earliest first, so that those that are late come before those that wait; of each subject the one that fires next.',
          query: timersQuery,
          responses: { 200: { description: 'A page, as it is now.', schema: timersSchema } },
          errors: ['invalid-query', 'store-unavailable'],
        },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'private, no-store');
      return timersOfHost(options, request.query);
    },
  );
  for (const { name, summary, input, give } of hostOrders) {
    app.post(
      `/operations/${name}`,
      {
        config: {
          permission,
          operation: {
            id: `operations.${name}`,
            tag,
            summary,
            description: 'It is noted, and done by the host when it gets to it: `GET /operations` tells.',
            body: { required: true, schema: jsonSchemaOf(input, 'input'), example: examples[name] ?? {} },
            responses: {
              200: {
                description: 'How many were meant; of `rebuild` 0 where it is done already.',
                schema: objectSchema({ meant: count }),
              },
            },
            errors: ['invalid-command', 'not-found', 'store-unavailable'],
          },
        },
      },
      async (request) => {
        const { kind, id } = actorOf(request);
        const meant = give(options.operations, request.body);
        request.log.warn(
          { order: name, meant, by: `${kind} ${id ?? ''}`.trim() },
          'an order was given to the host',
        );
        return { meant };
      },
    );
  }
};
