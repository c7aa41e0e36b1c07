import { instant } from '@phananh/core';
import { mostStepsOfPage, pastNamed, type SubjectDifference } from '@phananh/core/audit';
import {
  findSubject,
  historyPage,
  mostEventsOfPage,
  streamOf,
  viewOfSubject,
  wholeNumber,
} from '@phananh/core/engine';
import { personalInEvents, personalInState } from '@phananh/core/privacy';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { readInTurns } from '../queries/asking.ts';
import { contentTag, entityTag, notModified } from '../queries/conditional-request.ts';
import { parseQuery } from '../queries/parse-query.ts';
import { tellShown } from '../queries/shown-personal.ts';
import {
  differenceOperation,
  historyOperation,
  replayOperation,
  subjectOperation,
} from './describe-reads.ts';
import { differenceFor, replayFor } from './past-reads.ts';
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

const HistoryQuery = z.strictObject({
  fromRevision: wholeNumber({ min: 0 }).default(0).describe('From this revision on.'),
  limit: wholeNumber({ min: 1, max: mostEventsOfPage })
    .default(500)
    .describe('Most events of a page; there may be fewer, and more on the next one.'),
});

const place = z.string().min(1).max(64).transform(pastNamed);
const DifferenceQuery = z.strictObject({
  from: place.describe('From this revision (a whole number) or moment (an instant).'),
  to: place.describe('To this one.'),
  knownAt: instant().optional().describe('Both as the log knew them at this moment.'),
});

const ReplayQuery = z.strictObject({
  fromRevision: wholeNumber({ min: 0 }).default(0).describe('From this revision on.'),
  limit: wholeNumber({ min: 1, max: mostStepsOfPage })
    .default(25)
    .describe('Most steps of a page: each carries the subject before and after it.'),
});

/** Adds `GET {path}/{id}` and its `/history`, `/replay` and `/diff`. Public: what an anonymous reader sees, the workflow's views say. */
export const addReadRoutes = (app: FastifyInstance, context: RouteContext): void => {
  const { path, idName } = context;
  app.get(
    `${path}/:${idName}`,
    { config: { permission: 'public', operation: subjectOperation(context, PastQuery) } },
    (request, reply) => readSubject(context, request, reply),
  );
  app.get(
    `${path}/:${idName}/history`,
    { config: { permission: 'public', operation: historyOperation(context, HistoryQuery) } },
    (request, reply) => readHistory(context, request, reply),
  );
  app.get(
    `${path}/:${idName}/replay`,
    { config: { permission: 'public', operation: replayOperation(context, ReplayQuery) } },
    (request, reply) => readReplay(context, request, reply),
  );
  app.get(
    `${path}/:${idName}/diff`,
    { config: { permission: 'public', operation: differenceOperation(context, DifferenceQuery) } },
    (request, reply) => readDifference(context, request, reply),
  );
};

const readSubject = async (context: RouteContext, request: FastifyRequest, reply: FastifyReply) => {
  const { handler, workflow, idName } = context;
  const upTo = parseQuery(PastQuery, request.query);
  const found = await readInTurns(request, (how) =>
    findSubject(handler, subjectIdOf(context, request), { ...upTo, ...how, actor: request.actor }),
  );
  if (found.moment === undefined && notModified(request, reply, entityTag(found.current.revision)))
    return reply;
  const shown = { [idName]: found.id, ...viewOfSubject(handler, found) };
  // What is shown of the past follows from what is hidden now and from who reads as what: its tag is of what is shown.
  if (found.moment !== undefined && notModified(request, reply, contentTag(shown))) return reply;
  tellOf(context, request, found, personalInState(workflow, found.audience, shown));
  return shown;
};

/** Writes down whose fields are shown. */
const tellOf = (
  { workflow }: RouteContext,
  request: FastifyRequest,
  { id }: { readonly id: string },
  fields: readonly string[],
): void => tellShown(request, { of: [streamOf(workflow, id)], fields });

const readHistory = async (context: RouteContext, request: FastifyRequest, reply: FastifyReply) => {
  const { handler, workflow, idName } = context;
  const range = parseQuery(HistoryQuery, request.query);
  const { found, page } = await readInTurns(request, async (how) => {
    const found = await findSubject(handler, subjectIdOf(context, request), { ...how, actor: request.actor });
    if (notModified(request, reply, entityTag(found.current.revision))) return { found };
    return { found, page: await historyPage(handler, found, { ...range, ...how }) };
  });
  if (page === undefined) return reply;
  const { events, next } = page;
  tellOf(context, request, found, personalInEvents(workflow, found.audience, events));
  linkNext(request, reply, { next, limit: range.limit });
  return { [idName]: found.id, events };
};

const readReplay = async (context: RouteContext, request: FastifyRequest, reply: FastifyReply) => {
  const range = parseQuery(ReplayQuery, request.query);
  const { found, page } = await replayFor(
    request,
    context.handler,
    subjectIdOf(context, request),
    range,
    ({ current }) => notModified(request, reply, entityTag(current.revision)),
  );
  if (page === undefined) return reply;
  linkNext(request, reply, { next: page.next, limit: range.limit });
  return { [context.idName]: found.id, steps: page.steps };
};

const readDifference = async (context: RouteContext, request: FastifyRequest, reply: FastifyReply) => {
  const { handler, idName } = context;
  const { from, to, knownAt } = parseQuery(DifferenceQuery, request.query);
  const id = subjectIdOf(context, request);
  const known = knownAt === undefined ? {} : { knownAt };
  const shownOf = (difference: SubjectDifference) => ({
    [idName]: id,
    from: { ...difference.from },
    to: { ...difference.to },
    changes: difference.changes.map((one) => ({ ...one })),
  });
  const { difference } = await differenceFor(
    request,
    handler,
    id,
    { from: { ...from, ...known }, to: { ...to, ...known } },
    (_, found) => notModified(request, reply, contentTag(shownOf(found))),
  );
  return difference === undefined ? reply : shownOf(difference);
};

/** Where the page after this one is. */
const linkNext = (
  request: FastifyRequest,
  reply: FastifyReply,
  { next, limit }: { readonly next: number | undefined; readonly limit: number },
): void => {
  if (next === undefined) return;
  const [path] = request.url.split('?', 1);
  reply.header('link', `<${path}?fromRevision=${next}&limit=${limit}>; rel="next"`);
};
