import {
  type EventView,
  eventFor,
  instant,
  type JsonObject,
  NotFound,
  type Snapshot,
  subjectFor,
  type UpTo,
} from '@phananh/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseQuery, wholeNumber } from '../queries/parse-query.ts';
import { entityTag, hasAlready } from './conditional-request.ts';
import { historyOperation, subjectOperation } from './describe-reads.ts';
import { type RouteContext, subjectIdOf } from './route-context.ts';

const PastQuery = z
  .strictObject({
    revision: wholeNumber({ min: 0 })
      .optional()
      .describe('As it was right after the event of this revision.'),
    at: instant().optional().describe('As it was at this moment: what had happened by then.'),
    knownAt: instant()
      .optional()
      .describe('As the log knew it at this moment: what had been recorded by then.'),
  })
  .refine(
    ({ revision, at }) => revision === undefined || at === undefined,
    'either revision or at, not both',
  );

const NoQuery = z.strictObject({});

/** Adds `GET {path}/{id}` and `GET {path}/{id}/history`. Public: what an anonymous reader sees, the workflow's views say. */
export const addReadRoutes = (app: FastifyInstance, context: RouteContext): void => {
  const { path, idName } = context;
  app.get(
    `${path}/:${idName}`,
    { config: { permission: 'public', operation: subjectOperation(context, PastQuery) } },
    (request, reply) => readSubject(context, request, reply),
  );
  app.get(
    `${path}/:${idName}/history`,
    { config: { permission: 'public', operation: historyOperation(context) } },
    (request, reply) => readHistory(context, request, reply),
  );
};

const readSubject = async (context: RouteContext, request: FastifyRequest, reply: FastifyReply) => {
  const { handler, workflow, idName } = context;
  const { revision, at, knownAt } = parseQuery(PastQuery, request.query);
  const { id, subject, audience } = await visibleSubject(context, request);
  const isPast = revision !== undefined || at !== undefined || knownAt !== undefined;
  const shown = isPast ? await pastOf(context, id, { revision, at, knownAt }) : subject;
  if (notModified(request, reply, shown.revision)) return reply;
  const { policy, clock } = handler;
  const now = isPast ? (at ?? knownAt ?? shown.occurredAt) : clock.now();
  return {
    [idName]: id,
    ...subjectFor(workflow, audience, { id, state: shown.state, current: subject.state }, { now, policy }),
    revision: shown.revision,
    position: shown.position,
    // Of a past state nothing can be said that could still be done.
    ...(!isPast && {
      allowedCommands: request.actor ? handler.allowedCommands(shown.state, request.actor) : [],
    }),
  } satisfies JsonObject;
};

const readHistory = async (context: RouteContext, request: FastifyRequest, reply: FastifyReply) => {
  const { handler, workflow, idName } = context;
  parseQuery(NoQuery, request.query);
  const { id, subject, audience } = await visibleSubject(context, request);
  if (notModified(request, reply, subject.revision)) return reply;
  const events: EventView[] = [];
  for await (const event of handler.history(id)) {
    if (event.revision > subject.revision) break;
    const view = eventFor(workflow, audience, subject.state, event);
    if (view !== undefined) events.push(view);
  }
  return { [idName]: id, events };
};

/** The subject as it is, and as whom the actor reads it. What they may not know of is not found. */
const visibleSubject = async (context: RouteContext, request: FastifyRequest) => {
  const { handler, workflow } = context;
  const id = subjectIdOf(context, request);
  const subject: Snapshot<object> | undefined = await handler.load(id);
  const audience = subject && workflow.audienceOf(subject.state, request.actor);
  if (subject === undefined || audience === undefined) throw new NotFound(workflow.name, id);
  return { id, subject, audience };
};

const pastOf = async (
  { handler, workflow }: RouteContext,
  id: string,
  {
    revision,
    at,
    knownAt,
  }: { readonly [Name in keyof Required<UpTo>]: Exclude<UpTo[Name], undefined> | undefined },
): Promise<Snapshot<object>> => {
  const upTo: UpTo = {
    ...(revision !== undefined && { revision }),
    ...(at !== undefined && { at }),
    ...(knownAt !== undefined && { knownAt }),
  };
  const past: Snapshot<object> | undefined = await handler.load(id, upTo);
  // A revision that is still to come is not the last one that there is.
  if (past === undefined || (revision !== undefined && past.revision < revision)) {
    throw new NotFound(`${workflow.name} at ${at ?? knownAt ?? `revision ${revision}`}`, id);
  }
  return past;
};

/** Sets the headers of a read; true when the client has what it would get. */
const notModified = (request: FastifyRequest, reply: FastifyReply, revision: number): boolean => {
  reply.headers({
    etag: entityTag(revision),
    // Everybody sees something else, and nobody may keep it without asking again.
    'cache-control': 'private, no-cache',
    vary: 'Authorization',
  });
  if (!hasAlready(request.headers['if-none-match'], revision)) return false;
  reply.code(304).send();
  return true;
};
