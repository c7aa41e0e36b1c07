import type { Command, Workflow, WorkflowTypes } from '@phananh/core';
import type { AnyCommandHandler } from '@phananh/core/engine';
import type { FastifyInstance } from 'fastify';
import { addCommandRoute } from './command-routes.ts';
import { addReadRoutes } from './read-routes.ts';
import { addSuggestionRoute } from './suggestion-routes.ts';

export interface WorkflowRoutesOptions {
  /** Where the subjects live, such as `/v1/permits`; a prefix of the registration stands before it. */
  readonly path: string;
  readonly handler: AnyCommandHandler;
  /** What answers call the subject's id. Default: the workflow's name and `Id`. */
  readonly idName?: string;
  /** Whether a command to something that exists must carry `If-Match`. Default: no. */
  readonly requireIfMatch?: boolean;
  /** Fields of the new subject that the answer to its creation shows, as far as its creator may see them. */
  readonly shownAtCreation?: readonly string[];
}

/**
 * The routes of a workflow, made from its definition: creations, every command that is not internal, the subject, its
 * history. The application has {@link routeBasis} registered already.
 */
export const workflowRoutes = async (app: FastifyInstance, options: WorkflowRoutesOptions): Promise<void> => {
  const { path, handler, requireIfMatch = false, shownAtCreation = [] } = options;
  const workflow: Workflow = handler.workflow;
  const idName = options.idName ?? `${workflow.name}Id`;
  const actorKinds = Object.keys(workflow.actorKinds);
  const context = { handler, workflow, path, idName, requireIfMatch, shownAtCreation, actorKinds };
  app.phananh.catalog.add(workflow.refusals);
  app.phananh.summaries.set(workflow.name, workflow.summary);
  for (const [name, command] of commandsWithRoutes(workflow)) addCommandRoute(app, context, name, command);
  // What nobody may see is asked for by nobody.
  if (Object.keys(workflow.views).length === 0) return;
  addReadRoutes(app, context);
  if (Object.hasOwn(workflow.commands, 'redact')) addSuggestionRoute(app, context);
};

const commandsWithRoutes = (workflow: Workflow): readonly (readonly [string, Command<WorkflowTypes>])[] =>
  Object.entries(workflow.commands).filter(([, { internal }]) => internal !== true);
