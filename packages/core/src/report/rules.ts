import {
  type ClockChange,
  cancelClocks,
  type Due,
  dueOfTerm,
  dueWithoutCalendar,
  reDateClock,
  resolutionDue,
  runningClock,
  startClock,
  stopClocks,
  type Term,
} from '../sla/index.ts';
import type { ReportState } from './state.ts';
import { clocksOf, type ReportContext } from './types.ts';

/** Rules of the lifecycle that several commands share. */

/** Reports of another system carry the due instant that was recorded there; terms of ours do not apply to them. */
export const isImported = ({ channel }: Pick<ReportState, 'channel'>): boolean => channel === 'import';

/** The handling ends without a result: the overall clock stops, the stages end without a verdict. */
export const endOfHandling = (report: ReportState, context: ReportContext): readonly ClockChange[] => {
  const clocks = clocksOf(report, context);
  return [...stopClocks(clocks, ['overall']), ...cancelClocks(clocks, ['verification', 'resolution'])];
};

/** The whole term of a procedure; reports of another system have none but the one recorded there. */
export const overallTerm = (
  report: ReportState,
  procedure: string,
  { policy }: Pick<ReportContext, 'policy'>,
): Term | null =>
  isImported(report) ? null : (policy.overall.byProcedure[procedure] ?? policy.overall.term);

/** Dates the overall clock, and with it the agency's, anew when the procedure has another term. */
export const reDateByProcedure = (
  report: ReportState,
  procedure: string,
  context: ReportContext,
): readonly ClockChange[] => {
  const clocks = clocksOf(report, context);
  const overall = runningClock(clocks, 'overall');
  const term = overallTerm(report, procedure, context);
  if (overall === undefined || term === null) return [];
  if (overall.term?.count === term.count && overall.term.unit === term.unit) return [];
  const moved = reDateClock(clocks, overall, term);
  if (moved === undefined || moved.change !== 're-dated') return [];
  const resolution = runningClock(clocks, 'resolution');
  if (resolution === undefined || moved.originalDue === null || moved.due === null) return [moved];
  const { calendar } = context.policy;
  const agency = resolutionDue(calendar, resolution.startedAt, moved.originalDue);
  const inForce = resolutionDue(calendar, resolution.startedAt, moved.due);
  return [
    moved,
    {
      change: 're-dated',
      clock: 'resolution',
      round: report.round,
      at: context.now,
      term: agency.term,
      originalDue: agency.due,
      due: inForce.due,
    },
  ];
};

/** Starts the agency's clock: what is left of the overall due less a day for the approval. */
export const startResolution = (
  report: ReportState,
  { now, policy }: ReportContext,
  round: number,
  overall: Due | null,
): ClockChange => {
  const clocks = { round, now, calendar: policy.calendar };
  if (isImported(report) || overall === null) return startClock(clocks, 'resolution', null);
  const { term, due } = resolutionDue(policy.calendar, now, overall);
  return startClock(clocks, 'resolution', term, due);
};

/** Starts a stage that has a term of its own, without one for a report of another system. */
export const startStage = (
  report: ReportState,
  context: ReportContext,
  stage: 'approval' | 'dispute',
): ClockChange =>
  startClock(clocksOf(report, context), stage, isImported(report) ? null : context.policy[stage]);

/**
 * Until when the citizen may rate and dispute. A result of another system may be older than our calendar, which refuses
 * days that it does not cover: its window is counted without it.
 */
export const ratingWindow = (report: ReportState, { now, policy }: ReportContext): Due =>
  (isImported(report) ? dueWithoutCalendar : dueOfTerm)(policy.calendar, now, policy.ratingWindow);
