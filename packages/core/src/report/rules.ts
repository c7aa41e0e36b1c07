import {
  type Classification,
  type ClockChange,
  type ClockEvent,
  clockChangesOf,
  type Due,
  dueOfTerm,
  dueWithoutCalendar,
} from '../sla/index.ts';
import type { ReportState } from './state.ts';
import type { ReportContext } from './types.ts';

/** Rules of the lifecycle that several commands share. */

/** Reports of another system carry the due instant that was recorded there; terms of ours do not apply to them. */
export const isImported = ({ channel }: Pick<ReportState, 'channel'>): boolean => channel === 'import';

const classificationOf = ({ procedure, category }: ReportState): Classification => ({ procedure, category });

/** The field `clocks` of the data of an event about to happen: what it does to the clocks; absent when nothing. */
export const movingClocks = (
  report: ReportState,
  { now, policy }: Pick<ReportContext, 'now' | 'policy'>,
  type: string,
  { classification, ...more }: Partial<ClockEvent> = {},
): { clocks?: ClockChange[] } => {
  const before = classificationOf(report);
  const changes = clockChangesOf(policy, report.clocks, {
    type,
    at: now,
    round: report.round,
    classification: classification ?? before,
    ...(classification && { classifiedBefore: before }),
    waitingUntil: report.awaiting?.answerBy.at ?? null,
    hasTerms: !isImported(report),
    ...more,
  });
  return changes.length === 0 ? {} : { clocks: [...changes] };
};

/**
 * Until when the citizen may rate and dispute. A result of another system may be older than our calendar, which refuses
 * days that it does not cover: its window is counted without it.
 */
export const ratingWindow = (report: ReportState, { now, policy }: ReportContext): Due =>
  (isImported(report) ? dueWithoutCalendar : dueOfTerm)(policy.calendar, now, policy.ratingWindow);
