import type { Actor, Erased, Instant } from '../../engine/index.ts';
import type { ClockName, ReportPhase } from '../../report/index.ts';
import type { Reading, Verdict } from '../../sla/index.ts';
import type { CaseFacts } from './case-facts.ts';

/** A case as worklists and figures have it, flat. Instants are UTC. */
export interface WholeCaseRow
  extends Pick<
    CaseFacts,
    | 'reportId'
    | 'phase'
    | 'round'
    | 'submittedAt'
    | 'channel'
    | 'category'
    | 'priority'
    | 'procedure'
    | 'areaCode'
    | 'lat'
    | 'lng'
    | 'agencyId'
    | 'supporting'
    | 'awaiting'
    | 'returns'
    | 'extensionPending'
    | 'verifiedAt'
    | 'assignedAt'
    | 'resolvedAt'
    | 'publishedAt'
    | 'grade'
    | 'revision'
  > {
  /** Null once it is redacted; once it was erased it says so. */
  readonly text: string | Erased | null;
  /** Whether the exact place was erased: what is left of it is as analysts see places. */
  readonly placeErased: boolean;
  /** The officer of the agency who took it or was given it. */
  readonly officer: string | Erased | null;
  readonly dueDay: string | null;
  readonly dueAt: Instant | null;
  /** Whether the due counts on days that no notice has confirmed; then it may still move. */
  readonly dueProjected: boolean;
  /** The clocks that run at the moment of the query, the one that will be late first before the others. */
  readonly running: readonly RunningClock[];
  /** Of the overall clock of the present round, at the moment of the query. */
  readonly verdict: Verdict;
  readonly againstOriginal: Reading;
  readonly againstInForce: Reading;
}

/** A clock that runs, or waits for the citizen. */
export interface RunningClock {
  readonly clock: ClockName;
  /** Its last day in time, and its first late instant; null: it has no term. */
  readonly dueDay: string | null;
  readonly dueAt: Instant | null;
  readonly verdict: Verdict;
}

/** A case as its reader may see it: null stands also for what is not theirs to know, of these for a citizen. */
export interface CaseRow
  extends Omit<
    WholeCaseRow,
    'returns' | 'extensionPending' | 'running' | 'verdict' | 'againstOriginal' | 'againstInForce'
  > {
  readonly running: readonly RunningClock[] | null;
  /** Null of a report of theirs that was merged: how the other one goes is its verdict. */
  readonly verdict: Verdict | null;
  readonly againstOriginal: Reading | null;
  readonly againstInForce: Reading | null;
  readonly returns: number | null;
  readonly extensionPending: boolean | null;
}

export const caseSorts = ['-submittedAt', 'submittedAt', 'dueAt', '-dueAt'] as const;

export const caseRoles = ['responsible', 'supporting'] as const;

export type CaseRole = (typeof caseRoles)[number];

/** What a filter wants: a value, none (null), or any of several. */
export type Wanted = string | null | readonly (string | null)[];

/** Which cases: all that every filter lets through. */
export interface CaseFilters {
  readonly phase?: readonly ReportPhase[];
  readonly agencyId?: Wanted;
  /** What the agency is to the cases: it has them, which is the default, or supports the one that has them, or either. */
  readonly role?: CaseRole | 'either';
  readonly category?: Wanted;
  /** Of several labels a case needs one. */
  readonly label?: Wanted;
  readonly areaCode?: Wanted;
  readonly channel?: Wanted;
  readonly priority?: Wanted;
  readonly procedure?: Wanted;
  readonly verdict?: readonly Verdict[];
  readonly awaiting?: boolean;
  /** Cases of one citizen. */
  readonly reporterId?: string;
  /** Who asks: rows are as they may see them now. Absent: the code itself, which sees all that is not redacted. */
  readonly reader?: Actor;
  /** South-west and north-east corner, WGS 84 degrees; of places as the reader may see them. */
  readonly bbox?: {
    readonly south: number;
    readonly west: number;
    readonly north: number;
    readonly east: number;
  };
  /** Submitted at or after, and before. */
  readonly submittedFrom?: Instant;
  readonly submittedTo?: Instant;
  /** With a clock that runs, of those that `clock` names, and that will be late at this moment, or is already. */
  readonly dueBefore?: Instant;
  /** Which clocks `dueBefore` looks at. Default the overall one. */
  readonly clock?: readonly ClockName[];
}

/** Which rows of a snapshot of the tables: of cases, and of what belongs to cases, those that the filters let through. */
export interface RowsWanted extends CaseFilters {
  /** At or after, and before; of what, `range` says. */
  readonly from?: Instant;
  readonly to?: Instant;
  /** Whether the range is of when cases were submitted, or of when events happened; then cases are those with such events. */
  readonly range: 'submissions' | 'events';
  /** When it is asked. Verdicts that are asked for are those that stand in the rows. */
  readonly now: Instant;
}

/** A worklist: which cases, in which order, from where. */
export interface CaseQuery extends CaseFilters {
  /** Whose result was disputed at or after, and before: the last dispute of each round counts. Whose reader sees no disputes finds nothing. */
  readonly disputedFrom?: Instant;
  readonly disputedTo?: Instant;
  /** Cases of one officer: who was handed them, or accepted them. Whose reader sees no officers finds nothing. */
  readonly officer?: string;
  /** Whether an officer of the agency that has it took it or was handed it. Whose reader sees no officers finds nothing. */
  readonly taken?: boolean;
  /**
   * Words of the text: all must occur, with or without diacritics; the last one may be a beginning. Whose reader sees no
   * texts finds nothing.
   */
  readonly q?: string;
  readonly sort?: (typeof caseSorts)[number];
  /** At most 200. Default 50. */
  readonly limit?: number;
  /** Where the page before ended, as it was given out. */
  readonly cursor?: string;
  readonly now: Instant;
}

/** Cases of whoever gave this telephone number with what they reported, or for whom it was taken down. */
export interface TelephoneQuery extends Pick<CaseQuery, 'sort' | 'limit' | 'cursor' | 'now'> {
  /** As people write it, or in its one form. The whole number: nothing is found by a part of it. */
  readonly telephone: string;
  /** Who asks. Who may not see the contact of every case finds nothing: see {@link findsByTelephone}. */
  readonly reader?: Actor;
}

export interface CasePage {
  readonly cases: readonly CaseRow[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/** Who a list is for: somebody, or everybody. For everybody are the cases that were published for all, as all may see them. */
export type Reader = Actor | 'everybody';

/** Which cases of a list, whoever it is for, without how they are listed. */
export interface CaseSelection extends Omit<CaseQuery, 'reader' | 'sort' | 'limit' | 'cursor'> {
  /** Absent: the code itself. */
  readonly reader?: Reader;
}

/** How many cases a worklist has: exact up to {@link mostCounted}. */
export interface CaseCount {
  readonly count: number;
  /** Whether there are more than were counted. */
  readonly isMore: boolean;
}

/** How many cases several worklists have, in the order in which they are asked for; at most {@link mostCountsAtOnce}. */
export interface CaseCountsQuery {
  readonly of: readonly CaseSelection[];
}

export const mostCountsAtOnce = 32;

/** To count more takes longer than anybody waits, and nobody works through so many. */
export const mostCounted = 1_000;

export interface AgencyRow {
  readonly agencyId: string;
  readonly name: string;
  readonly kind: 'government' | 'enterprise';
  /** The calendar that it was registered with; null: the centre's. */
  readonly calendar: string | null;
  /** The calendars that it changed to, in the order of the days from which they apply. */
  readonly calendars: readonly { readonly from: string; readonly calendar: string }[];
  readonly phase: 'active' | 'suspended';
}
