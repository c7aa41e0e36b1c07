import type { Actor, EventStore, JsonObject, Outcome, Snapshots } from '../engine/index.ts';
import {
  agency,
  citizen,
  createReports,
  huePolicy,
  operator,
  type ReportCommandName,
  type ReportState,
  type Reports,
  reportWorkflow,
  type SlaPolicy,
  system,
} from '../report/index.ts';
import { givenAttachments } from './attachments.ts';
import { memoryEventStore } from './memory-store.ts';
import { type SimulatedClock, simulatedClock } from './simulated-clock.ts';

/** Actors that the examples of the commands fit. */
export const people = {
  citizen: citizen('c-17'),
  operator: operator('o-3'),
  agency: agency('officer-9', 'agency-hue-lighting'),
  system: system('timer'),
} as const;

/**
 * Every command that somebody gives, for random histories: those on the way of a report more often than the others, because one
 * after the other they lead somewhere. What only a process manager gives follows from other reports.
 */
// The names are those of the table.
const everyCommand = (Object.keys(reportWorkflow.commands) as ReportCommandName[]).filter((name) => {
  const command: { readonly internal?: boolean } = reportWorkflow.commands[name];
  return command.internal !== true;
});
const onTheWay: readonly ReportCommandName[] = [
  'verify',
  'assign',
  'return',
  'request-information',
  'provide-information',
  'request-extension',
  'grant-extension',
  'resolve',
  'publish',
  'dispute',
  'uphold-dispute',
];
export const likelyCommands: readonly ReportCommandName[] = [
  ...everyCommand,
  ...onTheWay,
  ...onTheWay,
  ...onTheWay,
];

/** A report service on a simulated clock, with the agency of the examples registered. */
export interface LifecycleFixture {
  readonly reports: Reports;
  readonly clock: SimulatedClock;
  /** Submits the example and answers its id. */
  submit(input?: JsonObject): Promise<string>;
  /** Gives a command with its example as input, or with another input, by the first role that may give it or by another actor. */
  give(
    reportId: string,
    command: ReportCommandName,
    input?: JsonObject,
    actor?: Actor,
  ): Promise<Outcome<ReportState>>;
  /** Gives several commands with their examples. */
  giveAll(reportId: string, ...commands: readonly ReportCommandName[]): Promise<void>;
  state(reportId: string): Promise<ReportState>;
}

export const lifecycleFixture = async (
  start = '2026-03-02T02:00:00.000Z',
  {
    policy = huePolicy,
    makeStore = memoryEventStore,
    snapshots,
    erases = false,
  }: {
    readonly policy?: SlaPolicy;
    readonly makeStore?: (options: { readonly clock: SimulatedClock }) => EventStore;
    readonly snapshots?: Snapshots;
    readonly erases?: boolean;
  } = {},
): Promise<LifecycleFixture> => {
  const clock = simulatedClock(start);
  const reports = createReports({
    store: makeStore({ clock }),
    policy,
    clock,
    erases,
    ...(snapshots && { snapshots }),
  });
  for (const agencyId of ['agency-hue-lighting', 'agency-hue-roads']) {
    const input = { agencyId, name: agencyId, kind: 'government' };
    await reports.agencies.handler.create('register', input, { actor: people.operator });
  }
  const give: LifecycleFixture['give'] = async (reportId, command, given, by) => {
    const definition = reportWorkflow.commands[command];
    const input: JsonObject = given ?? definition.example;
    const actor = by ?? actorOf(definition.by[0] ?? 'operator');
    if (command !== 'publish') await givenAttachments(reports, input, actor);
    return reports.handler.execute(reportId, command, input, { actor });
  };
  return {
    reports,
    clock,
    submit: async (input = reportWorkflow.commands.submit.example) => {
      await givenAttachments(reports, input, people.citizen);
      return (await reports.handler.create('submit', input, { actor: people.citizen })).id;
    },
    give,
    giveAll: async (reportId, ...commands) => {
      for (const command of commands) await give(reportId, command);
    },
    state: async (reportId) => {
      const subject = await reports.handler.load(reportId);
      if (subject === undefined) throw new TypeError(`there is no report ${reportId}`);
      return subject.state;
    },
  };
};

const actorOf = (kind: string): Actor =>
  Object.values(people).find((actor) => actor.kind === kind) ?? { kind, id: `${kind}-1` };
