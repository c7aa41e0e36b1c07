import { type Instant, idInStream, type Position, type RecordedEvent, upcast } from '../../engine/index.ts';
import {
  type RecordedReportEvent,
  type ReportClock,
  type ReportPhase,
  reportWorkflow,
} from '../../report/index.ts';
import { applyClockChanges } from '../../sla/index.ts';

/** A report as figures see it: plain JSON, folded event by event, small however long the report's history. */
export interface CaseFacts {
  /** Position of its first event: a number that no other case has, in the order of the log. */
  readonly caseNumber: Position;
  readonly reportId: string;
  readonly trackingCode: string;
  readonly phase: ReportPhase;
  readonly round: number;
  readonly submittedAt: Instant;
  /** The citizen who reported; null when an operator or an import did. */
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
  /** Null once it is redacted. */
  readonly text: string | null;
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
  /** When its first event was recorded. */
  readonly firstRecordedAt: Instant;
  /** Of the last event. */
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly revision: number;
  readonly position: Position;
}

/** Events of which a field is redacted; `all`: whichever says it. */
type HiddenEvents = readonly number[] | 'all';

/** Revisions from the first to the last, both included. */
type RevisionRanges = readonly (readonly [first: number, last: number])[];

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
interface Holding {
  readonly holder: Holder | null;
  readonly from: Instant;
}

/** A fine, by its decision. */
export interface PenaltyFacts {
  readonly decisionNo: string;
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

/** The report that an event of the log is about; undefined for events of other streams. */
export const reportIdOf = ({ stream }: RecordedEvent): string | undefined =>
  idInStream(reportWorkflow, stream);

/** The facts of a case after an event of its report. */
export const foldCase = (facts: CaseFacts | undefined, recorded: RecordedEvent): CaseFacts => {
  const event = upcast(reportWorkflow.events, recorded);
  const before = event.type === 'submitted' ? submitted(event) : facts;
  if (before === undefined)
    throw new TypeError(`${event.stream} begins with ${event.type}, not with submitted`);
  const { revision, position, metadata } = event;
  const { occurredAt, recordedAt } = metadata;
  const clocks = 'clocks' in event.data ? applyClockChanges(before.clocks, event.data.clocks) : before.clocks;
  const changed = factsIn(before, event);
  const { phase = before.phase, awaiting = before.awaiting } = changed;
  const holder = holderOf({ clocks, phase, awaiting });
  // A clock that runs on as if nobody had stopped it ran meanwhile, and it was the centre that had merged the report.
  const earlier = event.type === 'unmerged' ? heldByCentre(before.held) : before.held;
  const isHeldOn = earlier.at(-1)?.holder === holder;
  const held = isHeldOn ? earlier : [...earlier, { holder, from: occurredAt }];
  return { ...before, ...changed, clocks, held, occurredAt, recordedAt, revision, position };
};

const heldByCentre = (held: readonly Holding[]): readonly Holding[] => {
  const last = held.at(-1);
  if (last?.holder !== null) return held;
  const before = held.slice(0, -1);
  return before.at(-1)?.holder === 'centre' ? before : [...before, { holder: 'centre', from: last.from }];
};

type Submitted = Extract<RecordedReportEvent, { type: 'submitted' }>;

const submitted = (event: Submitted): CaseFacts => {
  const { data, metadata, revision, position } = event;
  if (data.clocks?.some(({ clock, change }) => clock === 'overall' && change === 'started') !== true)
    throw new TypeError(`${event.stream} was submitted without its overall clock`);
  return {
    caseNumber: position,
    reportId: reportIdOf(event) ?? '',
    trackingCode: data.trackingCode.replace('-', ''),
    phase: 'submitted',
    round: 1,
    submittedAt: metadata.occurredAt,
    reporterId: metadata.actor.kind === 'citizen' ? metadata.actor.id : null,
    channel: data.channel,
    category: data.category ?? null,
    categoryRevision: revision,
    categoriesHidden: [],
    priority: 'normal',
    procedure: 'ordinary',
    areaCode: data.location.areaCode ?? null,
    areaVerified: false,
    lat: data.location.lat ?? null,
    lng: data.location.lng ?? null,
    text: data.text,
    agencyId: null,
    officer: null,
    officersHidden: [],
    supporting: [],
    comments: [],
    answers: [],
    visibility: null,
    awaiting: false,
    extensionPending: false,
    verifiedAt: null,
    assignedAt: null,
    resolvedAt: null,
    publishedAt: null,
    endedAt: null,
    grade: null,
    assignments: 0,
    returns: 0,
    questions: 0,
    extensionsRequested: 0,
    extensionsGranted: 0,
    sendBacks: 0,
    reclassifications: 0,
    disputes: 0,
    supporters: 0,
    corrections: 0,
    labels: [],
    legacySystem: data.legacy?.system ?? null,
    legacyCaseId: data.legacy?.caseId ?? null,
    legacyStatus: data.legacy?.status ?? null,
    rounds: [roundOf(1)],
    held: [],
    penalties: [],
    clocks: [],
    firstRecordedAt: metadata.recordedAt,
    occurredAt: metadata.occurredAt,
    recordedAt: metadata.recordedAt,
    revision,
    position,
  };
};

const roundOf = (round: number): RoundFacts => ({
  round,
  agencyId: null,
  assignedAt: null,
  resolvedAt: null,
  outcome: null,
  publishedAt: null,
  windowEndsAt: null,
  grade: null,
  ratedAt: null,
  disputedAt: null,
  disputeDecision: null,
});

/** Waiting for the citizen is the citizen's time, whoever asked. */
const holderOf = (facts: Pick<CaseFacts, 'clocks' | 'phase' | 'awaiting'>): Holder | null => {
  const { stoppedAt, cancelledAt } = finalClockOf(facts);
  if (stoppedAt !== null || cancelledAt !== null) return null;
  if (facts.awaiting) return 'citizen';
  return facts.phase === 'assigned' ? 'agency' : 'centre';
};

const factsIn = (facts: CaseFacts, event: RecordedReportEvent): Partial<CaseFacts> => {
  const at = event.metadata.occurredAt;
  switch (event.type) {
    case 'information-requested':
      return { awaiting: true, questions: facts.questions + 1 };
    case 'information-provided':
      return { awaiting: false, answers: withRevision(facts.answers, event.revision) };
    case 'information-not-provided':
      return { awaiting: false };
    case 'verified': {
      const { category, labels = [], priority, procedure, areaCode } = event.data;
      return {
        phase: 'verified',
        labels,
        verifiedAt: at,
        ...categorySaid(facts, category, event.revision),
        priority,
        procedure,
        ...(areaCode !== undefined && { areaCode, areaVerified: true }),
      };
    }
    case 'merged':
      // Who follows another report to a third one came to an end before.
      if (facts.phase === 'merged') return {};
      return { phase: 'merged', endedAt: at, awaiting: false, extensionPending: false };
    case 'unmerged': {
      const { phase, extensionPending = false } = event.data;
      return { phase, endedAt: null, extensionPending };
    }
    case 'recalled':
      return recalledFrom(facts, event.data.agencyId);
    case 'rejected':
    case 'withdrawn':
      return { phase: event.type, endedAt: at, awaiting: false, extensionPending: false };
    case 'assigned': {
      const { agencyId, supporting = [], round } = event.data;
      return {
        phase: 'assigned',
        assignedAt: at,
        agencyId,
        officer: null,
        supporting,
        round,
        assignments: facts.assignments + 1,
        extensionPending: false,
        rounds: withRound(facts, round, { agencyId, assignedAt: at }),
      };
    }
    case 'returned':
      return {
        phase: 'verified',
        agencyId: null,
        officer: null,
        supporting: [],
        assignedAt: null,
        returns: facts.returns + 1,
        extensionPending: false,
      };
    case 'accepted':
    case 'handed-over': {
      const { officer: id } = event.data;
      return id === undefined ? {} : { officer: shownOfficer(facts, { id, revision: event.revision }) };
    }
    case 'extension-requested':
      return { extensionPending: true, extensionsRequested: facts.extensionsRequested + 1 };
    case 'extension-granted':
      return { extensionPending: false, extensionsGranted: facts.extensionsGranted + 1 };
    case 'extension-denied':
      return { extensionPending: false };
    case 'resolved': {
      const rounds = withRound(facts, facts.round, { resolvedAt: at, outcome: event.data.outcome });
      return { phase: 'resolved', resolvedAt: at, awaiting: false, extensionPending: false, rounds };
    }
    case 'sent-back':
      return { phase: 'assigned', sendBacks: facts.sendBacks + 1 };
    case 'published': {
      const { windowEnds, visibility } = event.data;
      const rounds = withRound(facts, facts.round, { publishedAt: at, windowEndsAt: windowEnds.at });
      return { phase: 'published', publishedAt: at, visibility, rounds };
    }
    case 'rated': {
      const { grade, round } = event.data;
      return { grade, rounds: withRound(facts, round, { grade, ratedAt: at }) };
    }
    case 'disputed': {
      const rounds = withRound(facts, facts.round, { disputedAt: at, disputeDecision: null });
      return { phase: 'disputed', disputes: facts.disputes + 1, rounds };
    }
    case 'dispute-upheld':
      return {
        round: event.data.round,
        rounds: [...withRound(facts, facts.round, { disputeDecision: 'upheld' }), roundOf(event.data.round)],
      };
    case 'dispute-dismissed': {
      const windowEndsAt = event.data.windowEnds.at;
      const rounds = withRound(facts, facts.round, { disputeDecision: 'dismissed', windowEndsAt });
      return { phase: 'published', rounds };
    }
    case 'penalty-imposed': {
      const { decisionNo, amount } = event.data;
      const { agencyId } = facts;
      const imposed = { decisionNo, amount, agencyId, imposedAt: at, revokedAt: null };
      return { penalties: [...facts.penalties, imposed] };
    }
    case 'penalty-revoked': {
      const { decisionNo } = event.data;
      const revoked = (penalty: PenaltyFacts) =>
        penalty.decisionNo === decisionNo ? { ...penalty, revokedAt: at } : penalty;
      return { penalties: facts.penalties.map(revoked) };
    }
    case 'reclassified': {
      const { category, procedure = facts.procedure, priority = facts.priority } = event.data;
      return {
        ...(category !== undefined && categorySaid(facts, category, event.revision)),
        procedure,
        priority,
        reclassifications: facts.reclassifications + 1,
      };
    }
    case 'redacted':
      return redactedFrom(facts, event.data);
    case 'commented':
      return { comments: withRevision(facts.comments, event.revision) };
    case 'supported':
      return { supporters: facts.supporters + 1 };
    case 'closed':
      return { phase: 'closed', endedAt: at };
    case 'submitted':
    case 'attachment-replaced':
    case 'absorbed':
    case 'separated':
    case 'rejection-shared':
    case 'reminded':
    case 'overdue-marked':
    case 'escalated':
    case 're-dated':
      return {};
    case 'corrected':
      // What it says stands in the events that it corrects.
      return { corrections: facts.corrections + 1 };
  }
};

const recalledFrom = (facts: CaseFacts, agencyId: string): Partial<CaseFacts> =>
  facts.agencyId === agencyId
    ? {
        phase: 'verified',
        agencyId: null,
        officer: null,
        supporting: [],
        assignedAt: null,
        extensionPending: false,
      }
    : { supporting: facts.supporting.filter((each) => each !== agencyId) };

const withRound = ({ rounds }: CaseFacts, round: number, known: Partial<RoundFacts>): readonly RoundFacts[] =>
  rounds.map((each) => (each.round === round ? { ...each, ...known } : each));

const withRevision = (ranges: RevisionRanges, revision: number): RevisionRanges => {
  const [first, last] = ranges.at(-1) ?? [revision];
  return last === revision - 1
    ? [...ranges.slice(0, -1), [first, revision]]
    : [...ranges, [revision, revision]];
};

const categorySaid = (facts: CaseFacts, category: string, revision: number): Partial<CaseFacts> => ({
  category: isHidden(facts.categoriesHidden, revision) ? null : category,
  categoryRevision: revision,
});

const isHidden = (hidden: HiddenEvents, revision: number): boolean =>
  hidden === 'all' || hidden.includes(revision);

const withHidden = (before: HiddenEvents, revision: number | undefined): HiddenEvents =>
  before === 'all' || revision === undefined ? 'all' : [...before, revision];

const shownOfficer = (
  { officersHidden }: Pick<CaseFacts, 'officersHidden'>,
  officer: CaseFacts['officer'],
): CaseFacts['officer'] => (officer !== null && isHidden(officersHidden, officer.revision) ? null : officer);

type Redacted = Extract<RecordedReportEvent, { type: 'redacted' }>['data'];

const redactedFrom = (facts: CaseFacts, redaction: Redacted): Partial<CaseFacts> => {
  if (isOfFirst(facts, 'text', redaction)) return { text: null };
  if (isOfFirst(facts, 'location', redaction))
    return { lat: null, lng: null, ...(!facts.areaVerified && { areaCode: null }) };
  if (redaction.field === 'officer') {
    const officersHidden = withHidden(facts.officersHidden, redaction.revision);
    return { officersHidden, officer: shownOfficer({ officersHidden }, facts.officer) };
  }
  if (redaction.field !== 'category') return {};
  const { categoriesHidden: before, categoryRevision, category } = facts;
  const hidden = withHidden(before, redaction.revision);
  return {
    categoriesHidden: hidden,
    category: isHidden(hidden, categoryRevision) ? null : category,
  };
};

/** A case of the past with what is redacted today left out of it. */
export const asShownNow = (past: CaseFacts, now: CaseFacts): CaseFacts => {
  // They stand in the first event. A place never changes but by a redaction, a text may have been corrected.
  const { lat, lng } = now;
  return {
    ...past,
    text: now.text === null ? null : past.text,
    lat,
    lng,
    officer: shownOfficer(now, past.officer),
    ...(!past.areaVerified && { areaCode: areaOfPlace(past, now) }),
    ...(isHidden(now.categoriesHidden, past.categoryRevision) && { category: null }),
  };
};

/**
 * The area that stood in the place itself, where the place is not hidden today. Of a report without coordinates that was verified
 * since nobody knows that, and it is left out.
 */
const areaOfPlace = (past: CaseFacts, now: CaseFacts): string | null => {
  if (now.lat !== null) return past.areaCode;
  return past.lat !== null || now.areaVerified ? null : now.areaCode;
};

/**
 * Whether a redaction hides a field of the first event. That of an event that has no such field hides it everywhere, and any of a
 * comment the comment: the report's own rule.
 */
const isOfFirst = (
  { comments, answers }: CaseFacts,
  wanted: string,
  { field, revision = 0 }: { readonly field: string; readonly revision?: number | undefined },
): boolean => {
  if (field !== wanted) return false;
  return !isWithin(comments, revision) && !(field === 'text' && isWithin(answers, revision));
};

const isWithin = (ranges: RevisionRanges, revision: number): boolean =>
  ranges.some(([first, last]) => first <= revision && revision <= last);
