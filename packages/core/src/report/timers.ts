import type { JsonObject, Timer } from '../engine/index.ts';
import {
  clockNames,
  momentOf,
  type Rung,
  type RungKind,
  runningClock,
  type SlaPolicy,
  startNameOf,
} from '../sla/index.ts';
import { isFinal } from './phases.ts';
import { isImported } from './rules.ts';
import type { ReportState } from './state.ts';

const rungCommands = {
  remind: { command: 'remind', event: 'reminded' },
  overdue: { command: 'mark-overdue', event: 'overdue-marked' },
  escalate: { command: 'escalate', event: 'escalated' },
} as const satisfies { readonly [K in RungKind]: { readonly command: string; readonly event: string } };

/** Every command that a timer of a report gives. */
export const timerCommands = ['remind', 'mark-overdue', 'escalate', 'end-waiting', 'close'] as const;

type TimerCommand = (typeof timerCommands)[number];

/** Under which name a clock remembers that a rung has fired. */
export const firedAs = ({ kind, rung }: Pick<Rung, 'kind' | 'rung'>): string =>
  `${rungCommands[kind].event}:${rung}`;

/**
 * What is to happen to a report by itself: the rungs of its running clocks, the end of the wait for an answer, the end
 * of the time for rating and dispute. A case of another system has none: what becomes of it is for that system to say.
 */
export const timersOfReport = (
  report: ReportState,
  _id: string,
  { policy }: { readonly policy: SlaPolicy },
): readonly Timer[] =>
  isImported(report) || isFinal(report.phase)
    ? []
    : [...rungTimers(report, policy), ...endOfWaiting(report), ...endOfRating(report)];

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

const timer = (key: string, at: string, command: TimerCommand, input: JsonObject): Timer => ({
  key,
  at,
  command,
  input,
});
