import { instant, type Reports } from '@phananh/core';
import { type AnyCommandHandler, InvalidQuery, type JsonObject, wholeNumber } from '@phananh/core/engine';
import { type AccessLog, type AccessPage, streamsOfSubject } from '@phananh/core/privacy';
import { lifecycleWorkflows } from '@phananh/core/reports';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../auth/authenticate.ts';
import { arrayOf, objectSchema } from '../openapi/json-schema.ts';
import { askingErrors, readInTurns } from '../queries/asking.ts';
import { parseQuery } from '../queries/parse-query.ts';
import { tellShown } from '../queries/shown-personal.ts';

const text = { type: 'string' } as const;

const Query = z.strictObject({
  reportId: z.string().min(1).max(200).optional().describe('What was shown of this report.'),
  stream: z
    .string()
    .min(1)
    .max(300)
    .optional()
    .describe('What was shown of this subject of any workflow, by its stream: `attachment-<id>`.'),
  person: z
    .string()
    .regex(/^[a-z]+:[\s\S]{1,200}$/u, 'not a kind, a colon and an id')
    .optional()
    .describe(
      'What was shown of this person, in every report and photo of theirs: `citizen:c-17`, `report:<id>` for a caller. The log of events is gone through for it, so it may take seconds.',
    ),
  actorKind: z.string().min(1).max(40).optional().describe('To actors of this kind.'),
  actorId: z.string().min(1).max(200).optional().describe('To the actors of this id.'),
  from: instant().optional().describe('At or after.'),
  to: instant().optional().describe('Before.'),
  limit: wholeNumber({ min: 1, max: 1_000 }).default(100),
  cursor: z.string().min(1).max(500).optional().describe('As `nextCursor` gave it.'),
});

const actor = objectSchema({ kind: text, id: text, agencyId: text }, ['agencyId']);

/** The access log, and what tells whose a stream is. */
interface ShownOf {
  readonly accessLog: AccessLog;
  readonly reports: Pick<Reports, 'store'>;
  /** Beside reports. */
  readonly handlers: readonly Pick<AnyCommandHandler, 'workflow'>[];
}

/** `GET /access-log`: who was shown what is personal. Reading it is an entry too. */
export const accessRoute = (app: FastifyInstance, shown: ShownOf): void => {
  app.get(
    '/access-log',
    {
      config: {
        permission: ['auditor', 'admin'],
        operation: {
          id: 'access-log',
          tag: 'audit',
          summary: 'Who was shown which personal fields of whom, when and for what.',
          description:
            'For auditors and administrators, the oldest first. Lists stand in one entry a page, files in one that says what was asked for. Whoever reads this log stands in it with what they asked. `Access-Purpose` of a request (percent-encoded UTF-8, at most 200 characters) says what it is for in words.',
          query: Query,
          responses: {
            200: {
              description: 'A page.',
              schema: objectSchema(
                {
                  entries: arrayOf(
                    objectSchema(
                      {
                        at: { type: 'string', format: 'date-time' },
                        actor,
                        givenBy: actor,
                        purpose: text,
                        way: text,
                        of: arrayOf(text),
                        fields: arrayOf(text),
                        query: { type: 'object' },
                      },
                      ['givenBy', 'query'],
                    ),
                  ),
                  nextCursor: text,
                },
                ['nextCursor'],
              ),
            },
          },
          errors: ['invalid-query', ...askingErrors],
        },
      },
    },
    async (request, reply) => {
      actorOf(request);
      reply.header('cache-control', 'private, no-store');
      return accessPageFor(request, shown, request.query);
    },
  );
};

/** A page of the log for whoever sent a request, who stands in it with what they asked. @throws `invalid-query` */
export const accessPageFor = async (
  request: FastifyRequest,
  { accessLog, reports, handlers }: ShownOf,
  given: unknown,
): Promise<AccessPage> => {
  const { reportId, stream, person, ...asked } = parseQuery(Query, given);
  if ([reportId, stream, person].filter((one) => one !== undefined).length > 1)
    throw new InvalidQuery('reportId, stream and person name several subjects', '/stream');
  const named = reportId === undefined ? stream : `report-${reportId}`;
  const of = named === undefined ? [] : [named];
  const workflows = [...lifecycleWorkflows, ...handlers.map(({ workflow }) => workflow)];
  const wanted =
    person === undefined
      ? of
      : await readInTurns(request, (how) => streamsOfSubject(reports.store, workflows, person, how));
  const isOfSome = named !== undefined || person !== undefined;
  const query = { ...defined({ ...asked, person }) };
  const page = await accessLog.read({
    ...asked,
    ...(person !== undefined && { person }),
    ...(isOfSome && { of: wanted }),
  });
  // After it was read: it does not stand in its own answer.
  tellShown(request, { of, fields: ['access-log'], query });
  return page;
};

const defined = (asked: { readonly [name: string]: string | number | undefined }): JsonObject =>
  Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
