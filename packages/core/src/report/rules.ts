import type { WorkingCalendar } from '../calendar/index.ts';
import type { Instant } from '../engine/index.ts';
import {
  type Classification,
  type ClockEvent,
  checkPolicyEvents,
  clockChangesOf,
  type Due,
  dueOfTerm,
  dueWithoutCalendar,
  isLate,
  officialPolicy,
  runningClock,
} from '../sla/index.ts';
import { type ReportEvent, reportEvents } from './events.ts';
import { clockNames, type ReportClockChange, type SlaPolicy } from './policy.ts';
import type { ReportState } from './state.ts';
import type { ReportContext } from './types.ts';

/** Rules of the lifecycle that several commands share. */

/** Reports of another system carry the due instant that was recorded there; terms of ours do not apply to them. */
export const isImported = ({ channel }: Pick<ReportState, 'channel'>): boolean => channel === 'import';

/** Events that say themselves which clocks they move, whatever the policy: none names them. */
const movingByThemselves: readonly string[] = ['re-dated', 'unmerged', 'recalled'];

/** The events that clocks can follow. */
const clockMovingTypes: readonly string[] = Object.entries(reportEvents)
  .filter(([type, { schema }]) => !movingByThemselves.includes(type) && 'clocks' in schema.shape)
  .map(([type]) => type);

/** @throws InvalidPolicy for a policy that names events which reports do not have */
export const checkReportPolicy = (policy: SlaPolicy): void => checkPolicyEvents(policy, clockMovingTypes);

/** What the rules of clocks look at in a report. */
export type ClockedReport = Pick<
  ReportState,
  'channel' | 'round' | 'procedure' | 'category' | 'awaiting' | 'clocks' | 'merge' | 'assignment'
>;

/** On what an event's clock changes are decided, beside the report and what the event says. */
export interface ClockGround {
  readonly now: Instant;
  readonly policy: SlaPolicy;
  /** The calendar of the agency that gets the report. Default: the centre's. */
  readonly agencyCalendar?: WorkingCalendar;
}

/**
 * What an event is to the clocks of its report. The one place that says it: commands ask before the event is appended, and
 * who replays a history asks again under another policy.
 *
 * @param report before the event; undefined for `submitted`
 */
export const clockEventOf = (
  report: Omit<ClockedReport, 'clocks' | 'merge' | 'assignment'> | undefined,
  event: ReportEvent,
  { now, agencyCalendar }: Pick<ClockGround, 'now' | 'agencyCalendar'>,
): ClockEvent => {
  const before = report && classificationOf(report);
  const after = classificationAfter(before, event);
  return {
    // To the clocks it is the same, and policies were written when there was no recall.
    type: event.type === 'recalled' ? 'returned' : event.type,
    at: now,
    round: report?.round ?? 1,
    ...(event.type === 'dispute-upheld' && { newRound: event.data.round }),
    classification: after,
    ...(before !== undefined && before !== after && { classifiedBefore: before }),
    waitingUntil: waitingAfter(report, event),
    ...(event.type === 'extension-granted' && {
      extension: { workingDays: event.data.workingDays, afterDue: event.data.afterDue },
    }),
    ...(agencyCalendar && { calendarOf: { agency: agencyCalendar } }),
    hasTerms: event.type === 'submitted' ? !isImported(event.data) : !(report && isImported(report)),
  };
};

const classificationOf = ({ procedure, category }: Classification): Classification => ({
  procedure,
  category,
});

const classificationAfter = (before: Classification | undefined, event: ReportEvent): Classification => {
  if (event.type === 'verified') return classificationOf(event.data);
  const known = before ?? { procedure: 'ordinary', category: null };
  if (event.type === 'submitted') return { ...known, category: event.data.category ?? null };
  if (event.type !== 'reclassified') return known;
  const { procedure = known.procedure, category = known.category } = event.data;
  return { procedure, category };
};

/** Until when the citizen is waited for when the event has happened. */
const waitingAfter = (
  report: Pick<ReportState, 'awaiting'> | undefined,
  event: ReportEvent,
): Instant | null => {
  switch (event.type) {
    case 'information-requested':
      return event.data.answerBy.at;
    case 'information-provided':
    case 'information-not-provided':
    case 'rejected':
    case 'merged':
    case 'resolved':
    case 'withdrawn':
      return null;
    default:
      return report?.awaiting?.answerBy.at ?? null;
  }
};

/** The event with what it does to the clocks in its field `clocks`; as it is when it moves none. */
export const withClocks = <Event extends ReportEvent>(
  report: ClockedReport | undefined,
  event: Event,
  ground: ClockGround,
): Event => {
  const imported =
    report === undefined ? event.type === 'submitted' && isImported(event.data) : isImported(report);
  // A case of another system is dated by that one; where ours has to count for it, it guesses nothing.
  const policy = imported ? officialPolicy(ground.policy) : ground.policy;
  const changes = clockChanges(report, event, { ...ground, policy });
  // Every event that a policy may name has the field; one that has not is refused by its schema.
  return changes.length === 0 ? event : { ...event, data: { ...event.data, clocks: [...changes] } };
};

const clockChanges = (
  report: ClockedReport | undefined,
  event: ReportEvent,
  ground: ClockGround,
): readonly ReportClockChange[] => {
  if (event.type === 'unmerged') {
    const ended = report?.merge?.ended ?? [];
    return ended.map(({ clock, round }) => ({ change: 'reopened', clock, round, at: ground.now }));
  }
  // A supporting agency has no clock.
  if (event.type === 'recalled' && event.data.agencyId !== report?.assignment?.agencyId) return [];
  return clockChangesOf(ground.policy, report?.clocks ?? [], clockEventOf(report, event, ground));
};

/** Whether an extension is asked for too late: late for one of the clocks that it would extend is late. */
export const isAskedTooLate = (
  report: Pick<ReportState, 'clocks' | 'round'>,
  { now, policy }: Pick<ClockGround, 'now' | 'policy'>,
): boolean =>
  clockNames
    .filter((name) => policy.clocks[name].extends.includes('extension-granted'))
    .some((name) => {
      const clock = runningClock(report, name);
      return clock !== undefined && isLate(clock, now);
    });

/**
 * Until when the citizen may rate and dispute. A result of another system may be older than our calendar, which refuses
 * days that it does not cover: its window is counted without it.
 */
export const ratingWindow = (
  report: Pick<ReportState, 'channel'>,
  { now, policy }: Pick<ReportContext, 'now' | 'policy'>,
): Due => (isImported(report) ? dueWithoutCalendar : dueOfTerm)(policy.calendar, now, policy.ratingWindow);
