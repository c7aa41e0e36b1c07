import type { PhananhError, RecordedEvent } from '@phananh/core';
import {
  type CheckStream,
  checkingStreams,
  type GivenCommand,
  type ReplayFault,
  type ReplayStep,
  recomputingUnder,
  replayOfSubject,
} from '@phananh/core/audit';
import { categoryOf, findSubject, NotFound, streamOf } from '@phananh/core/engine';
import { personalInEvents, personalInState } from '@phananh/core/privacy';
import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import {
  agencyHistory,
  agencyWorkflow,
  lifecycleWorkflows,
  policiesOfLog,
  policyWorkflow,
  recomputingDues,
  reportWorkflow,
} from '@phananh/core/reports';
import { digestOfAnyPolicy } from '@phananh/core/sla';
import { commandReader, tellShown } from '../access/open-access-log.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { exitCodes, printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { counted, grouped } from '../output/table.ts';
import { CliError } from '../process/errors.ts';
import { progressBar } from '../progress/progress.ts';
import { endOfLog } from '../store/end-of-log.ts';
import { findReportId } from '../store/find-report.ts';
import { withIdentity } from '../store/identity.ts';
import { type OpenedStore, openForReading } from '../store/open-store.ts';
import { openReportsOf } from '../store/policy-of-place.ts';
import { subjectStreams } from '../store/subject-streams.ts';
import { changesTable } from './diff.ts';

export interface ReplayOptions extends CommonOptions {
  readonly revision?: number;
  readonly all?: boolean;
  readonly check?: boolean;
}

export const run = async (named: string | undefined, options: ReplayOptions): Promise<void> => {
  const { all = false, check = false } = options;
  if (all !== check) throw new CliError('wrong-usage', '--all and --check go together: replay --all --check');
  if (all) {
    if (named !== undefined || options.revision !== undefined)
      throw new CliError('wrong-usage', 'replay --all --check takes no id and no revision');
    return checkAll(options);
  }
  if (named === undefined)
    throw new CliError('wrong-usage', 'replay takes the id of a report, or --all --check');
  return replayOne(named, options);
};

const replayOne = async (named: string, options: ReplayOptions): Promise<void> => {
  const { revision, json, ...place } = options;
  const id = await findReportId(place, named);
  const store = await openForReading(place);
  try {
    const { handler } = await openReportsOf(store);
    const found = await findSubject(handler, id, { actor: commandReader() });
    const { workflow } = handler;
    const { audience } = found;
    const told = new Set<string>();
    /** Each field once, before it is shown first: a life may be long. */
    const tellStep = async ({ event, before, after }: ReplayStep): Promise<void> => {
      const fields = [
        ...personalInEvents(workflow, audience, [event]),
        ...personalInState(workflow, audience, before ?? {}),
        ...personalInState(workflow, audience, after),
      ].filter((field) => !told.has(field));
      for (const field of fields) told.add(field);
      await tellShown(options, {
        way: 'phananh replay',
        of: [streamOf(workflow, id)],
        fields: [...new Set(fields)],
      });
    };
    const range = revision === undefined ? {} : { fromRevision: revision, toRevision: revision };
    let steps = 0;
    for await (const step of replayOfSubject(handler, found, range)) {
      await tellStep(step);
      if (json === true) printJson(step);
      else printLine(`${steps === 0 ? '' : '\n'}${shownStep(step, handler.policy.calendar.zone)}`);
      steps += 1;
    }
    if (steps === 0) throw new NotFound('report', id, `at revision ${revision}`);
  } finally {
    await store.close();
  }
};

const shownStep = ({ event, command, policyDigest, changes }: ReplayStep, zone: string): string => {
  const shown = shownIn(zone);
  const { revision, type, occurredAt, recordedAt, actor } = event;
  const by = `${actor.kind} ${actor.id ?? ''}`.trim();
  const recorded = recordedAt === occurredAt ? '' : `, recorded ${shown(recordedAt)}`;
  const under = policyDigest === null ? '' : `, under the policy ${policyDigest.slice(0, 12)}…`;
  return [
    `${revision}  ${type}  ${shown(occurredAt)}${recorded}`,
    `   ${commandIn(command)} by ${by}${under}`,
    changesTable(changes, zone).replaceAll(/^/gm, '   '),
  ].join('\n');
};

const commandIn = (command: GivenCommand): string =>
  'name' in command ? `command: ${command.name}` : `command: one of ${command.oneOf.join(', ')}`;

/** What was looked at. */
interface Checked {
  streams: number;
  events: number;
  faults: number;
  unchecked: number;
  damaged: number;
}

const checkAll = async (options: ReplayOptions): Promise<void> => {
  const store = await openForReading(options);
  try {
    const checks = await checksOf(store, options);
    const foreign = new Map<string, number>();
    const isWanted = (stream: string): boolean => {
      if (checkFor(checks, stream) !== undefined) return true;
      const category = stream.split('-', 1)[0] ?? stream;
      foreign.set(category, (foreign.get(category) ?? 0) + 1);
      return false;
    };
    const sums: Checked = { streams: 0, events: 0, faults: 0, unchecked: 0, damaged: 0 };
    const onDamaged = (error: PhananhError): void => {
      sums.damaged += 1;
      if (options.json === true) printJson({ check: 'read', ...error.details, message: error.message });
      else printLine(`${error.code}: ${error.message}`);
    };
    const uncomputed = uncomputedDues(options);
    const progress = progressBar(await endOfLog(store));
    try {
      for await (const { stream, position, events } of subjectStreams(store, { isWanted }, onDamaged)) {
        const faults = checkFor(checks, stream)?.(events) ?? [];
        uncomputed.take(stream, events);
        sums.streams += 1;
        sums.events += events.length;
        for (const fault of faults) {
          if (fault.isChecked) sums.faults += 1;
          else sums.unchecked += 1;
          if (options.json === true) printJson(fault);
          else printLine(shownFault(fault));
        }
        progress.update(position, sums.events);
      }
    } finally {
      progress.stop();
    }
    tell(sums, { foreign, uncomputed: uncomputed.found }, options);
  } finally {
    await store.close();
  }
};

/** The checks by the beginning of the streams that they are for. */
type Checks = readonly (readonly [prefix: string, check: CheckStream])[];

const checkFor = (checks: Checks, stream: string): CheckStream | undefined =>
  checks.find(([prefix]) => stream.startsWith(prefix))?.[1];

const checksOf = async (store: OpenedStore, { workflows }: CommonOptions): Promise<Checks> => {
  const eventsOf = (workflow: { readonly name: string }): AsyncIterable<RecordedEvent> =>
    store.readAll({ streamPrefix: streamOf(workflow, '') });
  const agencies = await agencyHistory(eventsOf(agencyWorkflow));
  const dues = recomputingDues(await policiesOfLog(eventsOf(policyWorkflow)), agencies);
  const own: readonly AnyHostedWorkflow['workflow'][] = lifecycleWorkflows.filter(
    ({ name }) => name !== reportWorkflow.name,
  );
  return [
    [streamOf(reportWorkflow, ''), checkingStreams(reportWorkflow, dues)],
    ...own.map((workflow) => [streamOf(workflow, ''), checkingStreams(workflow)] as const),
    ...withIdentity(workflows).map(({ workflow, policy, recompute }) => {
      const anew = recompute && recomputingUnder(policy, digestOfAnyPolicy(policy), recompute);
      return [streamOf(workflow, ''), checkingStreams(workflow, anew)] as const;
    }),
  ];
};

/** Events that carry changes of clocks, of workflows that do not say how these come about: by workflow. */
const uncomputedDues = ({ workflows }: CommonOptions) => {
  const silent = new Set(
    withIdentity(workflows)
      .filter(({ recompute }) => recompute === undefined)
      .map(({ workflow }) => workflow.name),
  );
  const found = new Map<string, number>();
  return {
    found,
    take: (stream: string, events: Iterable<RecordedEvent>): void => {
      const name = categoryOf(stream);
      if (!silent.has(name)) return;
      for (const { data } of events)
        if (Array.isArray(data.clocks) && data.clocks.length > 0) found.set(name, (found.get(name) ?? 0) + 1);
    },
  };
};

const shownFault = ({ stream, revision, position, type, check, isChecked, message }: ReplayFault): string =>
  `${stream} revision ${revision} (position ${position}, ${type}): ${isChecked ? check : `${check} not checked`}: ${message}`;

/** What was not looked at, by workflow: streams of those that are not known, and events whose due instants nobody can compute. */
interface Unseen {
  readonly foreign: ReadonlyMap<string, number>;
  readonly uncomputed: ReadonlyMap<string, number>;
}

const tell = (sums: Checked, { foreign, uncomputed }: Unseen, { json }: ReplayOptions): void => {
  const { streams, events, faults, unchecked, damaged } = sums;
  if (json === true)
    printJson({
      check: 'sums',
      ...sums,
      streamsOfOthers: Object.fromEntries(foreign),
      eventsWithoutDues: Object.fromEntries(uncomputed),
    });
  else
    printLine(
      `${grouped(events)} events of ${grouped(streams)} streams were replayed: ${grouped(faults)} differ from today's code, ${grouped(unchecked)} due instants could not be computed anew, ${grouped(damaged)} cannot be read.`,
    );
  for (const [category, number] of foreign)
    say(
      `not looked at: ${counted(number, 'stream')} ${category}-…, of a workflow that --workflows does not name`,
    );
  for (const [name, number] of uncomputed)
    say(
      `not computed anew: the due instants of ${counted(number, 'event')} of ${name}; its workflow does not say how (recompute in hostedWorkflow)`,
    );
  if (faults + damaged > 0) process.exitCode = exitCodes.failed;
};
