import type { z } from 'zod';
import {
  type Actor,
  type AnyCommandHandler,
  type Clock,
  type CommandHandler,
  type CommandOptions,
  type CommandTable,
  commandHandler,
  type EventStore,
  findSubject,
  type HistoryPage,
  type HistoryRange,
  historyPage,
  type InTurns,
  type Outcome,
  type ProcessManager,
  processManager,
  type Random,
  type ReadAs,
  type RelatedSubject,
  type Revision,
  type Snapshots,
  type SubjectView,
  type UpTo,
  viewOfSubject,
  type WorkflowTypes,
} from '../engine/index.ts';
import { commandPolicy, policyDigestOf } from '../sla/index.ts';
import {
  type PolicyForWriting,
  type PolicyGuard,
  type PolicyOfLog,
  policyForWriting,
  policyGuard,
} from './adopted/index.ts';
import { type AgencyState, type AgencyTypes, agencyWorkflow } from './agency.ts';
import type { AttachmentState } from './attachment/evolve.ts';
import { type AttachmentTypes, attachmentWorkflow } from './attachment/workflow.ts';
import { type ExplanationQuery, explainReport, type ReportExplanation } from './explain.ts';
import type { LinkState } from './link/evolve.ts';
import { type LinkTypes, linkWorkflow } from './link/workflow.ts';
import type { OfficerEntry } from './officer-entry.ts';
import type { ReportPhase } from './phases.ts';
import type { SlaPolicy } from './policy.ts';
import { checkReportPolicy } from './rules.ts';
import type { ReportState } from './state.ts';
import type { ReportTypes } from './types.ts';
import { reportWorkflow, reportWorkflowWith } from './workflow.ts';

type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;

interface Given extends CommandOptions {
  /** Refuse rather than decide on a newer state. */
  readonly expectedRevision?: Revision;
}

/** One method for each command of a table, its input typed by the command's schema. */
type CommandMethods<Commands, State, Id extends string> = {
  readonly [Name in keyof Commands & string as Camel<Name>]: Commands[Name] extends {
    readonly from: 'none';
    readonly input: infer Schema extends z.ZodType;
  }
    ? (
        input: z.input<Schema>,
        options: CommandOptions,
      ) => Promise<Outcome<State> & { readonly [I in Id]: string }>
    : Commands[Name] extends { readonly input: infer Schema extends z.ZodType }
      ? (
          id: string,
          input: z.input<Schema>,
          options: Given,
        ) => Promise<Outcome<State> & { readonly [I in Id]: string }>
      : never;
};

export type Agencies = CommandMethods<typeof agencyWorkflow.commands, AgencyState, 'agencyId'> & {
  readonly handler: CommandHandler<AgencyTypes>;
};

export type Links = CommandMethods<typeof linkWorkflow.commands, LinkState, 'reportId'> & {
  readonly handler: CommandHandler<LinkTypes>;
};

export type Attachments = CommandMethods<
  typeof attachmentWorkflow.commands,
  AttachmentState,
  'attachmentId'
> & {
  readonly handler: CommandHandler<AttachmentTypes>;
};

/** A report as somebody may see it: these fields, and those that their audience has beside. */
export type ReportView = SubjectView & { readonly reportId: string; readonly phase: ReportPhase };

/** Some of the events of a report as somebody may see them. */
export interface ReportHistory extends HistoryPage {
  readonly reportId: string;
}

/** The commands; a report that is submitted answers with the code by which it is followed, `XXXXX-XXXXX`. */
type ReportCommands = Omit<ReportMethods, 'submit'> & {
  readonly submit: (
    ...args: Parameters<ReportMethods['submit']>
  ) => Promise<Awaited<ReturnType<ReportMethods['submit']>> & { readonly trackingCode: string }>;
};
type ReportMethods = CommandMethods<typeof reportWorkflow.commands, ReportState, 'reportId'>;

/** The report lifecycle over an event store: one method a command, and what it takes to read, host and react. */
export type Reports = ReportCommands & {
  readonly handler: CommandHandler<ReportTypes>;
  readonly agencies: Agencies;
  /** What was uploaded; the bytes are with whoever took them in. */
  readonly attachments: Attachments;
  /** One-time links that make their holder the reporter of a report. Their secrets are with whoever makes them. */
  readonly links: Links;
  /**
   * A report, now or in the past: what `GET /v1/reports/{reportId}` answers. With `actor` as they may see it, somebody who
   * is not known when that is undefined; without the key for the code itself, which sees everything that is not redacted.
   * Instants are taken with any offset.
   *
   * @throws {@link NotFound} when there is none, and when the actor may not know of it; {@link InvalidQuery} for what is no
   *   revision or instant, and for `revision` together with `at`
   */
  readonly get: (reportId: string, options?: ReadAs & UpTo & InTurns) => Promise<ReportView>;
  /**
   * The events of a report in order, as {@link Reports.get} shows them: 500, or `limit` (1 to 1,000), from `fromRevision` on. The page
   * after it begins at `next`; with `toRevision: revision` the pages are those of one moment, whatever comes meanwhile.
   *
   * @throws {@link NotFound} as {@link Reports.get} does, {@link InvalidQuery} for what are no revisions, and for another limit
   */
  readonly history: (
    reportId: string,
    options?: ReadAs & HistoryRange & InTurns & { readonly limit?: number },
  ) => Promise<ReportHistory>;
  /** Why a clock of a report is due when it is. Throws as {@link explainReport} does. */
  readonly explain: (
    reportId: string,
    query: ExplanationQuery,
    options: { readonly actor: Actor | undefined } & InTurns,
  ) => Promise<ReportExplanation>;
  /** Gives the commands that events cause, such as `absorb` after `merge`; a host runs it over the log. */
  readonly processManager: ProcessManager;
  readonly store: EventStore;
  /** On the calendars as they are announced; the handler's goes on beyond them. */
  readonly policy: SlaPolicy;
  /** Refuses commands under another policy than that of the log; whoever follows the log tells it of events. */
  readonly policyGuard: PolicyGuard;
};

export interface ReportsOptions {
  readonly store: EventStore;
  readonly policy: SlaPolicy;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Where folded reports are kept between commands. Default: nowhere, each command folds its stream. */
  readonly snapshots?: Snapshots;
  /**
   * Where officers are registered: loads one by their actor id. A report is then handed over by a head of the agency, to an active officer of
   * it. Default: there is no registry, and any officer of the agency hands over.
   */
  readonly officers?: (actorId: string) => Promise<RelatedSubject<OfficerEntry>>;
  /** Whether what is over its term is erased by whoever opens them. Default: no term is said to be over. */
  readonly erases?: boolean;
}

/** {@link policyForWriting} for a log of reports: no policy that names events which reports do not have. */
export const reportPolicyForWriting = (store: EventStore, wanted: PolicyForWriting): Promise<PolicyOfLog> =>
  policyForWriting(store, {
    ...wanted,
    check: (policy) => {
      checkReportPolicy(policy);
      wanted.check?.(policy);
    },
  });

/**
 * Opens the report lifecycle over a store. Where a policy stands in the log, commands are refused under another one: `policyOfLog`
 * gives it, and `runReports` of `@phananh/sqlite` takes it by itself.
 */
export const createReports = ({
  policy: announced,
  officers,
  erases = false,
  ...options
}: ReportsOptions): Reports => {
  checkReportPolicy(announced);
  const policy = commandPolicy(announced);
  const policyDigest = policyDigestOf(announced);
  const guard = policyGuard(options.store, announced);
  const demandWritable = guard.demand;
  const common = { ...options, policy, policyDigest, demandWritable };
  const agencyHandler = commandHandler({ ...common, workflow: agencyWorkflow });
  const attachmentHandler = commandHandler({ ...common, workflow: attachmentWorkflow });
  const handler = commandHandler({
    ...common,
    workflow:
      officers === undefined && !erases
        ? reportWorkflow
        : reportWorkflowWith({ registry: officers !== undefined, erases }),
    related: {
      agency: (id) => agencyHandler.load(id),
      attachment: (id) => attachmentHandler.load(id),
      ...(officers && { officer: officers }),
    },
    onAppended: (event) => manager.react([event]),
  });
  const linkHandler = commandHandler({
    ...common,
    workflow: linkWorkflow,
    related: { report: (id) => handler.load(id) },
  });
  const manager = processManager([handler, agencyHandler, attachmentHandler]);
  const agencies = { ...methodsOf(agencyHandler, 'agencyId'), handler: agencyHandler };
  const attachments = { ...methodsOf(attachmentHandler, 'attachmentId'), handler: attachmentHandler };
  const links = { ...methodsOf(linkHandler, 'reportId'), handler: linkHandler };
  const explain: Reports['explain'] = (reportId, query, { actor, turn }) =>
    explainReport(handler, reportId, actor, query, { turn });
  const get: Reports['get'] = async (reportId, as) => {
    const found = await findSubject(handler, reportId, as);
    return { ...viewOfSubject(handler, found), reportId, phase: found.shown.state.phase };
  };
  const history: Reports['history'] = async (reportId, { limit = eventsPerPage, ...options } = {}) => {
    const found = await findSubject(handler, reportId, { ...asOf(options), turn: options.turn });
    return { reportId, ...(await historyPage(handler, found, { ...options, limit })) };
  };
  // The methods are made from the same tables that their types are made from.
  const methods = methodsOf(handler, 'reportId') as unknown as ReportMethods;
  const submit: Reports['submit'] = async (input, given) => {
    const outcome = await methods.submit(input, given);
    return { ...outcome, trackingCode: outcome.state.trackingCode };
  };
  const reading = { get, history, explain };
  // Their methods are made from their own tables, of which their types tell the same.
  const parts = {
    handler,
    agencies: agencies as unknown as Agencies,
    attachments: attachments as unknown as Attachments,
    links: links as unknown as Links,
    processManager: manager,
  };
  return {
    ...methods,
    submit,
    ...reading,
    ...parts,
    store: options.store,
    policy: announced,
    policyGuard: guard,
  };
};

/** As http-api has it. */
const eventsPerPage = 500;

/** The key `actor` says something by being there. */
const asOf = (options: ReadAs): ReadAs => ('actor' in options ? { actor: options.actor } : {});

const methodsOf = (handler: AnyCommandHandler, idName: string): { readonly [method: string]: unknown } => {
  const commands: CommandTable<WorkflowTypes> = handler.workflow.commands;
  const methods = Object.entries(commands).map(([name, { from }]) => {
    const create = (input: unknown, options: CommandOptions) => handler.create(name, input, options);
    const execute = (id: string, input: unknown, options: Given) => handler.execute(id, name, input, options);
    const withId =
      <Args extends readonly unknown[]>(give: (...args: Args) => Promise<Outcome<object>>) =>
      async (...args: Args) => {
        const outcome = await give(...args);
        return { ...outcome, [idName]: outcome.id };
      };
    return [camelCase(name), from === 'none' ? withId(create) : withId(execute)];
  });
  return Object.fromEntries(methods);
};

const camelCase = (name: string): string =>
  name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
