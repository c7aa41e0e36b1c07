import type { View } from '../engine/index.ts';
import type { ReportTypes } from './types.ts';

/**
 * Who sees what of a report. A fact is named once, with where the report has it and where its events have it, and an
 * audience is a list of facts: so the report, its past, its history and every row made of it say the same. A field that
 * stands in no fact of an audience is not shown to it.
 */

export interface Fact {
  /** Paths in the presented report. */
  readonly state?: View<ReportTypes>['state'];
  /** Fields of events. An event without any is shown as having happened. */
  readonly events?: View<ReportTypes>['events'];
}

const rung = ['clock', 'rung', 'round', 'start', 'dueAt', 'scheduledAt'] as const;

export const facts = {
  course: {
    state: ['reportId', 'phase', 'round', 'submittedAt'],
    events: {
      submitted: [],
      verified: [],
      assigned: ['round'],
      published: [],
      disputed: [],
      'dispute-upheld': ['round'],
      'dispute-dismissed': [],
      closed: [],
      'personal-data-erased': ['revisions', 'only', 'fields'],
      'retention-ended': ['rule', 'erases', 'since', 'term', 'due'],
      corrected: ['revision', 'field', 'from.occurredAt', 'to.occurredAt'],
    },
  },
  /** What neighbours see. */
  neighbourhood: { state: ['reportId', 'category', 'location', 'submittedDay'] },
  text: {
    state: ['text'],
    events: {
      submitted: ['text'],
      corrected: ['from.text', 'to.text'],
      'text-kept': ['revision', 'kept.text'],
    },
  },
  place: { state: ['location'], events: { submitted: ['location'] } },
  channel: { state: ['channel'], events: { submitted: ['channel'] } },
  subject: {
    state: ['category', 'labels', 'areaCode'],
    events: {
      verified: ['category', 'labels', 'areaCode'],
      reclassified: ['category'],
      corrected: ['from.category', 'to.category'],
    },
  },
  /** What it is about in the words of whoever sent it. */
  subjectSaid: { events: { submitted: ['category'] } },
  classification: {
    state: ['priority', 'procedure'],
    events: { verified: ['priority', 'procedure'], reclassified: ['priority', 'procedure'] },
  },
  reclassificationReason: { events: { reclassified: ['reason'] } },
  attachments: {
    state: ['attachments'],
    events: {
      submitted: ['attachments'],
      'information-provided': ['attachments'],
      'attachments-added': ['attachments'],
    },
  },
  contact: { state: ['contact'], events: { submitted: ['contact'] } },
  /** Where the device of the citizen was. */
  devicePosition: { state: ['devicePosition'], events: { submitted: ['devicePosition'] } },
  privacyNotice: { state: ['privacyNotice'], events: { submitted: ['privacyNotice'] } },
  /** The citizen's key to the report. */
  trackingCode: { state: ['trackingCode'], events: { submitted: ['trackingCode'] } },
  /** Who the citizens are: with it the ids of those who act. */
  citizens: { state: ['reporter'], events: { linked: ['reporter'], unlinked: [] } },
  unlinkReason: { events: { unlinked: ['reason'] } },
  legacy: { state: ['legacy'], events: { submitted: ['legacy'] } },
  waiting: {
    state: ['awaitingInformation.askedAt', 'awaitingInformation.answerBy'],
    events: {
      'information-requested': ['answerBy'],
      'information-provided': [],
      'information-not-provided': ['answerBy'],
    },
  },
  questions: {
    state: ['awaitingInformation.question'],
    events: {
      'information-requested': ['question'],
      'information-provided': ['text'],
      'text-kept': ['revision', 'kept.answer'],
    },
  },
  handling: {
    state: ['assignment.agencyId', 'assignment.supporting', 'assignment.assignedAt'],
    events: { assigned: ['agencyId', 'supporting'], corrected: ['from.agencyId', 'to.agencyId'] },
  },
  handlingSteps: {
    state: ['assignment.binding', 'assignment.acceptedAt', 'returns'],
    events: {
      assigned: ['binding', 'previousAgencyId'],
      accepted: [],
      'handed-over': [],
      returned: ['agencyId', 'proposedAgencyId'],
      recalled: ['agencyId'],
      unmerged: ['extensionPending'],
      'sent-back': [],
    },
  },
  /** What officers wrote to each other, and who of an agency took it, or was given it. */
  handlingWords: {
    state: ['assignment.officer'],
    events: {
      assigned: ['note'],
      accepted: ['officer'],
      'handed-over': ['officer', 'note'],
      returned: ['reason'],
      recalled: ['reason'],
      'sent-back': ['reason'],
    },
  },
  sentBack: { events: { 'sent-back': [] } },
  extensionRequests: {
    state: ['pendingExtension.workingDays', 'pendingExtension.afterDue'],
    events: {
      'extension-requested': ['workingDays', 'afterDue'],
      'extension-granted': ['afterDue'],
      'extension-denied': [],
    },
  },
  extensionsGranted: { events: { 'extension-granted': ['workingDays'] } },
  extensionReasons: {
    state: ['pendingExtension.reason'],
    events: {
      'extension-requested': ['reason'],
      'extension-granted': ['reason'],
      'extension-denied': ['reason'],
    },
  },
  penalties: {
    state: ['penalties.decisionNo', 'penalties.amount', 'penalties.revoked'],
    events: { 'penalty-imposed': ['decisionNo', 'amount'], 'penalty-revoked': ['decisionNo', 'amount'] },
  },
  penaltyWords: {
    state: ['penalties.legalBasis'],
    events: { 'penalty-imposed': ['legalBasis'], 'penalty-revoked': ['legalBasis'] },
  },
  result: {
    state: ['resolution.agencyId', 'resolution.outcome', 'resolution.resolvedAt'],
    events: { resolved: ['agencyId', 'outcome'] },
  },
  resultWords: {
    state: ['resolution.result', 'resolution.attachments'],
    events: { resolved: ['result', 'attachments'] },
  },
  publication: {
    state: ['publication.visibility', 'publication.publishedAt', 'publication.windowEnds'],
    events: { published: ['visibility', 'windowEnds'] },
  },
  /** The event does not say of which result: for those who see the one for the reporter only. */
  windowAfterDismissal: { events: { 'dispute-dismissed': ['windowEnds'] } },
  publicationWords: {
    state: ['publication.publicText', 'publication.attachments'],
    events: { published: ['publicText', 'attachments'], 'attachment-replaced': ['attachments'] },
  },
  rejection: {
    state: ['rejection.reason'],
    events: { rejected: ['reason'], 'rejection-shared': ['from', 'reason'] },
  },
  rejectionWords: {
    state: ['rejection.message', 'rejection.competentBody'],
    events: {
      rejected: ['message', 'competentBody'],
      'rejection-shared': ['message', 'competentBody'],
    },
  },
  grades: {
    state: ['ratings.round', 'ratings.grade', 'ratings.ratedAt'],
    events: { rated: ['round', 'grade'] },
  },
  gradeWords: {
    state: ['ratings.comment'],
    events: { rated: ['comment'], 'text-kept': ['revision', 'kept.rating'] },
  },
  disputes: { state: ['disputes.round', 'disputes.disputedAt', 'disputes.decision'] },
  disputeWords: {
    state: ['disputes.reason', 'disputes.attachments', 'disputes.decisionReason'],
    events: {
      disputed: ['reason', 'attachments'],
      'text-kept': ['revision', 'kept.dispute'],
      'dispute-upheld': ['reason'],
      'dispute-dismissed': ['reason'],
    },
  },
  /** That something was said, and to whom. */
  comments: { events: { commented: ['audience'] } },
  publicComments: {
    state: ['publicComments', 'commentsTotal'],
    // Citizens say nothing that is for officers alone.
    events: { commented: ['text', 'audience'], 'text-kept': ['revision', 'kept.comment'] },
  },
  internalComments: {
    state: ['internalComments', 'internalCommentsTotal'],
    events: { commented: ['text', 'audience'] },
  },
  supporters: { state: ['supporters'], events: { supported: [] } },
  mergedInto: {
    state: ['mergedInto'],
    events: { merged: ['into', 'previousInto'], unmerged: ['into', 'phase'] },
  },
  /** Why it goes on by itself, in the words of the system. */
  unmergeReason: { events: { unmerged: ['reason'] } },
  absorbed: { state: ['absorbed'], events: { absorbed: ['reportId'], separated: ['reportId'] } },
  withdrawal: { events: { withdrawn: [] } },
  withdrawalReason: { events: { withdrawn: ['reason'], 'text-kept': ['revision', 'kept.withdrawal'] } },
  dueDay: { state: ['dueDay', 'dueProjected'] },
  /** With it what each event that is shown did to them. */
  clocks: {
    state: ['clocks', 'verdicts'],
    events: {
      're-dated': ['clock', 'calendar', 'oldDue', 'newDue'],
      corrected: ['from.dueAt', 'to.dueAt'],
    },
  },
  correctionReason: { events: { corrected: ['reason', 'source'], 'text-kept': ['reason'] } },
  reDatingReason: { events: { 're-dated': ['reason'] } },
  policy: { state: ['policy'] },
  ladder: { events: { reminded: [...rung, 'to'], 'overdue-marked': rung, escalated: [...rung, 'to'] } },
  redactions: { events: { redacted: ['field', 'revision'] } },
  redactionReasons: { events: { redacted: ['reason', 'attachment'] } },
  /** How long what is personal is kept. */
  retention: { state: ['retention'] },
  holds: { state: ['hold'], events: { 'data-held': ['reason'], 'data-released': ['reason'] } },
  /** Which photos made way for others, by a replacement or by another round. */
  earlierAttachments: { state: ['earlierAttachments'] },
  replacementReasons: { events: { 'attachment-replaced': ['reason', 'replaced'] } },
} as const satisfies { readonly [name: string]: Fact };

export type FactName = keyof typeof facts;
