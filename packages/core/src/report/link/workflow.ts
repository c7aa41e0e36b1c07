import { z } from 'zod';
import { epochOfInstant } from '../../calendar/index.ts';
import {
  type Actor,
  define,
  type Instant,
  instantOf,
  refuse,
  type TypesOf,
  type View,
} from '../../engine/index.ts';
import { type ReportActorKind, reportActorKinds } from '../actor-kinds.ts';
import { reporterOf } from '../audience.ts';
import { isErasedReport } from '../erasure/is-erased-report.ts';
import { holderIdOf, isGuestId } from '../holder.ts';
import type { SlaPolicy } from '../policy.ts';
import type { ReportState } from '../state.ts';
import { ReportId } from '../values.ts';
import { linkEvents, SecretDigest } from './events.ts';
import { evolveLink, type LinkState } from './evolve.ts';

interface NamedLinkTypes {
  readonly state: LinkState;
  readonly events: typeof linkEvents;
  readonly actorKind: ReportActorKind;
  readonly field: keyof LinkState;
  readonly refusal: 'link-not-theirs' | 'link-unknown' | 'link-spent' | 'link-expired' | 'link-erased';
  readonly policy: SlaPolicy;
  readonly related: { readonly report: ReportState };
}

export type LinkTypes = TypesOf<NamedLinkTypes>;

const { command, creation, made, workflow } = define<NamedLinkTypes>();

const day = 86_400_000;
const after = (now: Instant, days: number): Instant => instantOf(epochOfInstant(now) + days * day);

/** Where the policy says nothing of it. */
const usually = { opensDays: 30, heldDays: 180 } as const;

/**
 * Who may have a link made for a report: its reporter; the centre where nobody reported it who could sign in, because there it stands for a caller.
 */
const isFor = (report: ReportState, { kind, id }: Actor): boolean => {
  const reporter = reporterOf(report);
  if (kind === 'operator') return reporter === null || isGuestId(reporter);
  return kind === 'citizen' && (id === reporter || id === holderIdOf(report.reportId));
};

const issued = (digest: string, { now, policy }: { readonly now: Instant; readonly policy: SlaPolicy }) =>
  made('issued', { digest, opensUntil: after(now, (policy.reporterLink ?? usually).opensDays) });

const erased = refuse('link-erased', 'the personal data of the report was erased');

const notTheirs = refuse('link-not-theirs', 'the reporter has a link made, or the centre for a caller');

/** Whoever looks at the log sees that there is a link, and nothing that it could be guessed by. */
const shown: View<LinkTypes> = {
  state: ['phase', 'opensUntil'],
  events: { issued: ['opensUntil'], opened: ['heldUntil'], ended: [] },
  actor: ['kind'],
};

/**
 * The one-time link of a report: whoever opens it is the reporter of that report. There is one at a time, in a stream of its own with the
 * report's id; of its secret a digest is kept. Given by hosts, as no command of it has a route of its own.
 */
export const linkWorkflow = workflow({
  name: 'link',
  summary: 'The one-time link of a report.',
  id: ReportId,
  phases: {
    issued: { summary: 'it opens the report once' },
    opened: { summary: 'a device has the report' },
    ended: { summary: 'no device has it any more' },
  },
  actorKinds: reportActorKinds,
  events: linkEvents,
  commands: {
    issue: creation({
      summary: 'Makes a link for a report that had none.',
      input: z.strictObject({ reportId: ReportId, digest: SecretDigest }),
      example: { reportId: '019a3f2e-7c1b-7000-8000-0123456789ab', digest: 'a'.repeat(64) },
      by: ['citizen', 'operator'],
      internal: true,
      emits: ['issued'],
      to: ['issued'],
      refuses: ['link-not-theirs', 'link-erased'],
      idFrom: ({ reportId }) => reportId,
      reads: ({ reportId }) => ({ report: reportId }),
      decide: ({ reportId, digest }, { actor, related, now, policy }) => {
        const report = related('report', reportId);
        if (report === undefined || !isFor(report, actor)) return notTheirs;
        return isErasedReport(report) ? erased : issued(digest, { now, policy });
      },
    }),
    renew: command({
      summary: 'Makes another link: the one before, and what a device has by it, opens nothing any more.',
      input: z.strictObject({ reportId: ReportId, digest: SecretDigest }),
      example: { reportId: '019a3f2e-7c1b-7000-8000-0123456789ab', digest: 'b'.repeat(64) },
      by: ['citizen', 'operator'],
      from: 'any',
      internal: true,
      emits: ['issued'],
      to: ['issued'],
      refuses: ['link-not-theirs', 'link-erased', 'link-spent'],
      reads: ({ reportId }) => ({ report: reportId }),
      decide: ({ digest, former }, input, { id, actor, related, now, policy }) => {
        const report = input.reportId === id ? related('report', input.reportId) : undefined;
        if (report === undefined || !isFor(report, actor)) return notTheirs;
        if (isErasedReport(report)) return erased;
        if (digest === input.digest || former.includes(input.digest))
          return refuse('link-spent', 'this secret was a link already');
        return issued(input.digest, { now, policy });
      },
    }),
    open: command({
      summary: 'Opens the report: the link is spent, and the device has the report until its time is over.',
      input: z.strictObject({ reportId: ReportId, digest: SecretDigest, held: SecretDigest }),
      example: {
        reportId: '019a3f2e-7c1b-7000-8000-0123456789ab',
        digest: 'a'.repeat(64),
        held: 'c'.repeat(64),
      },
      by: ['citizen'],
      from: 'any',
      internal: true,
      emits: ['opened'],
      to: ['opened'],
      refuses: ['link-unknown', 'link-spent', 'link-expired', 'link-erased'],
      reads: ({ reportId }) => ({ report: reportId }),
      decide: ({ phase, digest, opensUntil, former }, given, { id, now, policy, related }) => {
        const report = given.reportId === id ? related('report', given.reportId) : undefined;
        if (former.includes(given.digest))
          return refuse('link-spent', 'another link was made after this one');
        if (report === undefined || digest !== given.digest)
          return refuse('link-unknown', 'the report has no such link');
        if (isErasedReport(report)) return erased;
        if (phase !== 'issued') return refuse('link-spent', 'the link was opened already');
        if (now > opensUntil) return refuse('link-expired', `it could be opened until ${opensUntil}`);
        const heldUntil = after(now, (policy.reporterLink ?? usually).heldDays);
        return made('opened', { held: given.held, heldUntil });
      },
    }),
    end: command({
      summary: 'Gives the report up on the device that has it.',
      input: z.strictObject({}),
      example: {},
      by: ['citizen'],
      from: ['opened'],
      internal: true,
      emits: ['ended'],
      to: ['ended'],
      decide: () => made('ended', {}),
    }),
  },
  refusals: {
    'link-not-theirs': {
      kind: 'forbidden',
      title: { en: 'The link is not yours to make', vi: 'Bạn không được tạo đường dẫn này' },
      help: 'The reporter has a link made for their own report; the centre for a report that it took down for a caller, or that somebody sent without signing in.',
    },
    'link-unknown': {
      kind: 'not-found',
      title: { en: 'There is no such link', vi: 'Không có đường dẫn này' },
      help: 'Look at the tracking code and at the code of the link once more.',
    },
    'link-spent': {
      kind: 'conflict',
      title: { en: 'The link was used already', vi: 'Đường dẫn đã được sử dụng' },
      help: 'It opens the report once, and another link that was made later takes its place. Have another one made: on the device that has the report, signed in, or by the centre.',
    },
    'link-erased': {
      kind: 'conflict',
      title: { en: 'The report was erased', vi: 'Dữ liệu của phản ánh đã được xóa' },
      help: 'The personal data of whoever reported was erased: nobody can be the reporter any more. What is public stays under the tracking code.',
    },
    'link-expired': {
      kind: 'conflict',
      title: { en: 'The link has expired', vi: 'Đường dẫn đã hết hạn' },
      help: 'It was not opened in time. Have another one made: signed in, or by the centre.',
    },
  },
  evolve: evolveLink,
  // Who may is asked of the report, and who opens it shows the secret.
  fields: {
    phase: { summary: 'Whether it was opened.' },
    digest: { summary: 'Of its secret.' },
    opensUntil: { summary: 'Until when it can be opened.' },
    former: { summary: 'Digests of links before it.' },
    held: { summary: 'What a device shows that opened it.' },
  },
  views: Object.fromEntries(Object.keys(reportActorKinds).map((kind) => [kind, shown])) as {
    readonly [K in ReportActorKind]: View<LinkTypes>;
  },
});
