import { z } from 'zod';
import { refuse, text } from '../../engine/index.ts';
import { applyClockChanges, isPast } from '../../sla/index.ts';
import { attachmentRefusal, attachmentsRead } from '../attaching.ts';
import { heldReportOf, isGuestId } from '../holder.ts';
import { hasItem } from '../long-list.ts';
import { isShownNearby } from '../nearby.ts';
import { openPhases } from '../phases.ts';
import { ratingWindow, withClocks } from '../rules.ts';
import type { ReportState } from '../state.ts';
import { command, made } from '../types.ts';
import * as v from '../values.ts';
import { agencyRefusal, onAgencysDays } from './assignment.ts';

const withinWindow = ({ publication }: ReportState, { now }: { readonly now: string }) =>
  publication === null || isPast(publication.windowEnds, now)
    ? refuse('window-over', `it was possible until the end of ${publication?.windowEnds.day ?? 'the window'}`)
    : undefined;

export const rate = command({
  summary: 'Grades the result; the last grade of a round counts.',
  input: z.strictObject({ grade: v.Grade, comment: text().optional() }),
  example: { grade: 'satisfied', comment: 'Rất nhanh' },
  by: ['citizen'],
  from: ['published', 'closed'],
  emits: ['rated'],
  refuses: ['window-over'],
  when: withinWindow,
  decide: ({ round }, input) => made('rated', { ...input, round }),
});

export const dispute = command({
  summary: 'Disputes the published result.',
  input: z.strictObject({ reason: text(), attachments: v.GivenAttachments.optional() }),
  example: { reason: 'Đèn vẫn không sáng' },
  by: ['citizen'],
  from: ['published'],
  to: ['disputed'],
  emits: ['disputed'],
  refuses: ['window-over', 'unknown-attachment', 'attachment-expired'],
  when: withinWindow,
  reads: attachmentsRead,
  decide: (report, input, context) =>
    attachmentRefusal(input, context) ?? withClocks(report, made('disputed', input), context),
});

export const upholdDispute = command({
  summary: 'Finds the citizen right: a new round begins, with a whole term of its own.',
  input: z.strictObject({ reason: text(), agencyId: v.AgencyId.optional() }),
  example: { reason: 'Ảnh của người dân cho thấy đèn chưa sáng' },
  by: ['operator'],
  from: ['disputed'],
  to: ['assigned'],
  emits: ['dispute-upheld', 'assigned'],
  refuses: ['unknown-agency', 'agency-suspended'],
  reads: ({ agencyId }, { assignment }) => ({ agency: agencyId ?? assignment?.agencyId ?? '' }),
  decide: (report, { reason, ...input }, context) => {
    const agencyId = v.AgencyId.parse(input.agencyId ?? report.assignment?.agencyId);
    const refusal = agencyRefusal([agencyId], context.related);
    if (refusal !== undefined) return refusal;
    const round = report.round + 1;
    const upheld = withClocks(report, made('dispute-upheld', { reason, round }), context);
    const inNewRound = { ...report, round, clocks: applyClockChanges(report.clocks, upheld.data.clocks) };
    const assigned = made('assigned', { agencyId, binding: false, round });
    return [
      upheld,
      withClocks(inNewRound, assigned, onAgencysDays(context.related('agency', agencyId), context)),
    ];
  },
});

export const dismissDispute = command({
  summary: 'Finds the result right; the report is published as before.',
  input: z.strictObject({ reason: text() }),
  example: { reason: 'Kiểm tra thực tế: đèn đã sáng' },
  by: ['operator'],
  from: ['disputed'],
  to: ['published'],
  emits: ['dispute-dismissed'],
  decide: (report, input, context) =>
    withClocks(
      report,
      made('dispute-dismissed', { ...input, windowEnds: ratingWindow(report, context) }),
      context,
    ),
});

export const comment = command({
  summary: 'Adds a comment. It moves no clock.',
  input: z.strictObject({ text: text(), audience: v.Audience.default('public') }),
  example: { text: 'Cảm ơn đã phản ánh', audience: 'public' },
  by: ['citizen', 'operator', 'agency'],
  from: 'any',
  emits: ['commented'],
  refuses: ['citizens-comment-publicly'],
  decide: (_, input, { actor }) =>
    actor.kind === 'citizen' && input.audience === 'internal'
      ? refuse('citizens-comment-publicly', 'internal comments are for officers')
      : made('commented', input),
});

export const support = command({
  summary: 'Says: I have the same problem. Once per citizen.',
  input: z.strictObject({}),
  example: {},
  by: ['citizen'],
  relation: 'other',
  reaches: (report, { policy }) => isShownNearby(report, policy),
  from: openPhases,
  emits: ['supported'],
  refuses: ['already-supported', 'account-needed'],
  when: ({ supporters }, { actor }) => {
    if (isGuestId(actor.id) || heldReportOf(actor.id) !== undefined)
      return refuse('account-needed', 'who is known by no account could support it as often as they like');
    return hasItem(supporters, actor.id)
      ? refuse('already-supported', 'you support this report already')
      : undefined;
  },
  decide: () => made('supported', {}),
});
