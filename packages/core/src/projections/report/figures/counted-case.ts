import type { LocalDay } from '../../../calendar/index.ts';
import type { Instant } from '../../../engine/index.ts';
import type { ClockName } from '../../../report/index.ts';
import type { Reading, Verdict } from '../../../sla/index.ts';
import type { EvaluatedCase, EvaluatedClock } from '../evaluated-case.ts';

/** What a case counts as in figures: by what it is grouped, and what it adds. */
export interface CountedCase {
  readonly agencyId: string | null;
  readonly category: string | null;
  /** In figures that are read from rows only where they are asked for. */
  readonly labels: readonly string[];
  readonly areaCode: string | null;
  readonly channel: string;
  readonly procedure: string;
  readonly priority: string;
  /** Of the round that is counted; null until it is resolved. */
  readonly outcome: string | null;
  readonly submittedAt: Instant;
  readonly submittedDay: LocalDay;
  /** When the clock stopped; null while it runs. */
  readonly decidedAt: Instant | null;
  readonly decidedDay: LocalDay | null;
  readonly verdict: Verdict;
  readonly againstOriginal: Reading;
  readonly assigned: boolean;
  readonly returned: boolean;
  readonly extended: boolean;
  readonly published: boolean;
  readonly disputed: boolean;
  readonly disputeDecided: boolean;
  readonly upheld: boolean;
  readonly reopened: boolean;
}

/** Whose verdict counts: that of the first round, or of the last one that the clock ran in. */
export const countedRounds = ['first', 'final'] as const;
export type CountedRound = (typeof countedRounds)[number];

/** What a case counts as under one of its clocks; undefined when it never had that clock, or only cancelled ones. */
export const countedCase = (
  row: EvaluatedCase,
  clock: ClockName,
  round: CountedRound,
): CountedCase | undefined => {
  const counts = ({ countsFirst, countsFinal }: EvaluatedClock) =>
    round === 'first' ? countsFirst : countsFinal;
  const measured = row.clocks.find((each) => each.clock.clock === clock && counts(each));
  if (measured?.verdicts === undefined) return undefined;
  const { facts } = row;
  return {
    agencyId: facts.agencyId,
    category: facts.category,
    labels: facts.labels,
    areaCode: facts.areaCode,
    channel: facts.channel,
    procedure: facts.procedure,
    priority: facts.priority,
    outcome: facts.rounds.at(round === 'first' ? 0 : -1)?.outcome ?? null,
    submittedAt: facts.submittedAt,
    submittedDay: row.submittedDay,
    decidedAt: measured.clock.stoppedAt,
    decidedDay: measured.stoppedDay,
    verdict: measured.verdicts.verdict,
    againstOriginal: measured.verdicts.againstOriginal,
    assigned: facts.assignments > 0,
    returned: facts.returns > 0,
    extended: facts.extensionsGranted > 0,
    published: facts.rounds.some(({ publishedAt }) => publishedAt !== null),
    disputed: facts.disputes > 0,
    disputeDecided: facts.rounds.some(({ disputeDecision }) => disputeDecision !== null),
    upheld: facts.rounds.some(({ disputeDecision }) => disputeDecision === 'upheld'),
    reopened: facts.round > 1,
  };
};
