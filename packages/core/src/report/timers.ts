import type { JsonObject, Timer } from '../engine/index.ts';
import {
  calendarIdOf,
  isOlderVersion,
  momentOf,
  type Rung,
  type RungKind,
  runningClock,
  startNameOf,
} from '../sla/index.ts';
import { isFinal } from './phases.ts';
import { clockNames, type SlaPolicy } from './policy.ts';
import { reDated } from './re-dating.ts';
import { retainedOf } from './retention/retained.ts';
import { type Retained, retentionTerms } from './retention/terms.ts';
import { isImported } from './rules.ts';
import type { ReportState } from './state.ts';

const rungCommands = {
  remind: { command: 'remind', event: 'reminded' },
  overdue: { command: 'mark-overdue', event: 'overdue-marked' },
  escalate: { command: 'escalate', event: 'escalated' },
} as const satisfies { readonly [K in RungKind]: { readonly command: string; readonly event: string } };

/** Every command that a timer of a report gives. */
export const timerCommands = [
  'remind',
  'mark-overdue',
  'escalate',
  'end-waiting',
  'close',
  're-date',
  'end-retention',
] as const;

type TimerCommand = (typeof timerCommands)[number];

/** Under which name a clock remembers that a rung has fired. */
export const firedAs = ({ kind, rung }: Pick<Rung, 'kind' | 'rung'>): string =>
  `${rungCommands[kind].event}:${rung}`;

/**
 * What is to happen to a report by itself: the rungs of its running clocks, the end of the wait for an answer, the end
 * of the time for rating and dispute. A case of another system has none of these: what becomes of it is for that system to say. When one that has
 * ended is over the terms of the policy, what is personal in it goes.
 */
export const timersOfReport = (
  report: ReportState,
  _id: string,
  { policy }: { readonly policy: SlaPolicy },
): readonly Timer[] =>
  isImported(report) || isFinal(report.phase)
    ? retentionTimers(retainedOf(report), policy)
    : [
        ...rungTimers(report, policy),
        ...endOfWaiting(report),
        ...endOfRating(report),
        ...reDatings(report, policy),
      ];

/** When what is personal goes. Named by how often something went before: what is said afterwards goes again. */
export const retentionTimers = (
  report: Retained,
  policy: Pick<SlaPolicy, 'retention' | 'calendar'>,
): readonly Timer[] =>
  report.held
    ? []
    : retentionTerms(report, policy).map(({ rule: { erases }, due }) =>
        timer(`retention:${erases}:${report.retentions.length}`, due.at, 'end-retention', { erases }),
      );

const rungTimers = (report: ReportState, policy: SlaPolicy): readonly Timer[] =>
  clockNames.flatMap((name): readonly Timer[] => {
    const clock = runningClock(report, name);
    if (clock === undefined) return [];
    const start = startNameOf(report.clocks, clock);
    const named = `${start.clock}:${start.round}:${start.start}`;
    return policy.clocks[name].rungs.flatMap(({ kind, rung, ...moment }): readonly Timer[] => {
      if (clock.rungs.includes(firedAs({ kind, rung }))) return [];
      const at = momentOf(policy, clock, { kind, rung, ...moment });
      if (at === undefined) return [];
      return [timer(`${named}:${kind}:${rung}`, at, rungCommands[kind].command, { ...start, rung })];
    });
  });

const endOfWaiting = ({ awaiting }: ReportState): readonly Timer[] => {
  if (awaiting === null) return [];
  // A question is asked when the one before is over: no two have this name and both end unanswered.
  const { at } = awaiting.answerBy;
  return [timer(`end-waiting:${at}`, at, 'end-waiting', {})];
};

const endOfRating = ({ phase, publication }: ReportState): readonly Timer[] =>
  phase === 'published' && publication !== null
    ? [timer('close', publication.windowEnds.at, 'close', {})]
    : [];

/**
 * Dues that were projected and that a calendar of a later date dates on days that are announced: those that come later or
 * stay are told by themselves. An earlier one waits for the word of a person.
 */
const reDatings = (report: ReportState, policy: SlaPolicy): readonly Timer[] =>
  clockNames.flatMap((name): readonly Timer[] => {
    const clock = runningClock(report, name);
    if (clock?.due?.projected !== true || clock.due.calendar === null) return [];
    const id = calendarIdOf(clock.due.calendar);
    const calendar = policy.calendars.find((each) => each.id === id);
    if (calendar === undefined || !isOlderVersion(clock.due.calendar, calendar.version)) return [];
    const since = calendar.startOf(calendar.data.compiledOn);
    const [, at = since] = [since, clock.startedAt].sort();
    const moved = reDated(report, clock, { now: at, policy });
    if (moved === undefined || moved.newDue.at < moved.oldDue.at) return [];
    const { round, start } = startNameOf(report.clocks, clock);
    const reason = `Lịch làm việc chính thức đã có: ${calendar.version}`;
    return [
      timer(`re-date:${name}:${round}:${start}:${calendar.version}`, at, 're-date', { clock: name, reason }),
    ];
  });

const timer = (key: string, at: string, command: TimerCommand, input: JsonObject): Timer => ({
  key,
  at,
  command,
  input,
});
