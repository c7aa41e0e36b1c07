import { z } from 'zod';
import { refuse, text } from '../../engine/index.ts';
import type { ReportState } from '../state.ts';
import { command, made, type ReportContext } from '../types.ts';
import { RetentionExtent } from './policy.ts';
import { retainedOf } from './retained.ts';
import { retentionTerms } from './terms.ts';

export const holdData = command({
  summary:
    'Keeps what is personal in the report beyond its term: a court, an inspection or a complaint needs it. An erasure that is granted goes before.',
  input: z.strictObject({ reason: text(1_000) }),
  example: { reason: 'Tòa án nhân dân thành phố yêu cầu, công văn 12/2026' },
  by: ['operator', 'admin'],
  from: 'any',
  emits: ['data-held'],
  refuses: ['nothing-changes'],
  when: ({ hold }) =>
    hold === null ? undefined : refuse('nothing-changes', `it is held since ${hold.since}`),
  decide: (_, input) => made('data-held', input),
});

export const releaseData = command({
  summary: 'Ends that what is personal in the report is held: what is over its term goes.',
  input: z.strictObject({ reason: text(1_000) }),
  example: { reason: 'Vụ việc đã kết thúc' },
  by: ['operator', 'admin'],
  from: 'any',
  emits: ['data-released'],
  refuses: ['nothing-changes'],
  when: ({ hold }) => (hold === null ? refuse('nothing-changes', 'nobody holds it') : undefined),
  decide: (_, input) => made('data-released', input),
});

/** What the event of a term says that is over; else why none is. */
export const endedTermOf = (
  report: ReportState,
  erases: RetentionExtent,
  { now, policy }: Pick<ReportContext, 'now' | 'policy'>,
) => {
  const found = retentionTerms(retainedOf(report), policy).find(({ rule }) => rule.erases === erases);
  if (found === undefined) return refuse('no-term', 'the policy has no such term for the report');
  if (report.hold !== null) return refuse('data-is-held', `it is held since ${report.hold.since}`);
  const { rule, since, due } = found;
  if (due.at > now) return refuse('not-due-yet', `it is kept until the end of ${due.day}`);
  return { rule: rule.rule, erases: rule.erases, since, term: rule.after, due };
};

/** @param erases whether what ends is erased on this host: elsewhere nothing is said to */
export const endRetentionWith = ({ erases: canErase }: { readonly erases: boolean }) =>
  command({
    summary: 'Says that a term of the policy is over: what it kept is erased.',
    input: z.strictObject({ erases: RetentionExtent }),
    example: { erases: 'everything' },
    by: ['system'],
    from: 'any',
    internal: true,
    emits: ['retention-ended'],
    refuses: ['no-keys', 'no-term', 'data-is-held', 'not-due-yet'],
    decide: (report, { erases }, context) => {
      if (!canErase) return refuse('no-keys', 'this host has no keys that it could destroy');
      const ended = endedTermOf(report, erases, context);
      return 'refused' in ended ? ended : made('retention-ended', ended);
    },
  });
