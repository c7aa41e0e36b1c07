import { applyClockChanges } from '../sla/index.ts';
import { commented } from './comments-at-hand.ts';
import type { RecordedReportEvent } from './events.ts';
import { hiddenBy } from './hidden-by.ts';
import { withItem } from './long-list.ts';
import { isFinal } from './phases.ts';
import type { ClockName, ReportClockChange } from './policy.ts';
import { redactableIn } from './redactable.ts';
import { isSilent } from './retention/silent.ts';
import type { ReportState } from './state.ts';
import { broughtBy, type Submitted, submitted } from './submitted.ts';
import { PhaseBeforeMerge } from './values.ts';

/** A report after an event. The first event of a report is `submitted`. */
export const evolveReport = (state: ReportState | undefined, event: RecordedReportEvent): ReportState => {
  if (event.type === 'submitted')
    return withClockChanges(withRedactable(submitted(event), event), event.data.clocks);
  if (state === undefined) throw new TypeError(`a report begins with submitted, not with ${event.type}`);
  const next = withTimes(withRedactable(evolved(state, event), event), state, event);
  return 'clocks' in event.data ? withClockChanges(next, event.data.clocks) : next;
};

/** Since when it has ended, and when something was said or done last. */
const withTimes = (next: ReportState, { phase }: ReportState, event: RecordedReportEvent): ReportState => {
  const { occurredAt } = event.metadata;
  const isEnd = isFinal(next.phase);
  const endedAt = isEnd ? (isFinal(phase) ? next.endedAt : occurredAt) : null;
  const lastAt = isSilent(event) || occurredAt < next.lastAt ? next.lastAt : occurredAt;
  return endedAt === next.endedAt && lastAt === next.lastAt ? next : { ...next, endedAt, lastAt };
};

/** Notes which fields of the event can be hidden. */
const withRedactable = (state: ReportState, event: RecordedReportEvent): ReportState => {
  const fields = redactableIn(event);
  if (fields.length === 0) return state;
  const redactable = { ...state.redactable };
  for (const field of fields) redactable[field] = withItem(redactable[field] ?? [], event.revision);
  return { ...state, redactable };
};

const withClockChanges = (
  state: ReportState,
  changes: readonly ReportClockChange[] | undefined,
): ReportState =>
  changes === undefined ? state : { ...state, clocks: applyClockChanges(state.clocks, changes) };

const evolved = (state: ReportState, event: Exclude<RecordedReportEvent, Submitted>): ReportState => {
  const { revision } = event;
  const { occurredAt, actor } = event.metadata;
  switch (event.type) {
    case 'information-requested': {
      const { question, answerBy } = event.data;
      return { ...state, awaiting: { question, answerBy, askedAt: occurredAt, revision } };
    }
    case 'information-not-provided':
      return { ...state, awaiting: null };
    case 'linked':
      return { ...state, linkedTo: event.data.reporter };
    case 'unlinked':
      return { ...state, linkedTo: null };
    case 'attachments-added':
      return {
        ...state,
        attachments: [...state.attachments, ...broughtBy(revision, event.data.attachments)],
      };
    case 'information-provided':
      return {
        ...state,
        awaiting: null,
        answers: withItem(state.answers, revision),
        attachments: [...state.attachments, ...broughtBy(revision, event.data.attachments)],
      };
    case 'verified': {
      const { category, labels, priority, procedure, areaCode } = event.data;
      return {
        ...state,
        phase: 'verified',
        category,
        categoryRevision: revision,
        labels: labels ?? [],
        priority,
        procedure,
        ...(areaCode !== undefined && { areaCode, areaRevision: revision }),
      };
    }
    case 'rejected': {
      const { reason, message, competentBody = null } = event.data;
      return { ...ended(state), phase: 'rejected', rejection: { reason, message, competentBody, revision } };
    }
    case 'merged': {
      const { into: mergedInto } = event.data;
      const merge = { ...(state.merge ?? beforeMerge(state, event.data.clocks)), revision };
      return { ...ended(state), phase: 'merged', mergedInto, merge };
    }
    case 'unmerged': {
      const { pendingExtension } = state.merge ?? { pendingExtension: null };
      const back = { phase: event.data.phase, pendingExtension };
      return { ...state, ...back, mergedInto: null, merge: null, rejection: null };
    }
    case 'absorbed': {
      const { reportId } = event.data;
      return { ...state, absorbed: [...state.absorbed.filter((id) => id !== reportId), reportId] };
    }
    case 'separated':
      return { ...state, absorbed: state.absorbed.filter((id) => id !== event.data.reportId) };
    case 'rejection-shared': {
      const { reason, message, competentBody = null } = event.data;
      return { ...state, rejection: { reason, message, competentBody, revision } };
    }
    case 'recalled':
      return recalledFrom(state, event.data.agencyId);
    case 'assigned': {
      const { agencyId, supporting, binding, round } = event.data;
      return {
        ...state,
        phase: 'assigned',
        round,
        pendingExtension: null,
        assignment: {
          agencyId,
          supporting: supporting ?? [],
          binding,
          assignedAt: occurredAt,
          acceptedAt: null,
          officer: null,
          officerRevision: null,
          revision,
        },
      };
    }
    case 'accepted':
      return {
        ...state,
        assignment: state.assignment && {
          ...state.assignment,
          acceptedAt: occurredAt,
          // Who takes it without a name leaves it with whom it was handed to.
          ...(event.data.officer !== undefined && {
            officer: event.data.officer,
            officerRevision: revision,
          }),
        },
      };
    case 'handed-over':
      return {
        ...state,
        assignment: state.assignment && {
          ...state.assignment,
          officer: event.data.officer,
          officerRevision: revision,
        },
      };
    case 'returned':
      return {
        ...state,
        phase: 'verified',
        assignment: null,
        pendingExtension: null,
        returns: state.returns + 1,
      };
    case 'extension-requested':
      return { ...state, pendingExtension: { ...event.data, revision } };
    case 'extension-granted':
    case 'extension-denied':
      return { ...state, pendingExtension: null };
    case 'penalty-imposed':
      return { ...state, penalties: [...state.penalties, { ...event.data, revoked: false, revision }] };
    case 'penalty-revoked':
      return {
        ...state,
        penalties: state.penalties.map((penalty) =>
          penalty.decisionNo === event.data.decisionNo ? { ...penalty, revoked: true } : penalty,
        ),
      };
    case 'resolved': {
      const { agencyId, result, outcome, attachments } = event.data;
      const { resolution } = state;
      return {
        ...ended(state),
        phase: 'resolved',
        earlierAttachments: [
          ...state.earlierAttachments,
          ...(resolution === null ? [] : broughtBy(resolution.revision, resolution.attachments)),
        ],
        resolution: {
          agencyId,
          result,
          outcome,
          attachments: attachments ?? [],
          resolvedAt: occurredAt,
          revision,
        },
      };
    }
    case 'sent-back':
      return { ...state, phase: 'assigned' };
    case 'published': {
      const { publicText, attachments, visibility, windowEnds } = event.data;
      return {
        ...state,
        phase: 'published',
        earlierAttachments: [...state.earlierAttachments, ...(state.publication?.attachments ?? [])],
        publication: {
          publicText,
          attachments: broughtBy(revision, attachments),
          visibility,
          publishedAt: occurredAt,
          windowEnds,
          revision,
        },
      };
    }
    case 'attachment-replaced': {
      const { replaced, attachments } = event.data;
      if (state.publication === null) return state;
      const before = state.publication.attachments;
      const shown = before.flatMap((one) => (one.id === replaced ? broughtBy(revision, attachments) : [one]));
      return {
        ...state,
        publication: { ...state.publication, attachments: shown },
        earlierAttachments: [...state.earlierAttachments, ...before.filter(({ id }) => id === replaced)],
      };
    }
    case 'rated': {
      const { round, grade, comment = null } = event.data;
      const rating = { round, grade, comment, ratedAt: occurredAt, revision };
      return { ...state, ratings: [...state.ratings, rating] };
    }
    case 'disputed': {
      const { reason, attachments = [] } = event.data;
      const dispute = { round: state.round, reason, attachments, disputedAt: occurredAt, revision };
      return {
        ...state,
        phase: 'disputed',
        disputes: [
          ...state.disputes,
          { ...dispute, decision: null, decisionReason: null, decisionRevision: null },
        ],
      };
    }
    case 'dispute-upheld':
      // The next event assigns the new round; until it is folded the report is as before.
      return { ...decided(state, 'upheld', event), round: event.data.round };
    case 'dispute-dismissed': {
      const { windowEnds } = event.data;
      return {
        ...decided(state, 'dismissed', event),
        phase: 'published',
        publication: state.publication && { ...state.publication, windowEnds },
      };
    }
    case 'commented': {
      return commented(state, { revision, ...event.data, by: actor.kind, at: occurredAt });
    }
    case 'supported':
      return { ...state, supporters: withItem(state.supporters, actor.id) };
    case 'reclassified': {
      const { category, procedure, priority } = event.data;
      return {
        ...state,
        ...(category !== undefined && { category, categoryRevision: revision }),
        procedure: procedure ?? state.procedure,
        priority: priority ?? state.priority,
      };
    }
    case 'withdrawn':
      return { ...ended(state), phase: 'withdrawn' };
    case 'redacted': {
      const hidden = hiddenBy(state, event.data);
      return { ...state, redactions: [...state.redactions, hidden] };
    }
    case 'closed':
      return { ...state, phase: 'closed' };
    case 'reminded':
    case 'overdue-marked':
    case 'escalated':
      return withRung(state, event.data.clock, `${event.type}:${event.data.rung}`);
    case 'data-held':
      return { ...state, hold: { reason: event.data.reason, since: occurredAt, revision } };
    case 'data-released':
      return { ...state, hold: null };
    case 'retention-ended': {
      const { erases } = event.data;
      return { ...state, retentions: [...state.retentions, { erases, at: occurredAt }] };
    }
    case 'personal-data-erased':
      return erasesReporter(event.data) ? { ...state, reporterErased: true } : state;
    case 're-dated':
    // What they say stands in the events that they are about, see `layCorrections`.
    case 'corrected':
    case 'text-kept':
      return state;
  }
};

/** Of single values, and of what was over a term of its own, the person is there still. */
const erasesReporter = ({
  revisions,
  only,
  fields,
}: Extract<RecordedReportEvent, { type: 'personal-data-erased' }>['data']): boolean =>
  only === undefined && fields === undefined && revisions.includes(0);

const beforeMerge = (
  { phase, pendingExtension }: ReportState,
  changes: readonly ReportClockChange[] = [],
): Omit<NonNullable<ReportState['merge']>, 'revision'> => ({
  from: PhaseBeforeMerge.parse(phase),
  pendingExtension,
  ended: changes
    .filter(({ change }) => change === 'stopped' || change === 'cancelled')
    .map(({ clock, round }) => ({ clock, round })),
});

const recalledFrom = (state: ReportState, agencyId: string): ReportState => {
  const { assignment } = state;
  if (assignment === null || assignment.agencyId === agencyId)
    return { ...state, phase: 'verified', assignment: null, pendingExtension: null };
  const supporting = assignment.supporting.filter((each) => each !== agencyId);
  return { ...state, assignment: { ...assignment, supporting } };
};

/** Nobody is waited for any more. */
const ended = (state: ReportState): ReportState => ({ ...state, awaiting: null, pendingExtension: null });

const decided = (
  state: ReportState,
  decision: 'upheld' | 'dismissed',
  { data, revision }: { readonly data: { readonly reason: string }; readonly revision: number },
): ReportState => ({
  ...state,
  disputes: state.disputes.map((dispute) =>
    dispute.decision === null
      ? { ...dispute, decision, decisionReason: data.reason, decisionRevision: revision }
      : dispute,
  ),
});

const withRung = (state: ReportState, name: ClockName, rung: string): ReportState => {
  const index = state.clocks.findLastIndex(({ clock }) => clock === name);
  const clock = state.clocks[index];
  if (clock === undefined) return state;
  return { ...state, clocks: state.clocks.with(index, { ...clock, rungs: [...clock.rungs, rung] }) };
};
