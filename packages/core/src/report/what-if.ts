import { type Instant, type RecordedEvent, upcast, withCorrections } from '../engine/index.ts';
import {
  type Due,
  officialPolicy,
  type Reading,
  runningClock,
  standingAt,
  type Verdict,
  verdictsOf,
} from '../sla/index.ts';
import type { AgencyState } from './agency.ts';
import type { AgencyHistory } from './agency-history.ts';
import { onAgencysDays } from './commands/assignment.ts';
import { reportCorrections } from './corrections.ts';
import { type RecordedReportEvent, type ReportEvent, reportEvents } from './events.ts';
import { evolveReport } from './evolve.ts';
import { type ClockName, clockNames, type ReportClock, type SlaPolicy } from './policy.ts';
import { reDated } from './re-dating.ts';
import { checkReportPolicy, isAskedTooLate, isImported, withClocks } from './rules.ts';
import type { ReportState } from './state.ts';

/** A report as it is recorded, and as the same events would have made it under another policy. */
export interface Replayed {
  readonly before: ReportState;
  readonly after: ReportState;
}

/** Replays the events of one report. Undefined without events. */
export type Replay = (recorded: Iterable<RecordedEvent>) => Replayed | undefined;

/**
 * Replays reports as if a policy and its calendars had been in force from the first day. What people did stays, and when
 * they did it; what follows from it for the clocks is computed anew by the rules of the commands.
 *
 * - A question keeps its term, in which the citizen answered or was silent; what the wait gives back is computed anew.
 * - Whether an extension was asked for too late is decided anew; one that was granted is granted.
 * - A clock is dated on the policy's calendars from its start, so that a recorded re-dating has nothing left to move.
 * - A case of another system keeps the due instant that was recorded there.
 *
 * @throws InvalidPolicy when a clock waits for an event that moves none
 * @throws UnknownCalendar, CalendarNotCovered from the replay
 */
export const replayUnder = (policy: SlaPolicy, agencies: AgencyHistory): Replay => {
  checkReportPolicy(policy);
  // Figures: a case that needs days which no notice covers is refused, and told as left out.
  const announced = officialPolicy(policy);
  return (recorded) => {
    let before: ReportState | undefined;
    let after: ReportState | undefined;
    for (const stored of withCorrections({ corrections: reportCorrections }, [...recorded])) {
      const event = upcast(reportEvents, stored);
      const agency =
        event.type === 'assigned' ? agencies.before(event.data.agencyId, event.position) : undefined;
      after = evolveReport(after, eventUnder(announced, after, event, agency));
      before = evolveReport(before, event);
    }
    return before && after && { before, after };
  };
};

/** An event of a report as it would have been recorded under a policy. @param agency that gets the report, as it was then */
export const eventUnder = (
  policy: SlaPolicy,
  report: ReportState | undefined,
  event: RecordedReportEvent,
  agency: AgencyState | undefined,
): RecordedReportEvent => {
  const ground = { now: event.metadata.occurredAt, policy };
  const caseOfOthers = event.type === 'submitted' && isImported(event.data);
  if (caseOfOthers || (report === undefined && event.type !== 'submitted')) return event;
  if (report !== undefined && event.type === 'extension-requested') {
    return { ...event, data: { ...event.data, afterDue: isAskedTooLate(report, ground) } };
  }
  if (report !== undefined && event.type === 're-dated') {
    const clock = runningClock(report, event.data.clock);
    const moved = clock && reDated(report, clock, ground);
    return { ...event, data: { ...event.data, clocks: undefined, ...moved } };
  }
  if (!('clocks' in reportEvents[event.type].schema.shape)) return event;
  return withClocks(report, withoutClocks(asGranted(report, event)), onAgencysDays(agency, ground));
};

/** A granted extension is as late as its request. */
const asGranted = (report: ReportState | undefined, event: RecordedReportEvent): RecordedReportEvent => {
  const asked = report?.pendingExtension;
  return event.type === 'extension-granted' && asked != null
    ? { ...event, data: { ...event.data, afterDue: asked.afterDue } }
    : event;
};

const withoutClocks = <Event extends ReportEvent>(event: Event): Event => ({
  ...event,
  data: { ...event.data, clocks: undefined },
});

/** A clock whose due moment or verdict is another under the other policy. */
export interface ClockMove {
  readonly clock: ClockName;
  readonly round: number;
  /** Which start of the clock in its round, from 0. */
  readonly start: number;
  readonly before: ClockStanding;
  readonly after: ClockStanding;
}

/** How a clock stands at a moment; nulls where there is no such clock, and verdicts of one that was cancelled. */
export interface ClockStanding {
  /** In force. */
  readonly due: Due | null;
  readonly verdict: Verdict | null;
  readonly againstOriginal: Reading | null;
}

/** The clocks that move between two states of a report, as of a moment: in the order of their names and starts. */
export const clockMoves = (
  before: Pick<ReportState, 'clocks'>,
  after: Pick<ReportState, 'clocks'>,
  asOf: Instant,
): readonly ClockMove[] =>
  clockNames.flatMap((name) => {
    const [old, anew] = [startsOf(before.clocks, name), startsOf(after.clocks, name)];
    const keys = [...new Set([...old.keys(), ...anew.keys()])];
    return keys.flatMap((key): readonly ClockMove[] => {
      const [round = 1, start = 0] = key.split('/').map(Number);
      const standings = {
        before: standingOf(old.get(key), asOf),
        after: standingOf(anew.get(key), asOf),
      };
      return sameStanding(standings.before, standings.after)
        ? []
        : [{ clock: name, round, start, ...standings }];
    });
  });

/** The clocks of a name by their round and which start of it they are. */
const startsOf = (clocks: readonly ReportClock[], name: ClockName): ReadonlyMap<string, ReportClock> => {
  const starts = new Map<string, ReportClock>();
  const inRound = new Map<number, number>();
  for (const clock of clocks) {
    if (clock.clock !== name) continue;
    const start = inRound.get(clock.round) ?? 0;
    inRound.set(clock.round, start + 1);
    starts.set(`${clock.round}/${start}`, clock);
  }
  return starts;
};

const standingOf = (clock: ReportClock | undefined, asOf: Instant): ClockStanding => {
  const verdicts = clock && verdictsOf(clock, asOf);
  return {
    due: clock === undefined ? null : standingAt(clock, asOf).due,
    verdict: verdicts?.verdict ?? null,
    againstOriginal: verdicts?.againstOriginal ?? null,
  };
};

const sameStanding = (a: ClockStanding, b: ClockStanding): boolean =>
  a.due?.at === b.due?.at && a.verdict === b.verdict && a.againstOriginal === b.againstOriginal;
