import type { Instant } from '../engine/index.ts';
import {
  applyClockChanges,
  calendarOf,
  type Due,
  isLate,
  isOlderVersion,
  reDateClock,
  resumeIfOver,
  runningClock,
} from '../sla/index.ts';
import { type ClockName, clockNames, type ReportClock, type ReportClockChange } from './policy.ts';
import type { ReportState } from './state.ts';
import { clocksOf, type ReportContext } from './types.ts';

/** A due day that the calendar in force would move. */
export interface ReDatingMove {
  readonly clock: ClockName;
  readonly round: number;
  /** The version that made the due day, and the one in force. */
  readonly fromCalendar: string;
  readonly toCalendar: string;
  readonly oldDue: Due;
  readonly newDue: Due;
  /** Earlier only on an operator's word: the day was told to somebody. Unchanged: it was projected and is announced now. */
  readonly direction: 'earlier' | 'later' | 'unchanged';
  /** It is late already, and stays so. */
  readonly late: boolean;
}

/** A clock dated anew from its original start: what the event says. Undefined when nothing moves. */
export const reDated = (
  report: Pick<ReportState, 'clocks' | 'round'>,
  clock: ReportClock,
  context: Pick<ReportContext, 'now' | 'policy'>,
): { readonly oldDue: Due; readonly newDue: Due; readonly clocks: ReportClockChange[] } | undefined => {
  const clocks = clocksOf(report, context);
  const resumed = resumeIfOver(clocks, clock);
  const [current = clock] = applyClockChanges([clock], resumed);
  const moved = reDateClock(clocks, current);
  if (moved?.due == null || current.due === null) return undefined;
  return { oldDue: current.due, newDue: moved.due, clocks: [...resumed, moved] };
};

/**
 * What a calendar that has come into force would move in a report: its open clocks, never closed ones. Nothing is done.
 * A calendar that is older than the one of the due day moves nothing.
 */
export const reDatingMoves = (
  report: Pick<ReportState, 'clocks' | 'round'>,
  context: { readonly now: Instant; readonly policy: ReportContext['policy'] },
): readonly ReDatingMove[] =>
  clockNames.flatMap((name): readonly ReDatingMove[] => {
    const clock = runningClock(report, name);
    if (clock?.due?.calendar == null) return [];
    const inForce = calendarOf(context.policy, clock.due);
    if (isOlderVersion(inForce.version, clock.due.calendar)) return [];
    const moved = reDated(report, clock, context);
    if (moved === undefined) return [];
    const { oldDue, newDue } = moved;
    return [
      {
        clock: name,
        round: clock.round,
        fromCalendar: clock.due.calendar,
        toCalendar: newDue.calendar ?? inForce.version,
        oldDue,
        newDue,
        direction: newDue.at < oldDue.at ? 'earlier' : newDue.at > oldDue.at ? 'later' : 'unchanged',
        late: isLate(clock, context.now),
      },
    ];
  });
