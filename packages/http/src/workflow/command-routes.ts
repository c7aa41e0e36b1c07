import type { Command, CommandOptions, JsonObject, JsonValue, Outcome, WorkflowTypes } from '@phananh/core';
import { Forbidden, NotFound, subjectFor, WrongExpectedRevision } from '@phananh/core/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../auth/authenticate.ts';
import { HttpError } from '../errors/http-errors.ts';
import { demandedRevision, entityTag } from '../queries/conditional-request.ts';
import { correlationIdOf, idempotencyKeyOf } from './command-headers.ts';
import { creationOperation, transitionOperation } from './describe-commands.ts';
import { type RouteContext, subjectIdOf } from './route-context.ts';

/** Adds the route of one command: `POST {path}` for a creation, `POST {path}/{id}/{command}` for any other. */
export const addCommandRoute = (
  app: FastifyInstance,
  context: RouteContext,
  name: string,
  command: Command<WorkflowTypes>,
): void => {
  const { path, idName, actorKinds: permission } = context;
  if (command.from === 'none') {
    const operation = creationOperation(context, name, command);
    app.post(path, { config: { permission, operation, counted: 'creation' } }, creation(context, name));
  } else {
    const operation = transitionOperation(context, name, command);
    app.post(`${path}/:${idName}/${name}`, { config: { permission, operation } }, transition(context, name));
  }
};

const creation =
  (context: RouteContext, name: string) => async (request: FastifyRequest, reply: FastifyReply) => {
    const outcome = await context.handler.create(name, request.body ?? {}, optionsOf(request));
    reply.code(201).header('location', `${request.routeOptions.url}/${encodeURIComponent(outcome.id)}`);
    return answer(context, reply, outcome, shownAtCreation(context, request, outcome));
  };

const transition =
  (context: RouteContext, name: string) => async (request: FastifyRequest, reply: FastifyReply) => {
    const { handler, requireIfMatch } = context;
    const id = subjectIdOf(context, request);
    const ifMatch = request.headers['if-match'];
    if (requireIfMatch && ifMatch === undefined) {
      throw new HttpError('precondition-required', `${name} needs If-Match`);
    }
    const expectedRevision = demandedRevision(ifMatch);
    try {
      const outcome = await handler.execute(id, name, request.body ?? {}, {
        ...optionsOf(request),
        ...(expectedRevision !== undefined && { expectedRevision }),
      });
      return answer(context, reply, outcome);
    } catch (error) {
      throw asItMayBeSeen(context, { id, expectedRevision, error });
    }
  };

const optionsOf = (request: FastifyRequest): CommandOptions => {
  const idempotencyKey = idempotencyKeyOf(request.headers);
  return {
    actor: actorOf(request),
    ...(request.givenBy !== undefined && { givenBy: request.givenBy }),
    correlationId: correlationIdOf(request),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
};

const answer = (
  { workflow, idName }: RouteContext,
  reply: FastifyReply,
  { id, revision, position, events, state, replayed }: Outcome<object>,
  shown: JsonObject = {},
): JsonObject => {
  reply.header('etag', entityTag(revision));
  if (replayed) reply.header('idempotent-replayed', 'true');
  return {
    [idName]: id,
    ...shown,
    revision,
    position,
    phase: workflow.phaseOf(state),
    events: events.map(({ type, revision: at }) => ({ type, revision: at })),
  };
};

const shownAtCreation = (
  { handler, workflow, shownAtCreation: fields }: RouteContext,
  { actor }: FastifyRequest,
  { id, state }: Outcome<object>,
): JsonObject => {
  const audience = fields.length === 0 ? undefined : workflow.audienceOf(state, actor);
  if (audience === undefined) return {};
  const { clock, policy } = handler;
  const subject = subjectFor(workflow, audience, { id, state }, { now: clock.now(), policy });
  const shown: { [field: string]: JsonValue | undefined } = {};
  for (const field of fields) shown[field] = subject[field];
  return shown;
};

/** What the actor may learn of a failure: nothing of a subject that is not theirs to see. */
export const asItMayBeSeen = (
  { workflow }: Pick<RouteContext, 'workflow'>,
  {
    id,
    expectedRevision,
    error,
  }: { readonly id: string; readonly expectedRevision: number | undefined; readonly error: unknown },
): unknown => {
  if (error instanceof Forbidden && !error.visible) return new NotFound(workflow.name, id);
  if (error instanceof WrongExpectedRevision && expectedRevision === undefined)
    return new HttpError('contended', 'others kept being faster');
  return error;
};
