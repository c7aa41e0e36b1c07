import { z } from 'zod';
import { type RelatedSubjects, refuse, text } from '../../engine/index.ts';
import { isFinal, openPhases } from '../phases.ts';
import { withClocks } from '../rules.ts';
import type { ReportState } from '../state.ts';
import { command, made, type ReportTypes } from '../types.ts';
import * as v from '../values.ts';
import { recallFrom } from './assignment.ts';

/**
 * Reports that are handled with others. A merge is an event of the report that goes; whatever becomes of the other one is told to
 * it by commands that the process manager gives (see `reactions.ts`).
 */

type Related = RelatedSubjects<ReportTypes>;
const exampleId = '01890a5d-ac96-774b-bcce-b302099a8057';

/** A report, what it was merged into, and so on to the one that has them all; in a ring each once. */
const chainFrom = (first: string, related: Related): readonly string[] => {
  const chain = [first];
  for (let next = related('report', first)?.mergedInto; next != null && !chain.includes(next); ) {
    chain.push(next);
    next = related('report', next)?.mergedInto;
  }
  return chain;
};

/** Where a report can be merged into: one that is there and has not ended. */
export const canAbsorb = (target: ReportState | undefined): boolean =>
  target !== undefined && !isFinal(target.phase);

export const merge = command({
  summary: 'Handles the report with another one, which absorbs it.',
  input: z.strictObject({ into: v.ReportId }),
  example: { into: exampleId },
  by: ['operator'],
  from: ['submitted', 'verified', 'assigned'],
  to: ['merged'],
  emits: ['merged'],
  refuses: ['merge-into-itself', 'merge-ring', 'merge-target'],
  reads: ({ into }, _, found) => ({ report: chainFrom(into, found) }),
  decide: (report, { into }, context) => {
    if (into === context.id) return refuse('merge-into-itself', 'name another report');
    const target = context.related('report', into);
    if (canAbsorb(target)) return withClocks(report, made('merged', { into }), context);
    const chain = chainFrom(into, context.related);
    if (chain.includes(context.id)) {
      return refuse('merge-ring', `the report ${into} is merged into this one`, { into, chain });
    }
    return refuse(
      'merge-target',
      `the report ${into} ${target === undefined ? 'does not exist' : `is ${target.phase}`}`,
      { into, phase: target?.phase ?? null, leadsTo: chain.at(-1) ?? into },
    );
  },
});

export const absorb = command({
  summary: 'Notes that another report was merged into this one.',
  input: z.strictObject({ reportId: v.ReportId }),
  example: { reportId: exampleId },
  by: ['system'],
  from: 'any',
  internal: true,
  emits: ['absorbed'],
  refuses: ['merged-elsewhere'],
  reads: ({ reportId }) => ({ report: reportId }),
  decide: (_, { reportId }, { id, related }) =>
    related('report', reportId)?.mergedInto === id
      ? made('absorbed', { reportId })
      : refuse('merged-elsewhere', `${reportId} is not merged into this report any more`),
});

/** Only of what the command is about: the report may have gone elsewhere since. */
const elsewhere = ({ mergedInto, merge: last }: ReportState, into: string, revision?: number) =>
  mergedInto === into && (revision === undefined || last?.revision === revision)
    ? undefined
    : refuse('merged-elsewhere', `the report is not merged into ${into} by that merge`, { mergedInto });

export const follow = command({
  summary: 'Goes on to the report that the one it was merged into was merged into itself.',
  input: z.strictObject({ from: v.ReportId }),
  example: { from: exampleId },
  by: ['system'],
  from: ['merged'],
  internal: true,
  emits: ['merged'],
  refuses: ['merged-elsewhere', 'merge-ring', 'nothing-changes', 'merge-target'],
  reads: ({ from }, _, found) => ({ report: chainFrom(from, found) }),
  decide: (report, { from }, { id, related }) => {
    const refusal = elsewhere(report, from);
    if (refusal !== undefined) return refusal;
    const chain = chainFrom(from, related);
    const into = chain.at(-1) ?? from;
    const end = related('report', into);
    // A ring, which only a store without checks has, is opened at its last merge.
    if (chain.includes(id) || end?.mergedInto !== null) {
      return refuse('merge-ring', `${from} leads back to itself`, { chain });
    }
    if (into === from) return refuse('nothing-changes', `${from} is merged into no other report`);
    if (end.phase === 'withdrawn') return refuse('merge-target', `the report ${into} is withdrawn`);
    return made('merged', { into: v.ReportId.parse(into), previousInto: from });
  },
});

export const unmerge = command({
  summary:
    'Separates the report from the one it was merged into: it goes on where it was, on its own clocks.',
  input: z.strictObject({
    into: v.ReportId,
    reason: text(),
    /** Of the `merged` event that is meant. Absent: whichever merged it. */
    revision: z.int().min(0).optional(),
  }),
  example: { into: exampleId, reason: 'Phản ánh kia đã được rút lại' },
  by: ['system'],
  from: ['merged'],
  to: ['submitted', 'verified', 'assigned'],
  emits: ['unmerged', 'recalled'],
  refuses: ['merged-elsewhere'],
  reads: (_, { assignment }) => ({ agency: assignment?.agencyId }),
  decide: (report, { into, reason, revision }, context) => {
    const refusal = elsewhere(report, into, revision);
    if (refusal !== undefined) return refusal;
    const { merge: last, assignment } = report;
    if (last === null) throw new TypeError('a merged report without its merge');
    const { from: phase, pendingExtension } = last;
    const unmerged = withClocks(
      report,
      made('unmerged', {
        into,
        reason,
        phase,
        ...(pendingExtension !== null && { extensionPending: true as const }),
      }),
      context,
    );
    const isGone =
      phase === 'assigned' &&
      assignment !== null &&
      context.related('agency', assignment.agencyId)?.phase === 'suspended';
    return isGone ? [unmerged, recallFrom(report, unmerged, assignment.agencyId, context)] : unmerged;
  },
});

export const separate = command({
  summary: 'Notes that a report that was merged into this one goes on by itself.',
  input: z.strictObject({ reportId: v.ReportId }),
  example: { reportId: exampleId },
  by: ['system'],
  // One that is merged may be open again.
  from: [...openPhases, 'merged'],
  internal: true,
  emits: ['separated'],
  refuses: ['nothing-changes'],
  reads: ({ reportId }) => ({ report: reportId }),
  decide: ({ absorbed }, { reportId }, { id, related }) =>
    absorbed.includes(reportId) && related('report', reportId)?.mergedInto !== id
      ? made('separated', { reportId })
      : refuse('nothing-changes', `${reportId} is not among the reports that go on by themselves`),
});

/** What a redaction can hide of a rejection. */
const hiddenInRejections: readonly string[] = ['message', 'reason', 'competentBody'];

/** Whether a redaction hides a part of the rejection of its report. */
export const hidesOfRejection = (
  { rejection }: ReportState,
  { field, revision }: { readonly field: string; readonly revision?: number | undefined },
): boolean =>
  rejection !== null &&
  hiddenInRejections.includes(field) &&
  (revision === undefined || revision === rejection.revision);

export const shareRejection = command({
  summary: 'Tells the citizen why the report that theirs was merged into was turned down.',
  input: z.strictObject({ from: v.ReportId }),
  example: { from: exampleId },
  by: ['system'],
  from: ['merged'],
  internal: true,
  emits: ['rejection-shared', 'redacted'],
  refuses: ['merged-elsewhere', 'nothing-changes'],
  reads: ({ from }) => ({ report: from }),
  decide: (report, { from }, { related, revision }) => {
    const refusal = elsewhere(report, from);
    if (refusal !== undefined) return refusal;
    const other = related('report', from);
    if (other?.rejection == null) return refuse('nothing-changes', `${from} was not turned down`);
    if (report.rejection !== null) return refuse('nothing-changes', 'the citizen was told already');
    const { reason, message, competentBody } = other.rejection;
    const shared = { from, reason, message, ...(competentBody !== null && { competentBody }) };
    const hidden = new Set(
      other.redactions.filter((one) => hidesOfRejection(other, one)).map(({ field }) => field),
    );
    // Of what is told here only: whatever else was said of this report is its own.
    return [
      made('rejection-shared', shared),
      ...[...hidden].map((field) => redactedWith(from, { field, revision })),
    ];
  },
});

export const shareRedaction = command({
  summary: 'Hides a part of a rejection that was hidden in the report that was turned down.',
  input: z.strictObject({ from: v.ReportId, field: z.enum(['message', 'reason', 'competentBody']) }),
  example: { from: exampleId, field: 'message' },
  by: ['system'],
  from: ['merged'],
  internal: true,
  emits: ['redacted'],
  refuses: ['merged-elsewhere', 'nothing-changes'],
  decide: (report, { from, field }) => {
    const refusal = elsewhere(report, from);
    if (refusal !== undefined) return refusal;
    const isHidden = report.redactions.some((one) => one.field === field && hidesOfRejection(report, one));
    return report.rejection === null || isHidden
      ? refuse('nothing-changes', `${field} is hidden already, or was never told`)
      : redactedWith(from, { field, revision: report.rejection.revision });
  },
});

const redactedWith = (from: string, hidden: { readonly field: string; readonly revision?: number }) =>
  made('redacted', { ...hidden, reason: `hidden in the report ${from}, which this one was merged into` });
