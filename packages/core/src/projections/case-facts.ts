import { type Instant, idInStream, type Position, type RecordedEvent, upcast } from '../engine/index.ts';
import { type RecordedReportEvent, type ReportPhase, reportWorkflow } from '../report/index.ts';
import { applyClockChanges, type SlaClock } from '../sla/index.ts';

/** What is known of a case for worklists and figures: one flat record, folded event by event. */
export interface CaseFacts {
  readonly reportId: string;
  readonly trackingCode: string;
  readonly phase: ReportPhase;
  readonly round: number;
  readonly submittedAt: Instant;
  /** The citizen who reported; null when an operator or an import did. */
  readonly reporterId: string | null;
  readonly channel: string;
  readonly category: string | null;
  readonly priority: string;
  readonly procedure: string;
  readonly areaCode: string | null;
  readonly lat: number;
  readonly lng: number;
  /** Null once it is redacted. */
  readonly text: string | null;
  readonly agencyId: string | null;
  readonly awaiting: boolean;
  readonly returns: number;
  readonly extensionPending: boolean;
  readonly verifiedAt: Instant | null;
  readonly assignedAt: Instant | null;
  readonly resolvedAt: Instant | null;
  readonly publishedAt: Instant | null;
  /** When it came to a final phase. */
  readonly endedAt: Instant | null;
  /** The last grade of the last round that was graded. */
  readonly grade: string | null;
  readonly disputes: number;
  readonly legacySystem: string | null;
  readonly legacyCaseId: string | null;
  readonly legacyStatus: string | null;
  /** The overall clock of the first round, and of the present one. */
  readonly firstClock: SlaClock;
  readonly clock: SlaClock;
  readonly revision: number;
  readonly position: Position;
}

/** The report that an event of the log is about; undefined for events of other streams. */
export const reportIdOf = ({ stream }: RecordedEvent): string | undefined =>
  idInStream(reportWorkflow, stream);

/** The facts of a case after an event of its report. */
export const foldCase = (facts: CaseFacts | undefined, recorded: RecordedEvent): CaseFacts => {
  const event = upcast(reportWorkflow.events, recorded);
  const before = event.type === 'submitted' ? submitted(event) : facts;
  if (before === undefined)
    throw new TypeError(`${event.stream} begins with ${event.type}, not with submitted`);
  const { revision, position } = event;
  return { ...before, ...factsIn(before, event), ...clocksIn(before, event), revision, position };
};

type Submitted = Extract<RecordedReportEvent, { type: 'submitted' }>;

const submitted = (event: Submitted): CaseFacts => {
  const { data, metadata, revision, position } = event;
  const [clock] = overallClocks([], event);
  if (clock === undefined) throw new TypeError(`${event.stream} was submitted without its overall clock`);
  return {
    reportId: reportIdOf(event) ?? '',
    trackingCode: data.trackingCode,
    phase: 'submitted',
    round: 1,
    submittedAt: metadata.occurredAt,
    reporterId: metadata.actor.kind === 'citizen' ? metadata.actor.id : null,
    channel: data.channel,
    category: data.category ?? null,
    priority: 'normal',
    procedure: 'ordinary',
    areaCode: data.location.areaCode ?? null,
    lat: data.location.lat,
    lng: data.location.lng,
    text: data.text,
    agencyId: null,
    awaiting: false,
    returns: 0,
    extensionPending: false,
    verifiedAt: null,
    assignedAt: null,
    resolvedAt: null,
    publishedAt: null,
    endedAt: null,
    grade: null,
    disputes: 0,
    legacySystem: data.legacy?.system ?? null,
    legacyCaseId: data.legacy?.caseId ?? null,
    legacyStatus: data.legacy?.status ?? null,
    firstClock: clock,
    clock,
    revision,
    position,
  };
};

const factsIn = (facts: CaseFacts, event: RecordedReportEvent): Partial<CaseFacts> => {
  const at = event.metadata.occurredAt;
  switch (event.type) {
    case 'information-requested':
      return { awaiting: true };
    case 'information-provided':
    case 'information-not-provided':
      return { awaiting: false };
    case 'verified': {
      const { category, priority, procedure, areaCode = facts.areaCode } = event.data;
      return { phase: 'verified', verifiedAt: at, category, priority, procedure, areaCode };
    }
    case 'rejected':
    case 'merged':
    case 'withdrawn':
      return { phase: event.type, endedAt: at, awaiting: false, extensionPending: false };
    case 'assigned': {
      const { agencyId, round } = event.data;
      return { phase: 'assigned', assignedAt: at, agencyId, round, extensionPending: false };
    }
    case 'returned':
      return { phase: 'verified', agencyId: null, returns: facts.returns + 1, extensionPending: false };
    case 'extension-requested':
      return { extensionPending: true };
    case 'extension-granted':
    case 'extension-denied':
      return { extensionPending: false };
    case 'resolved':
      return { phase: 'resolved', resolvedAt: at, awaiting: false, extensionPending: false };
    case 'sent-back':
      return { phase: 'assigned' };
    case 'published':
      return { phase: 'published', publishedAt: at };
    case 'rated':
      return { grade: event.data.grade };
    case 'disputed':
      return { phase: 'disputed', disputes: facts.disputes + 1 };
    case 'dispute-dismissed':
      return { phase: 'published' };
    case 'reclassified': {
      const {
        category = facts.category,
        procedure = facts.procedure,
        priority = facts.priority,
      } = event.data;
      return { category, procedure, priority };
    }
    case 'redacted': {
      // The text of a case stands in its first event; other revisions are those of comments and answers.
      const hidesText = event.data.field === 'text' && (event.data.revision ?? 0) === 0;
      return hidesText ? { text: null } : {};
    }
    case 'closed':
      return { phase: 'closed', endedAt: at };
    case 'submitted':
    case 'absorbed':
    case 'accepted':
    case 'penalty-imposed':
    case 'penalty-revoked':
    case 'dispute-upheld':
    case 'commented':
    case 'supported':
    case 'reminded':
    case 'overdue-marked':
    case 'escalated':
    case 're-dated':
      return {};
  }
};

const clocksIn = (facts: CaseFacts, event: RecordedReportEvent): Partial<CaseFacts> => {
  if (event.type === 'submitted') return {};
  const { clock: current } = facts;
  const clock = overallClocks([current], event).at(-1) ?? current;
  if (clock === current) return {};
  return clock.round === 1 ? { firstClock: clock, clock } : { clock };
};

const overallClocks = (clocks: readonly SlaClock[], { data }: RecordedReportEvent): readonly SlaClock[] =>
  applyClockChanges(
    clocks,
    'clocks' in data ? data.clocks?.filter(({ clock }) => clock === 'overall') : undefined,
  );
