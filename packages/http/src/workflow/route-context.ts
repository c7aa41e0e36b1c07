import type { Workflow } from '@phananh/core';
import { type AnyCommandHandler, NotFound, parseInput } from '@phananh/core/engine';
import type { FastifyRequest } from 'fastify';

/** What the routes of one workflow share. */
export interface RouteContext {
  readonly handler: AnyCommandHandler;
  readonly workflow: Workflow;
  readonly path: string;
  readonly idName: string;
  readonly requireIfMatch: boolean;
  readonly shownAtCreation: readonly string[];
  /** Every kind of actor that the workflow knows; which may do what is decided by the workflow itself. */
  readonly actorKinds: readonly string[];
}

/** The id in the path. One that no subject can have is one that no subject has. */
export const subjectIdOf = ({ workflow, idName }: RouteContext, { params }: FastifyRequest): string => {
  const id =
    typeof params === 'object' && params !== null && idName in params
      ? new Map<string, unknown>(Object.entries(params)).get(idName)
      : undefined;
  const parsed = parseInput(workflow.id, id);
  if (!parsed.success) throw new NotFound(workflow.name, String(id));
  return parsed.data;
};
