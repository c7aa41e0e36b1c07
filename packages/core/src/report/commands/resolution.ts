import { z } from 'zod';
import { refuse, text } from '../../engine/index.ts';
import { attachmentRefusal, attachmentsRead, publicationRefusal } from '../attaching.ts';
import { ratingWindow, withClocks } from '../rules.ts';
import type { ReportState } from '../state.ts';
import { command, made } from '../types.ts';
import * as v from '../values.ts';

export const resolve = command({
  summary: "Reports the agency's result to the centre.",
  input: z.strictObject({
    result: text(),
    outcome: v.ResolutionOutcome.default('fixed'),
    attachments: v.GivenAttachments.optional(),
  }),
  example: { result: 'Đã thay bóng đèn và kiểm tra tủ điện', outcome: 'fixed' },
  by: ['agency'],
  from: ['assigned'],
  to: ['resolved'],
  emits: ['resolved'],
  refuses: ['unknown-attachment', 'attachment-expired'],
  reads: attachmentsRead,
  decide: (report, input, context) =>
    attachmentRefusal(input, context) ??
    withClocks(
      report,
      made('resolved', { ...input, agencyId: v.AgencyId.parse(report.assignment?.agencyId) }),
      context,
    ),
});

export const sendBack = command({
  summary: 'Does not accept the result; the agency goes on, on the same clock.',
  input: z.strictObject({ reason: text() }),
  example: { reason: 'Ảnh chưa cho thấy đèn sáng' },
  by: ['operator'],
  from: ['resolved'],
  to: ['assigned'],
  emits: ['sent-back'],
  decide: (report, input, context) => withClocks(report, made('sent-back', input), context),
});

export const publish = command({
  summary: 'Publishes the result in the words of the centre; the citizen may rate and dispute it.',
  input: z.strictObject({
    publicText: text(),
    attachments: v.GivenAttachments.optional(),
    visibility: v.Visibility.default('public'),
  }),
  example: { publicText: 'Đèn đường đã được thay, cảm ơn người dân đã phản ánh.' },
  by: ['operator'],
  from: ['resolved'],
  to: ['published'],
  emits: ['published'],
  refuses: ['attachment-not-shown', 'attachment-not-publishable'],
  reads: attachmentsRead,
  decide: (report, input, context) => {
    const given = report.attachments.map(({ id }) => id);
    const disputed = report.disputes.flatMap(({ attachments }) => attachments);
    // Of an earlier publication: what was shown in place of another one may be shown again.
    const known = [...given, ...disputed, ...publishedIn(report), ...(report.resolution?.attachments ?? [])];
    const foreign = input.attachments?.find((attachment) => !known.includes(attachment));
    if (foreign !== undefined) {
      return refuse('attachment-not-shown', `${foreign} was given neither by the citizen nor by the agency`);
    }
    const refusal = publicationRefusal(input, context);
    if (refusal !== undefined) return refusal;
    const published = made('published', { ...input, windowEnds: ratingWindow(report, context) });
    return withClocks(report, published, context);
  },
});

const publishedIn = ({ publication }: ReportState): readonly string[] =>
  publication?.attachments.map(({ id }) => id) ?? [];

export const replaceAttachment = command({
  summary:
    'Shows another photo in place of one that was published, such as one in which faces are blurred: the copies of that one go, its original stays with those who work on the report.',
  input: z.strictObject({ attachment: v.AttachmentId, replacement: v.AttachmentId, reason: text() }),
  example: {
    attachment: 'a'.repeat(64),
    replacement: 'b'.repeat(64),
    reason: 'Có khuôn mặt người đi đường',
  },
  by: ['operator'],
  // Wherever there may be a publication: in another round too.
  from: ['verified', 'assigned', 'resolved', 'published', 'disputed', 'closed'],
  emits: ['attachment-replaced'],
  refuses: [
    'attachment-not-shown',
    'nothing-changes',
    'unknown-attachment',
    'attachment-expired',
    'attachment-not-publishable',
  ],
  reads: ({ replacement }) => ({ attachment: [replacement] }),
  decide: (report, { attachment, replacement, reason }, context) => {
    const shown = publishedIn(report);
    const isHidden = report.redactions.some(
      ({ field, revision, item }) => field === 'attachments' && revision === undefined && item === undefined,
    );
    if (isHidden || !shown.includes(attachment))
      return refuse('attachment-not-shown', `${attachment} is not shown by a publication of this report`);
    if (shown.includes(replacement)) return refuse('nothing-changes', `${replacement} is shown already`);
    const named = { attachments: [replacement] };
    return (
      attachmentRefusal(named, context) ??
      publicationRefusal(named, context) ??
      made('attachment-replaced', { ...named, replaced: attachment, reason })
    );
  },
});

export const imposePenalty = command({
  summary: 'Records a fine that was imposed.',
  input: z.strictObject({ decisionNo: text(100), amount: v.Dong, legalBasis: text(1000) }),
  example: { decisionNo: '12/QĐ-XPHC', amount: 1_500_000, legalBasis: 'Nghị định 45/2022/NĐ-CP' },
  by: ['agency', 'operator'],
  from: ['assigned', 'resolved', 'published'],
  emits: ['penalty-imposed'],
  refuses: ['duplicate-decision'],
  decide: ({ penalties }, input) =>
    penalties.some(({ decisionNo }) => decisionNo === input.decisionNo)
      ? refuse('duplicate-decision', `the decision ${input.decisionNo} is recorded already`)
      : made('penalty-imposed', input),
});

export const revokePenalty = command({
  summary: 'Records that a fine was taken back.',
  input: z.strictObject({ decisionNo: text(100), legalBasis: text(1000) }),
  example: { decisionNo: '12/QĐ-XPHC', legalBasis: 'Quyết định 3/QĐ-HB' },
  by: ['agency', 'operator'],
  from: ['assigned', 'resolved', 'published'],
  emits: ['penalty-revoked'],
  refuses: ['unknown-decision'],
  decide: ({ penalties }, input) => {
    const imposed = penalties.find(({ decisionNo, revoked }) => decisionNo === input.decisionNo && !revoked);
    return imposed === undefined
      ? refuse('unknown-decision', `no fine ${input.decisionNo} is in force`)
      : made('penalty-revoked', { ...input, amount: imposed.amount });
  },
});
