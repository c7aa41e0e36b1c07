import type { RecordedEvent, View } from '../engine/index.ts';
import type { reportEvents } from './events.ts';
import type { ReportAudience, ReportTypes } from './types.ts';

/** Who sees what of a report: allow-lists. A field that is not named here is shown to nobody. */

type EventFields = { readonly [Type in keyof typeof reportEvents]?: readonly string[] };

const publicState = [
  'reportId',
  'phase',
  'round',
  'submittedAt',
  'text',
  'location',
  'channel',
  'category',
  'labels',
  'areaCode',
  'publication',
  'supporters',
  'dueDay',
  'publicComments',
  'mergedInto',
] as const;

const caseState = [
  ...publicState,
  'priority',
  'procedure',
  'attachments',
  'awaitingInformation',
  'assignment',
  'returns',
  'pendingExtension',
  'penalties',
  'resolution',
  'rejection',
  'ratings',
  'disputes',
  'absorbed',
  'legacy',
  'clocks',
  'verdicts',
  'policy',
] as const;

const officerState = [...caseState, 'internalComments'] as const;

/** What anybody may know of a published report. */
const publicEvents: EventFields = {
  submitted: ['text', 'location', 'channel', 'category'],
  verified: ['category', 'labels', 'areaCode'],
  assigned: ['agencyId', 'round'],
  published: ['publicText', 'attachments', 'visibility'],
  disputed: [],
  'dispute-upheld': ['round'],
  'dispute-dismissed': [],
  commented: ['text', 'audience'],
  supported: [],
  closed: [],
};

/** What the citizen who reported may know: the public part, what was said to them, and the due days. */
const reporterEvents: EventFields = {
  ...publicEvents,
  submitted: ['text', 'location', 'channel', 'category', 'attachments', 'contact', 'clocks'],
  'information-requested': ['question', 'answerBy', 'clocks'],
  'information-provided': ['text', 'attachments', 'clocks'],
  'information-not-provided': ['answerBy', 'clocks'],
  rejected: ['reason', 'message', 'competentBody', 'clocks'],
  merged: ['into', 'clocks'],
  assigned: ['agencyId', 'supporting', 'round', 'clocks'],
  'extension-granted': ['workingDays', 'clocks'],
  'sent-back': ['clocks'],
  published: ['publicText', 'attachments', 'visibility', 'windowEnds', 'clocks'],
  rated: ['round', 'grade', 'comment'],
  disputed: ['reason', 'attachments', 'clocks'],
  'dispute-upheld': ['reason', 'round', 'clocks'],
  'dispute-dismissed': ['reason', 'windowEnds', 'clocks'],
  reclassified: ['category', 'procedure', 'priority', 'clocks'],
  withdrawn: ['reason', 'clocks'],
  're-dated': ['clock', 'calendar', 'oldDue', 'newDue', 'reason', 'clocks'],
};

const rung = ['clock', 'rung', 'round', 'start', 'dueAt', 'scheduledAt'] as const;

/** Everything but the tracking code, which is the citizen's key, and the contact, which is personal. */
const caseEvents: EventFields = {
  ...reporterEvents,
  submitted: ['text', 'location', 'channel', 'category', 'attachments', 'legacy', 'clocks'],
  verified: ['category', 'labels', 'priority', 'procedure', 'areaCode', 'clocks'],
  absorbed: ['reportId'],
  assigned: ['agencyId', 'supporting', 'note', 'binding', 'previousAgencyId', 'round', 'clocks'],
  accepted: ['officer'],
  returned: ['agencyId', 'reason', 'proposedAgencyId', 'clocks'],
  'extension-requested': ['workingDays', 'reason', 'afterDue'],
  'extension-granted': ['workingDays', 'reason', 'afterDue', 'clocks'],
  'extension-denied': ['reason'],
  'penalty-imposed': ['decisionNo', 'amount', 'legalBasis'],
  'penalty-revoked': ['decisionNo', 'amount', 'legalBasis'],
  resolved: ['agencyId', 'result', 'outcome', 'attachments', 'clocks'],
  'sent-back': ['reason', 'clocks'],
  reclassified: ['category', 'procedure', 'priority', 'reason', 'clocks'],
  redacted: ['field', 'revision', 'reason'],
  reminded: [...rung, 'to'],
  'overdue-marked': rung,
  escalated: [...rung, 'to'],
};

/** With the personal fields and the tracking code, for those who speak with the citizen and those who check. */
const withContact: EventFields = {
  ...caseEvents,
  submitted: [...(caseEvents.submitted ?? []), 'contact', 'trackingCode'],
};

/** Figures and cases, without free text that citizens wrote about themselves or others. */
const analystEvents: EventFields = {
  ...caseEvents,
  submitted: ['location', 'channel', 'category', 'legacy', 'clocks'],
  'information-requested': ['answerBy', 'clocks'],
  'information-provided': ['clocks'],
  accepted: [],
  rated: ['round', 'grade'],
  disputed: ['clocks'],
  commented: ['audience'],
  withdrawn: ['clocks'],
};

const analystState = [
  'reportId',
  'phase',
  'round',
  'submittedAt',
  'channel',
  'category',
  'labels',
  'priority',
  'procedure',
  'areaCode',
  'returns',
  'penalties',
  'supporters',
  'mergedInto',
  'absorbed',
  'legacy',
  'dueDay',
  'clocks',
  'verdicts',
  'policy',
] as const;

const isInternalComment = ({ type, data }: RecordedEvent): boolean =>
  type === 'commented' && data.audience === 'internal';

const officer = ['kind', 'id', 'agencyId'] as const;

export const reportViews: { readonly [A in ReportAudience]: View<ReportTypes> } = {
  public: { state: publicState, events: publicEvents, actor: ['kind', 'agencyId'], hides: isInternalComment },
  reporter: {
    state: [
      ...publicState,
      'trackingCode',
      'contact',
      'attachments',
      'awaitingInformation',
      'rejection',
      'ratings',
      'disputes',
      'clocks',
      'verdicts',
    ],
    events: reporterEvents,
    actor: ['kind', 'agencyId'],
    hides: isInternalComment,
  },
  agency: { state: officerState, events: caseEvents, actor: ['kind', 'agencyId'] },
  operator: {
    state: [...officerState, 'trackingCode', 'contact', 'reporter'],
    events: withContact,
    actor: officer,
  },
  auditor: { state: [...officerState, 'contact', 'reporter'], events: withContact, actor: officer },
  analyst: { state: analystState, events: analystEvents, actor: ['kind', 'agencyId'] },
  admin: { state: officerState, events: caseEvents, actor: officer },
  system: {
    state: [...officerState, 'trackingCode', 'contact', 'reporter'],
    events: withContact,
    actor: officer,
  },
};
