import {
  type Clock,
  commandHandler,
  memorySnapshots,
  type Reports,
  type ReportsOptions,
} from '@phananh/core';
import {
  type AnyCommandHandler,
  demandKnownCommands,
  idInStream,
  type ProcessManager,
  processManager,
  type Random,
  type RelatedSubject,
  type SnapshotStore,
  streamOf,
} from '@phananh/core/engine';
import type { AnyHostedWorkflow, RunningWorkflow } from '@phananh/core/read-models';
import {
  agencyWorkflow,
  attachmentWorkflow,
  linkWorkflow,
  type OfficerEntry,
  reportWorkflow,
} from '@phananh/core/reports';
import { digestOfAnyPolicy } from '@phananh/core/sla';
import { besideReports } from '../read-models/hosted/beside-reports.ts';

/**
 * Looks whether workflows can run beside reports and each other; nothing is opened for it.
 *
 * @throws {@link InvalidWorkflow} where two have one name, or of their projections, tables or lists, and where one gives commands to another that is not here
 */
export const demandTogether = (workflows: readonly AnyHostedWorkflow[]): void => {
  const definitions = besideReports(workflows).map(({ workflow }) => workflow);
  demandKnownCommands([reportWorkflow, agencyWorkflow, attachmentWorkflow, linkWorkflow, ...definitions]);
};

/**
 * Where officers are registered, for reports: among the workflows that run beside them. Those are opened over reports, so that they are
 * looked up when somebody is asked for; undefined where there is no registry.
 *
 * @param running filled before the first command is given
 */
export const officersAmong = (
  workflows: readonly AnyHostedWorkflow[],
  running: readonly RunningWorkflow[],
): ReportsOptions['officers'] => {
  if (!workflows.some(({ workflow }) => workflow.name === registry)) return undefined;
  return async (actorId) => {
    const found = await running
      .find(({ handler }) => handler.workflow.name === registry)
      ?.handler.load(actorId);
    // A workflow of this name says of an officer what reports look at.
    return found as RelatedSubject<OfficerEntry>;
  };
};

const registry = 'officer';

/** Opens workflows beside reports, over the same log. Their decisions may look at each other's subjects. */
export const runningWorkflows = (
  workflows: readonly AnyHostedWorkflow[],
  {
    reports,
    snapshots = memorySnapshots,
    ...given
  }: {
    readonly reports: Reports;
    readonly clock: Clock;
    readonly random?: Random;
    /** Makes where one of them keeps its subjects between commands. Default: in memory. */
    readonly snapshots?: () => SnapshotStore;
  },
): readonly RunningWorkflow[] => {
  const handlers = new Map<string, AnyCommandHandler>(
    lifecycleHandlers(reports).map((handler) => [handler.workflow.name, handler]),
  );
  const names = [...handlers.keys(), ...workflows.map(({ workflow }) => workflow.name)];
  /** All of them are there when a decision is made. */
  const related = Object.fromEntries(
    names.map((name) => [name, async (id: string) => handlers.get(name)?.load(id)]),
  );
  return workflows.map((hosted) => {
    const { workflow, policy } = hosted;
    const handler: AnyCommandHandler = commandHandler({
      workflow,
      policy,
      policyDigest: digestOfAnyPolicy(policy),
      store: reports.store,
      related,
      snapshots: { store: snapshots() },
      ...given,
    });
    handlers.set(workflow.name, handler);
    return { hosted, handler };
  });
};

const lifecycleHandlers = ({
  handler,
  agencies,
  attachments,
  links,
}: Reports): readonly AnyCommandHandler[] => [handler, agencies.handler, attachments.handler, links.handler];

const handlersOf = (
  workflows: readonly RunningWorkflow[],
  reports: Reports,
): readonly AnyCommandHandler[] => [
  ...lifecycleHandlers(reports),
  ...workflows.map(({ handler }) => handler),
];

/** One process manager of reports and the workflows beside them: for what is given once more, whichever it is of. */
export const everyReaction = (workflows: readonly RunningWorkflow[], reports: Reports): ProcessManager =>
  workflows.length === 0 ? reports.processManager : processManager(handlersOf(workflows, reports));

/**
 * The process managers of workflows beside reports, each with a checkpoint of its own: one that comes to a host reacts to what is in
 * the log already, and none holds up another.
 */
export const reactionsOf = (
  workflows: readonly RunningWorkflow[],
  reports: Reports,
): readonly {
  readonly name: string;
  readonly streamPrefix: string;
  readonly processManager: Pick<ProcessManager, 'react'>;
}[] => {
  const handlers = handlersOf(workflows, reports);
  return workflows
    .map(({ hosted }) => hosted.workflow)
    .filter(({ reactions, compensations }) => reactions !== undefined || compensations !== undefined)
    .map(({ name }) => {
      const manager = processManager(handlers);
      const isOwn = ({ stream }: { readonly stream: string }): boolean =>
        idInStream({ name }, stream) !== undefined;
      return {
        name: `process-manager@1:${name}`,
        streamPrefix: streamOf({ name }, ''),
        processManager: {
          react: (events, how) => manager.react([...events].filter(isOwn), how),
        },
      };
    });
};
