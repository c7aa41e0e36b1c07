import { type RecordedEvent, type Timer, type TimerRules, upcast } from '../engine/index.ts';
import { calendarOf, rungAt, type SlaClock, type SlaPolicy } from '../sla/index.ts';
import { reportEvents } from './events.ts';
import { evolveReport } from './evolve.ts';
import { isFinal, type ReportPhase } from './phases.ts';
import type { ReportState } from './state.ts';

/** What timers need to know of a report: nothing that a citizen wrote, nothing of a person. */
export interface ReportTimerFacts {
  readonly phase: ReportPhase;
  readonly round: number;
  readonly answerBy: string | null;
  /** The end of the time for rating and dispute. */
  readonly windowEnds: string | null;
  readonly clocks: readonly SlaClock[];
}

/** A report with everything left empty that timers do not look at; the lifecycle's own fold goes on from it. */
const reportOf = ({ phase, round, answerBy, windowEnds, clocks }: ReportTimerFacts): ReportState => {
  const moment = (at: string) => ({ day: at.slice(0, 10), at, calendar: null });
  return {
    phase,
    round,
    clocks,
    awaiting: answerBy === null ? null : { question: '', askedAt: answerBy, answerBy: moment(answerBy) },
    publication:
      windowEnds === null
        ? null
        : {
            publicText: '',
            attachments: [],
            visibility: 'reporter-only',
            publishedAt: windowEnds,
            windowEnds: moment(windowEnds),
          },
    submittedAt: '',
    submittedBy: { kind: 'system', id: '' },
    trackingCode: '',
    text: '',
    location: { lat: 0, lng: 0 },
    channel: 'web',
    attachments: [],
    contact: null,
    legacy: null,
    category: null,
    labels: [],
    priority: 'normal',
    procedure: '',
    areaCode: null,
    assignment: null,
    returns: 0,
    pendingExtension: null,
    penalties: [],
    resolution: null,
    rejection: null,
    ratings: [],
    disputes: [],
    comments: [],
    supporters: [],
    mergedInto: null,
    absorbed: [],
    redactions: [],
  };
};

const factsOf = ({ phase, round, awaiting, publication, clocks }: ReportState): ReportTimerFacts => ({
  phase,
  round,
  answerBy: awaiting?.answerBy.at ?? null,
  windowEnds: publication?.windowEnds.at ?? null,
  clocks: clocks.filter((clock) => clock.round === round),
});

/**
 * The timers of a report: the rungs of its running clocks, the end of the wait for an answer, the end of the time for
 * rating and dispute. A case of another system has none: its terms were watched there, and ran out years ago.
 */
export const reportTimers: TimerRules<ReportTimerFacts, SlaPolicy> = {
  evolve: (facts, recorded: RecordedEvent) => {
    const event = upcast(reportEvents, recorded);
    const isFirst = event.type === 'submitted';
    if (isFirst ? event.data.channel === 'import' : facts === undefined) return undefined;
    const after = factsOf(evolveReport(isFirst || facts === undefined ? undefined : reportOf(facts), event));
    return isFinal(after.phase) ? undefined : after;
  },
  pending: ({ phase, answerBy, windowEnds, clocks }, policy) => [
    ...clocks.flatMap((clock) => rungTimers(clock, clocks, policy)),
    ...(answerBy === null
      ? []
      : [{ key: `end-waiting:${answerBy}`, at: answerBy, command: 'end-waiting', input: {} }]),
    ...(phase !== 'published' || windowEnds === null
      ? []
      : [{ key: `close:${windowEnds}`, at: windowEnds, command: 'close', input: {} }]),
  ],
};

const rungCommands = {
  remind: { command: 'remind', event: 'reminded' },
  overdue: { command: 'mark-overdue', event: 'overdue-marked' },
  escalate: { command: 'escalate', event: 'escalated' },
} as const;

/** The rungs of a running clock that have not fired. A paused one has none: where it will be due is not settled. */
const rungTimers = (clock: SlaClock, all: readonly SlaClock[], policy: SlaPolicy): readonly Timer[] => {
  const { clock: name, round, due, stoppedAt, cancelledAt, pausedAt, rungs, startedAt } = clock;
  if (
    due === null ||
    due.calendar === null ||
    stoppedAt !== null ||
    cancelledAt !== null ||
    pausedAt !== null
  )
    return [];
  const calendar = calendarOf(policy, due);
  const sameName = all.filter((other) => other.clock === name);
  const start = sameName.indexOf(clock);
  return policy.clocks[name].rungs.flatMap((rung): readonly Timer[] => {
    const { command, event } = rungCommands[rung.kind];
    const at = rungAt(calendar, due, rung);
    // A term so short that its reminder would come before its start needs none.
    if (rungs.includes(`${event}:${rung.rung}`) || (rung.kind === 'remind' && at < startedAt)) return [];
    const key = `${name}:${round}:${start}:${rung.kind}:${rung.rung}`;
    return [{ key, at, command, input: { clock: name, rung: rung.rung } }];
  });
};
