import { z } from 'zod';
import { type EventOf, event, instant, type RecordedEventOf, sealed, text } from '../engine/index.ts';
import { Due } from '../sla/index.ts';
import { ClockName, ReportClockChange, recipients } from './policy.ts';
import { retentionEvents } from './retention/events.ts';
import { RetentionExtent } from './retention/policy.ts';
import * as v from './values.ts';

const clocks = z.array(ReportClockChange).optional();

const Recipient = z.enum(recipients);

/** What was said and what is true, under the name of the field. */
const said = z.strictObject({
  text: sealed(text()).optional(),
  category: v.Name.optional(),
  agencyId: v.AgencyId.optional(),
  dueAt: instant().optional(),
  occurredAt: instant().optional(),
});

/** A rung of a clock. When it fired is the event's `occurredAt`. */
const rung = {
  clock: ClockName,
  rung: v.RungName,
  /** The round, and which start of the clock in it, from 0. */
  round: z.int().min(1).optional(),
  start: z.int().min(0).optional(),
  dueAt: instant().optional(),
  /** When it was to fire. */
  scheduledAt: instant().optional(),
};

/** Every event of a report. `clocks` says what the event does to the report's clocks. */
export const reportEvents = {
  submitted: event('A citizen reported something; the overall clock and the verification clock start.', {
    trackingCode: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{5}-?[0-9A-HJKMNP-TV-Z]{5}$/),
    text: sealed(text()),
    location: v.RecordedLocation,
    channel: v.Channel,
    category: v.Name.optional(),
    attachments: v.AttachmentIds.optional(),
    contact: sealed(v.Contact).optional(),
    devicePosition: sealed(v.DevicePosition).optional(),
    /** Version of the privacy notice that was shown before it was sent. */
    privacyNotice: v.PrivacyNotice.optional(),
    legacy: v.Legacy.optional(),
    clocks,
  }),
  'information-requested': event(
    'The citizen was asked for more; the overall clock and the resolution clock pause.',
    {
      question: text(),
      answerBy: Due,
      clocks,
    },
  ),
  'information-provided': event('The answer came; whole working days of waiting are given back.', {
    text: sealed(text()),
    attachments: v.AttachmentIds.optional(),
    clocks,
  }),
  'attachments-added': event('Photos or videos came another way, or later than the report.', {
    attachments: v.AttachmentIds,
  }),
  'information-not-provided': event(
    'No answer came in the term of the question; the clocks run again from its end, whenever this was recorded.',
    { answerBy: Due, clocks },
  ),
  verified: event('The centre found the report valid and classified it.', {
    category: v.Name,
    labels: v.Labels.optional(),
    priority: v.Priority,
    procedure: v.Name,
    areaCode: v.Name.optional(),
    clocks,
  }),
  rejected: event('The centre turned the report down.', {
    reason: v.RejectionReason,
    message: text(),
    competentBody: text(500).optional(),
    clocks,
  }),
  merged: event('The report is handled with another one.', {
    into: v.ReportId,
    /** What it was merged into before, when that one was merged itself and this one follows it. */
    previousInto: v.ReportId.optional(),
    clocks,
  }),
  unmerged: event(
    'The report goes on by itself: its phase is what it was, its clocks run on as if nobody had stopped them.',
    {
      into: v.ReportId,
      reason: text(),
      phase: v.PhaseBeforeMerge,
      /** The agency's request for more days that waited for the centre then waits again. */
      extensionPending: z.literal(true).optional(),
      clocks,
    },
  ),
  absorbed: event('Another report was merged into this one.', { reportId: v.ReportId }),
  separated: event('A report that was merged into this one goes on by itself.', { reportId: v.ReportId }),
  'rejection-shared': event(
    'The report that this one was merged into was turned down: why, for its citizen.',
    {
      from: v.ReportId,
      reason: v.RejectionReason,
      message: text(),
      competentBody: text(500).optional(),
    },
  ),
  assigned: event('An agency has the report; the resolution clock starts.', {
    agencyId: v.AgencyId,
    supporting: v.SupportingAgencies.optional(),
    note: text().optional(),
    /** True when the competence was decided: such an assignment cannot be returned. */
    binding: z.boolean(),
    /** The agency that had it, when this is a reassignment. */
    previousAgencyId: v.AgencyId.optional(),
    round: z.int().min(1),
    clocks,
  }),
  recalled: event(
    'The centre took the report back from an agency that was suspended, or from its support; the resolution clock ends without a verdict.',
    { agencyId: v.AgencyId, reason: text(), clocks },
  ),
  accepted: event('An officer of the agency took the report.', { officer: sealed(text(200)).optional() }),
  'handed-over': event('A head of the agency gave the report to one of its officers.', {
    officer: v.OfficerId,
    note: text().optional(),
  }),
  returned: event(
    'The agency says that the report is not its own; the resolution clock ends without a verdict.',
    {
      agencyId: v.AgencyId,
      reason: text(),
      proposedAgencyId: v.AgencyId.optional(),
      clocks,
    },
  ),
  'extension-requested': event('The agency asked for more working days.', v.ExtensionRequest.shape),
  'extension-granted': event('The centre gave more working days.', {
    workingDays: v.WorkingDays,
    reason: text().optional(),
    afterDue: z.boolean(),
    clocks,
  }),
  'extension-denied': event('The centre gave no more working days.', { reason: text() }),
  'penalty-imposed': event('A fine was imposed.', {
    decisionNo: text(100),
    /** Viet Nam dong. */
    amount: v.Dong,
    legalBasis: text(1000),
  }),
  'penalty-revoked': event('A fine was taken back.', {
    decisionNo: text(100),
    amount: v.Dong,
    legalBasis: text(1000),
  }),
  resolved: event('The agency reported its result; the resolution clock stops, the approval clock starts.', {
    agencyId: v.AgencyId,
    result: text(),
    outcome: v.ResolutionOutcome,
    attachments: v.AttachmentIds.optional(),
    clocks,
  }),
  'sent-back': event('The centre did not accept the result; the resolution clock runs on.', {
    reason: text(),
    clocks,
  }),
  published: event('The centre published the result; the overall clock stops.', {
    publicText: text(),
    attachments: v.AttachmentIds.optional(),
    visibility: v.Visibility,
    /** Until when the citizen may rate and dispute. */
    windowEnds: Due,
    clocks,
  }),
  'attachment-replaced': event(
    'Another photo is shown in place of one that was published, such as one in which faces are blurred.',
    {
      replaced: v.AttachmentId,
      /** The one that is shown instead. */
      attachments: v.AttachmentIds,
      reason: text(),
    },
  ),
  rated: event('The citizen graded the result of a round.', {
    round: z.int().min(1),
    grade: v.Grade,
    comment: sealed(text()).optional(),
  }),
  disputed: event('The citizen disputes the result; the dispute clock starts.', {
    reason: sealed(text()),
    attachments: v.AttachmentIds.optional(),
    clocks,
  }),
  'dispute-upheld': event('The centre found the citizen right: a new round begins, with clocks of its own.', {
    reason: text(),
    round: z.int().min(2),
    clocks,
  }),
  'dispute-dismissed': event('The centre found the result right.', {
    reason: text(),
    windowEnds: Due,
    clocks,
  }),
  commented: event('Somebody added a comment.', { text: sealed(text()), audience: v.Audience }),
  supported: event('Another citizen has the same problem.', {}),
  reclassified: event('The classification changed; open clocks are dated anew from their original start.', {
    category: v.Name.optional(),
    procedure: v.Name.optional(),
    priority: v.Priority.optional(),
    reason: text(),
    clocks,
  }),
  withdrawn: event('The citizen took the report back.', { reason: sealed(text()).optional(), clocks }),
  redacted: event('A field is hidden in every view; the event that carries it stays.', {
    field: z.string().max(100),
    revision: z.int().min(0).optional(),
    attachment: v.AttachmentId.optional(),
    reason: text(),
    /** What was encrypted of it is destroyed for good, too. */
    destroy: z.literal(true).optional(),
  }),
  closed: event('The time for rating and dispute is over.', {}),
  reminded: event('A reminder before a due moment went out.', { ...rung, to: Recipient.optional() }),
  'overdue-marked': event('A due moment passed; the mark changes no verdict.', { ...rung, dueAt: instant() }),
  escalated: event('A superior was told; of a report without an agency the centre.', {
    ...rung,
    to: Recipient.optional(),
  }),
  're-dated': event('A due moment was computed anew, on another calendar.', {
    clock: ClockName,
    calendar: z.string(),
    oldDue: Due,
    newDue: Due,
    reason: text(),
    clocks,
  }),
  linked: event('A report that was taken down for a caller, or imported, is of this citizen.', {
    reporter: v.CitizenId,
  }),
  unlinked: event('It was of somebody else.', { reason: text() }),
  'personal-data-erased': event(
    'What was personal in these events was erased for good, at the wish of a person or because its term was over.',
    {
      /** Of the events: what they say of that person is gone, and everything else stays. */
      revisions: z.array(z.int().min(0)).min(1).max(5_000),
      /** Only how the person is reached and where exactly it was; absent: everything personal. */
      only: RetentionExtent.extract(['contact']).optional(),
      /** JSON pointers of the values that are gone from these events, and no other one. Absent: everything personal in them. */
      fields: z.array(z.string().startsWith('/').max(100)).min(1).max(100).optional(),
    },
  ),
  'text-kept': {
    ...event(
      'A version of what a citizen wrote without anything personal, which takes its place once that is erased. It stands in clear, under no key of a person.',
      {
        /** Of the event whose words it stands for. */
        revision: z.int().min(0),
        /** Under the name of what it stands for, so that whoever sees that sees it. */
        kept: z.strictObject({
          text: text().optional(),
          answer: text().optional(),
          comment: text().optional(),
          rating: text().optional(),
          dispute: text().optional(),
          withdrawal: text().optional(),
        }),
        reason: text(),
      },
    ),
    version: 2,
    // Of the text of the report alone a version could be kept.
    upcasters: { 1: ({ kept = null, ...data }) => ({ ...data, kept: { text: kept } }) },
  },
  ...retentionEvents,
  corrected: event(
    'The system that a report was imported from had said something wrong of an event. Figures use the new value; who asks what was known before, the old one.',
    {
      /** Of the event that is corrected. */
      revision: z.int().min(0),
      field: v.CorrectableField,
      /** Absent: there was none, or there is none. */
      from: said,
      to: said,
      reason: text(),
      /** Where the new value is from: a file, a letter. */
      source: text(500).optional(),
      /** What follows from it in events, by their revisions: as if they had been decided on the new value. */
      follows: z
        .array(
          z.strictObject({
            revision: z.int().min(0),
            agencyId: v.AgencyId.optional(),
            previousAgencyId: v.AgencyId.optional(),
            answerBy: Due.optional(),
            windowEnds: Due.optional(),
            afterDue: z.boolean().optional(),
            clocks,
          }),
        )
        .optional(),
    },
  ),
} as const;

export type ReportEvent = EventOf<typeof reportEvents>;
export type RecordedReportEvent = RecordedEventOf<typeof reportEvents>;
