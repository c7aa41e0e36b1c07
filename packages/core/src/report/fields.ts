import type { FieldDefinition } from '../engine/index.ts';

/** Every field that can be shown of a report; who sees which of them is the views' to say. */
export const reportFields = {
  reportId: { summary: 'The id of the report.' },
  trackingCode: { summary: 'Whoever holds it may follow the report.' },
  phase: { summary: 'Where the report stands.' },
  round: { summary: 'From 1; each dispute that is upheld opens another one.' },
  submittedAt: { summary: 'When it was submitted.' },
  submittedDay: { summary: 'The day on which it was submitted.' },
  reporter: {
    summary:
      'The id of the citizen who reported, or whom it was linked to; null for a caller or an import that is of nobody whom one knows.',
    personal: true,
  },
  text: { summary: 'What the citizen wrote.' },
  location: { summary: 'Where it is.' },
  channel: { summary: 'How it came in.' },
  category: { summary: 'What it is about.' },
  labels: { summary: 'Further words on what it is about.' },
  priority: { summary: 'How urgent it is.' },
  procedure: { summary: 'The procedure, by which terms differ.' },
  areaCode: { summary: 'The area that the centre put it in.' },
  areaIsOfficial: { summary: 'Whether the office named the area: a citizen did not just write it.' },
  attachments: { summary: 'Photos and videos that came with it, or later.' },
  contact: { summary: 'How to reach the citizen.', personal: true },
  devicePosition: {
    summary: 'Where the device of the citizen was when the report was sent. Never public.',
    personal: true,
  },
  privacyNotice: {
    summary: 'Version of the privacy notice that was shown before the report was sent; null: none was.',
  },
  legacy: { summary: 'How another system knew it.' },
  awaitingInformation: {
    summary: 'The open question to the citizen, if there is one.',
    parts: ['question', 'askedAt', 'answerBy'],
  },
  assignment: {
    summary: 'The agency that has it, and since when.',
    parts: ['agencyId', 'supporting', 'assignedAt', 'binding', 'acceptedAt', 'officer'],
  },
  returns: { summary: 'How often agencies gave it back.' },
  pendingExtension: {
    summary: 'The extension that is asked for.',
    parts: ['workingDays', 'reason', 'afterDue'],
  },
  penalties: {
    summary: 'Fines that were imposed.',
    parts: ['decisionNo', 'amount', 'legalBasis', 'revoked'],
  },
  resolution: {
    summary: 'What the agency says that it did.',
    parts: ['agencyId', 'result', 'outcome', 'attachments', 'resolvedAt'],
  },
  publication: {
    summary: 'What was published, and until when it can be rated and disputed.',
    parts: ['publicText', 'attachments', 'visibility', 'publishedAt', 'windowEnds'],
  },
  earlierAttachments: {
    summary:
      'Photos and videos that stood in a result or a publication before, and stand nowhere else any more: the last hundred.',
  },
  rejection: { summary: 'Why it was turned down.', parts: ['reason', 'message', 'competentBody'] },
  ratings: { summary: 'Grades of the citizen.', parts: ['round', 'grade', 'comment', 'ratedAt'] },
  disputes: {
    summary: 'Disputes, and how they were decided.',
    parts: ['round', 'reason', 'attachments', 'disputedAt', 'decision', 'decisionReason'],
  },
  publicComments: {
    summary: 'The last hundred comments that everybody may read.',
    parts: ['revision', 'text', 'by', 'at'],
  },
  internalComments: {
    summary: 'The last hundred comments among officers.',
    parts: ['revision', 'text', 'by', 'at'],
  },
  commentsTotal: { summary: 'How many comments there are that everybody may read.' },
  internalCommentsTotal: { summary: 'How many comments among officers there are.' },
  supporters: { summary: 'How many other citizens have the same problem.' },
  mergedInto: { summary: 'The report that it is handled with.' },
  absorbed: { summary: 'Reports that are handled with this one.' },
  dueDay: { summary: 'The day until which the present round is due.' },
  dueProjected: {
    summary: 'Whether the due day counts on days that no notice has confirmed; then it may still move.',
  },
  clocks: { summary: 'Its clocks, each with due moments and verdicts.' },
  verdicts: { summary: 'The verdicts of the first round and of the last one.' },
  retention: {
    summary:
      'How long what is personal in it is kept by the policy, once it has ended: the rule, what goes, the last day, and the instant from which on it goes. Empty: until somebody asks for its erasure.',
    parts: ['rule', 'erases', 'since', 'day', 'at'],
  },
  hold: {
    summary: 'Why what is personal is kept beyond its term, and since when; null: it is not.',
    parts: ['reason', 'since'],
  },
  policy: { summary: 'The policy that is in force.' },
} as const satisfies { readonly [field: string]: FieldDefinition };

export type ReportField = keyof typeof reportFields;
