import type { Clock, EventStore, SlaPolicy } from '@phananh/core';
import { vietnamCalendar, type WorkingCalendar } from '@phananh/core/calendar';
import { eventFaultOf, idInStream } from '@phananh/core/engine';
import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import {
  agencyWorkflow,
  attachmentWorkflow,
  lifecycleWorkflows,
  reportWorkflow,
} from '@phananh/core/reports';
import type { ReadSide } from '../building/read-side.ts';
import { declaredSource } from '../declared/source.ts';
import { otherStreams } from '../parked/other-streams.ts';
import { fillCalendarDays } from '../report/calendar-days.ts';
import { reportSources } from '../report/report-sources.ts';
import { policyMessage, reportTimers } from '../report/report-timers.ts';
import type { TimedSubject, TimerSource } from '../timers/timer-projection.ts';
import { timersTable } from '../timers/timers-table.ts';
import { besideReports } from './beside-reports.ts';

/** Of what tables are made: reports under a policy, and other workflows beside them. */
export interface Hosted {
  /** Absent: the calendar of Viet Nam, no signals, and no timers of reports. */
  readonly policy?: SlaPolicy | undefined;
  readonly workflows?: readonly AnyHostedWorkflow[];
}

/** The calendar whose days stand in the tables of reports. */
export const calendarOfTables = ({ policy }: Hosted): WorkingCalendar =>
  policy?.calendar ?? vietnamCalendar();

/** @throws InvalidWorkflow of core for workflows that cannot stand beside each other */
export const readSideOf = (hosted: Hosted, clock: Clock): ReadSide => {
  const { policy } = hosted;
  const reports = [reportWorkflow, agencyWorkflow];
  const others = besideReports(hosted.workflows ?? []);
  const workflows = [...reports, ...others.map(({ workflow }) => workflow)];
  const calendar = calendarOfTables(hosted);
  const calendars = policy?.calendars ?? [calendar];
  const timers = timersOf(policy, others);
  const faultOf = eventFaultOf([...lifecycleWorkflows, ...others.map(({ workflow }) => workflow)]);
  return {
    projections: [
      ...reportSources(calendar, policy),
      ...others.flatMap((one) => one.projections.map((declared) => declaredSource(declared, one))),
      otherStreams(workflows, lifecycleWorkflows),
    ],
    late: timers && timersTable(timers, { clock, faultOf }),
    faultOf,
    clock,
    calendar: calendar.version,
    lists: listsOf(others),
    prepare: (database) => fillCalendarDays(database, calendars),
  };
};

const listsOf = (others: readonly AnyHostedWorkflow[]): ReadSide['lists'] =>
  new Map(
    others.flatMap(({ lists, projections }) =>
      Object.entries(lists).flatMap(([name, list]) => {
        const one = projections.find(({ tables }) => Object.values<object>(tables).includes(list.of));
        return one === undefined ? [] : [[name, { list, projection: one.name }] as const];
      }),
    ),
  );

const timersOf = (
  policy: SlaPolicy | undefined,
  others: readonly AnyHostedWorkflow[],
): TimerSource | undefined => {
  const sources = [
    ...(policy === undefined
      ? []
      : [reportTimers(policyMessage(policy)), timersOfOther({ workflow: attachmentWorkflow, policy })]),
    ...others.filter(({ workflow }) => workflow.timers !== undefined).map(timersOfOther),
  ];
  if (sources.length === 0) return undefined;
  const [only] = sources;
  if (only !== undefined && sources.length === 1) return only;
  return {
    timed: sources.flatMap(({ timed }) => timed),
    fingerprint: JSON.stringify(sources.map(({ fingerprint }) => fingerprint)),
    async *open(database, store) {
      for (const source of sources) yield* source.open(database, store);
    },
    *ended(database) {
      for (const source of sources) yield* source.ended?.(database) ?? [];
    },
  };
};

/** Which of its subjects have ended only their streams tell. */
const timersOfOther = ({
  workflow,
  policy,
}: Pick<AnyHostedWorkflow, 'workflow' | 'policy'>): TimerSource => ({
  timed: [{ workflow, policy }],
  fingerprint: JSON.stringify([workflow.name, workflow.stateVersion]),
  open: (_, store) => everySubject(store, workflow.name),
});

async function* everySubject(
  store: EventStore,
  workflow: string,
): AsyncGenerator<readonly TimedSubject[], undefined> {
  const ending = new AbortController();
  const batches = store.subscribe({ streamPrefix: `${workflow}-`, signal: ending.signal });
  for await (const { events, caughtUp } of batches) {
    // Each once: the other events of a stream add nothing.
    yield events
      .filter(({ revision }) => revision === 0)
      .flatMap(({ stream }) => {
        const id = idInStream({ name: workflow }, stream);
        return id === undefined ? [] : [{ workflow, id }];
      });
    if (caughtUp) return;
  }
}
