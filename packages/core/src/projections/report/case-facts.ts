import { type Instant, idInStream, type Position, type RecordedEvent } from '../../engine/index.ts';
import {
  type ReportClock,
  type ReportPhase,
  type Retained,
  type RetentionOver,
  reportWorkflow,
} from '../../report/index.ts';

/** A report as figures see it: plain JSON, folded event by event, small however long the report's history. */
export interface CaseFacts {
  /** Position of its first event: a number that no other case has, in the order of the log. */
  readonly caseNumber: Position;
  readonly reportId: string;
  readonly trackingCode: string;
  readonly phase: ReportPhase;
  readonly round: number;
  readonly submittedAt: Instant;
  /** The citizen who reported, or whom it was linked to; null when an operator or an import did. */
  readonly reporterId: string | null;
  readonly channel: string;
  /** Null once it is redacted. */
  readonly category: string | null;
  /** Of the event that said the category. */
  readonly categoryRevision: number;
  readonly categoriesHidden: HiddenEvents;
  /** As the verification named them. */
  readonly labels: readonly string[];
  readonly priority: string;
  readonly procedure: string;
  /** That of the place is null once the place is redacted; one that a verification named stays. */
  readonly areaCode: string | null;
  /** Whether a verification named the area. */
  readonly areaVerified: boolean;
  /** Where it is, WGS 84 degrees; null once it is redacted, or where only an address was given. */
  readonly lat: number | null;
  readonly lng: number | null;
  /** Null once it is redacted, or erased. */
  readonly text: string | null;
  /** What was erased for good, of a text, a place and the officer; of a place what analysts see of it is left. */
  readonly erased: readonly ErasedOfCase[];
  readonly agencyId: string | null;
  /** The officer of the agency who took it or was given it, and by which event; null: nobody, or it is redacted. */
  readonly officer: { readonly id: string; readonly revision: number } | null;
  /** Events whose officer is redacted, as those of categories are. */
  readonly officersHidden: HiddenEvents;
  /** Agencies that help the one that has it. */
  readonly supporting: readonly string[];
  /** Revisions of the comments, as ranges: of which text a redaction is. */
  readonly comments: RevisionRanges;
  /** Of the answers to questions, the same. */
  readonly answers: RevisionRanges;
  /** For whom its last result was published; null: none was. */
  readonly visibility: 'public' | 'reporter-only' | null;
  readonly awaiting: boolean;
  readonly extensionPending: boolean;
  readonly verifiedAt: Instant | null;
  /** Since when the agency that has it has it, or had it last; null where none does after it gave the report back. */
  readonly assignedAt: Instant | null;
  /** The last times. */
  readonly resolvedAt: Instant | null;
  readonly publishedAt: Instant | null;
  /** When it came to a final phase. */
  readonly endedAt: Instant | null;
  /** The last grade of the last round that was graded. */
  readonly grade: string | null;
  /** How often things happened. */
  readonly assignments: number;
  readonly returns: number;
  readonly questions: number;
  readonly extensionsRequested: number;
  readonly extensionsGranted: number;
  readonly sendBacks: number;
  readonly reclassifications: number;
  readonly disputes: number;
  readonly supporters: number;
  /** How often something of it was corrected that the system had said which it is from. */
  readonly corrections: number;
  readonly legacySystem: string | null;
  readonly legacyCaseId: string | null;
  readonly legacyStatus: string | null;
  readonly rounds: readonly RoundFacts[];
  /** Who had it when, while its overall clock ran: the parts of the time it took. */
  readonly held: readonly Holding[];
  readonly penalties: readonly PenaltyFacts[];
  /** Every clock in the order of their starts. */
  readonly clocks: readonly ReportClock[];
  /** The last thing that was said or done in it, whether what is personal is kept beyond its term, and the terms that were over. */
  readonly lastAt: Instant;
  readonly dataHeld: boolean;
  readonly retentions: readonly RetentionOver[];
  /** When its first event was recorded. */
  readonly firstRecordedAt: Instant;
  /** Of the last event. */
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly revision: number;
  readonly position: Position;
}

type ErasedOfCase = 'text' | 'location' | 'officer';

/** Events of which a field is redacted; `all`: whichever says it. */
export type HiddenEvents = readonly number[] | 'all';

/** Revisions from the first to the last, both included. */
export type RevisionRanges = readonly (readonly [first: number, last: number])[];

/** One handling of a report: the first, and one more for every dispute that was upheld. */
export interface RoundFacts {
  readonly round: number;
  /** The agency that had it last in this round. */
  readonly agencyId: string | null;
  readonly assignedAt: Instant | null;
  readonly resolvedAt: Instant | null;
  readonly outcome: string | null;
  readonly publishedAt: Instant | null;
  /** Until when the citizen may rate: an instant. */
  readonly windowEndsAt: Instant | null;
  readonly grade: string | null;
  readonly ratedAt: Instant | null;
  readonly disputedAt: Instant | null;
  readonly disputeDecision: 'upheld' | 'dismissed' | null;
}

export const holders = ['centre', 'agency', 'citizen'] as const;
export type Holder = (typeof holders)[number];

/** From when on somebody had the report; null: nobody, its overall clock stood still. */
export interface Holding {
  readonly holder: Holder | null;
  readonly from: Instant;
}

/** A fine, by its decision. */
export interface PenaltyFacts {
  readonly decisionNo: string;
  /** Revision of the event that imposed it: what it is known by where nobody reads what was written. */
  readonly imposedRevision: number;
  /** Viet Nam dong. */
  readonly amount: number;
  readonly agencyId: string | null;
  readonly imposedAt: Instant;
  readonly revokedAt: Instant | null;
}

/** The overall clock of the first round. */
export const firstClockOf = ({ clocks }: CaseFacts): ReportClock => overallOf(clocks.find(isOverall));

/** The overall clock of the present round. */
export const finalClockOf = ({ clocks }: Pick<CaseFacts, 'clocks'>): ReportClock =>
  overallOf(clocks.findLast(isOverall));

const isOverall = ({ clock }: ReportClock): boolean => clock === 'overall';

const overallOf = (clock: ReportClock | undefined): ReportClock => {
  if (clock === undefined) throw new TypeError('a case without an overall clock');
  return clock;
};

/**
 * What of a case the terms are counted by for which what is personal is kept; undefined where only its report knows, because the category is
 * redacted.
 */
export const retainedCase = (facts: CaseFacts): Retained | undefined => {
  const { dataHeld: held, categoriesHidden, phase, channel, category, procedure } = facts;
  const { endedAt, publishedAt, lastAt, retentions } = facts;
  return categoriesHidden.length > 0
    ? undefined
    : { phase, channel, category, procedure, endedAt, publishedAt, lastAt, held, retentions };
};

/** The report that an event of the log is about; undefined for events of other streams. */
export const reportIdOf = ({ stream }: RecordedEvent): string | undefined =>
  idInStream(reportWorkflow, stream);
