import { isErased, type RecordedEvent, upcast } from '../../engine/index.ts';
import { isSilent, type RecordedReportEvent, reportWorkflow } from '../../report/index.ts';
import { applyClockChanges } from '../../sla/index.ts';
import {
  type CaseFacts,
  type PenaltyFacts,
  type RevisionRanges,
  type RoundFacts,
  reportIdOf,
} from './case-facts.ts';
import { heldByCentre, holderOf } from './case-holders.ts';
import { categorySaid, redactedFrom, shownOfficer } from './hidden-of-case.ts';

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
  const lastAt = isSilent(event) || occurredAt < before.lastAt ? before.lastAt : occurredAt;
  return { ...before, ...changed, clocks, held, lastAt, occurredAt, recordedAt, revision, position };
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
    text: isErased(data.text) ? null : data.text,
    erased: [
      ...(isErased(data.text) ? (['text'] as const) : []),
      ...(isErased(data.location) ? (['location'] as const) : []),
    ],
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
    lastAt: metadata.occurredAt,
    dataHeld: false,
    retentions: [],
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

const factsIn = (facts: CaseFacts, event: RecordedReportEvent): Partial<CaseFacts> => {
  const at = event.metadata.occurredAt;
  switch (event.type) {
    case 'linked':
      return { reporterId: event.data.reporter };
    case 'unlinked':
      return { reporterId: null };
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
        ...officerIs(facts, null),
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
        ...officerIs(facts, null),
        supporting: [],
        assignedAt: null,
        returns: facts.returns + 1,
        extensionPending: false,
      };
    case 'accepted':
    case 'handed-over': {
      const { officer: id } = event.data;
      return id === undefined
        ? {}
        : officerIs(facts, isErased(id) ? 'erased' : shownOfficer(facts, { id, revision: event.revision }));
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
      const fine = { decisionNo, amount, agencyId, imposedRevision: event.revision };
      const imposed = { ...fine, imposedAt: at, revokedAt: null };
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
    case 'data-held':
    case 'data-released':
      return { dataHeld: event.type === 'data-held' };
    case 'retention-ended':
      return { retentions: [...facts.retentions, { erases: event.data.erases, at }] };
    case 'submitted':
    case 'attachments-added':
    case 'attachment-replaced':
    case 'absorbed':
    case 'separated':
    case 'rejection-shared':
    case 'reminded':
    case 'overdue-marked':
    case 'escalated':
    case 're-dated':
    case 'personal-data-erased':
    case 'text-kept':
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
        ...officerIs(facts, null),
        supporting: [],
        assignedAt: null,
        extensionPending: false,
      }
    : { supporting: facts.supporting.filter((each) => each !== agencyId) };

const officerIs = (
  { erased }: CaseFacts,
  officer: CaseFacts['officer'] | 'erased',
): Pick<CaseFacts, 'officer' | 'erased'> => {
  const others = erased.includes('officer') ? erased.filter((field) => field !== 'officer') : erased;
  return officer === 'erased'
    ? { officer: null, erased: [...others, 'officer'] }
    : { officer, erased: others };
};

const withRound = ({ rounds }: CaseFacts, round: number, known: Partial<RoundFacts>): readonly RoundFacts[] =>
  rounds.map((each) => (each.round === round ? { ...each, ...known } : each));

const withRevision = (ranges: RevisionRanges, revision: number): RevisionRanges => {
  const [first, last] = ranges.at(-1) ?? [revision];
  return last === revision - 1
    ? [...ranges.slice(0, -1), [first, revision]]
    : [...ranges, [revision, revision]];
};
