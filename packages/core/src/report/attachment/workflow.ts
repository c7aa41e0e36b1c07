import { z } from 'zod';
import { define, type Instant, refuse, sameActor, type TypesOf } from '../../engine/index.ts';
import { type ReportActorKind, reportActorKinds } from '../actor-kinds.ts';
import { AttachmentId, ReportId } from '../values.ts';
import { attachmentEvents, Copied, NoCopyReason, uploaded, WithdrawalReason } from './events.ts';
import { type AttachmentState, evolveAttachment } from './evolve.ts';
import { keptUntil, waitsUntil } from './waiting.ts';

/** Who gave it, and whoever looks after all of them, may know of it here; the report that names it says who else may. */
interface NamedAttachmentTypes {
  readonly state: AttachmentState;
  readonly events: typeof attachmentEvents;
  readonly actorKind: ReportActorKind;
  readonly field: keyof AttachmentState;
  readonly refusal:
    | 'attached-already'
    | 'named-elsewhere'
    | 'copy-settled'
    | 'no-copy-to-withdraw'
    | 'attachment-waits-still';
  readonly policy: unknown;
}

export type AttachmentTypes = TypesOf<NamedAttachmentTypes>;

const { command, creation, made, workflow } = define<NamedAttachmentTypes>();

const notBefore = (instant: Instant, now: Instant) =>
  now < instant ? refuse('attachment-waits-still', `it has time until ${instant}`) : undefined;

/** Where nobody has said yet what becomes of its copy. */
const copyIsOpen = ({ copies, noCopy }: AttachmentState) =>
  copies === null && (noCopy === null || noCopy === 'no-converter')
    ? undefined
    : refuse('copy-settled', 'its public copy was made, or cannot be');

/**
 * A photo or video: who gave it, which reports name it, its public copy. The bytes are elsewhere; the id is the SHA-256 of the
 * encrypted ones. Given by hosts and process managers, as no command of it has a route.
 */
export const attachmentWorkflow = workflow({
  name: 'attachment',
  summary: 'A photo or video that somebody gave.',
  id: AttachmentId,
  phases: {
    waiting: { summary: 'no report names it yet' },
    attached: { summary: 'a report names it' },
    expired: { summary: 'no report can name it any more' },
    removed: { summary: 'its bytes are gone', final: true },
  },
  actorKinds: reportActorKinds,
  events: attachmentEvents,
  commands: {
    upload: creation({
      summary: 'Records what was taken in. Whoever gives it has stored its bytes.',
      input: z.strictObject({ attachmentId: AttachmentId, ...uploaded }),
      example: {
        attachmentId: 'a'.repeat(64),
        mediaType: 'image/jpeg',
        size: 2_400_000,
        subject: 'citizen:c-17',
      },
      by: ['citizen', 'operator', 'agency', 'admin', 'system'],
      internal: true,
      emits: ['uploaded'],
      to: ['waiting'],
      idFrom: ({ attachmentId }) => attachmentId,
      decide: ({ attachmentId: _, ...given }) => made('uploaded', given),
    }),
    attach: command({
      summary: 'Says that a report names it.',
      input: z.strictObject({ reportId: ReportId }),
      example: { reportId: '019a3f2e-7c1b-7000-8000-0123456789ab' },
      by: ['system'],
      // One that expired while the report was recorded is not lost.
      from: ['waiting', 'attached', 'expired'],
      internal: true,
      emits: ['attached'],
      to: ['attached'],
      refuses: ['attached-already'],
      decide: ({ reports }, { reportId }) =>
        reports.includes(reportId)
          ? refuse('attached-already', `${reportId} names it already`)
          : made('attached', { reportId }),
    }),
    expire: command({
      summary: 'Lets no report name it any more: none did in 24 hours.',
      input: z.strictObject({}),
      example: {},
      by: ['system'],
      from: ['waiting'],
      internal: true,
      emits: ['expired'],
      to: ['expired'],
      refuses: ['attachment-waits-still'],
      when: (state, { now }) => notBefore(waitsUntil(state), now),
      decide: () => made('expired', {}),
    }),
    remove: command({
      summary: 'Gives up the bytes of what has expired.',
      input: z.strictObject({}),
      example: {},
      by: ['system'],
      from: ['expired'],
      internal: true,
      emits: ['removed'],
      to: ['removed'],
      refuses: ['attachment-waits-still'],
      when: (state, { now }) => notBefore(keptUntil(state), now),
      decide: () => made('removed', {}),
    }),
    'give-up': command({
      summary: 'Gives up its bytes: the terms are over of the reports that name it.',
      input: z.strictObject({ reportId: ReportId, others: z.array(ReportId).optional() }),
      example: { reportId: '019a3f2e-7c1b-7000-8000-0123456789ab' },
      by: ['system'],
      from: ['attached'],
      internal: true,
      emits: ['removed'],
      to: ['removed'],
      refuses: ['named-elsewhere'],
      decide: ({ reports }, { reportId, others = [] }) =>
        reports.every((one) => one === reportId || others.some((other) => other === one))
          ? made('removed', {})
          : refuse('named-elsewhere', 'another report names it'),
    }),
    'record-copy': command({
      summary: 'Records the public copy, which carries no metadata.',
      input: Copied,
      example: {
        mediaType: 'image/jpeg',
        copy: { id: 'b'.repeat(64), size: 400_000, width: 1600, height: 1200 },
        thumbnail: { id: 'c'.repeat(64), size: 20_000, width: 320, height: 240 },
      },
      by: ['system'],
      from: ['waiting', 'attached', 'expired'],
      internal: true,
      emits: ['copied'],
      refuses: ['copy-settled'],
      when: copyIsOpen,
      decide: (_, input) => made('copied', input),
    }),
    'record-no-copy': command({
      summary: 'Records why there is no public copy.',
      input: z.strictObject({ reason: NoCopyReason.exclude(WithdrawalReason.options) }),
      example: { reason: 'no-converter' },
      by: ['system'],
      from: ['waiting', 'attached', 'expired'],
      internal: true,
      emits: ['not-copied'],
      refuses: ['copy-settled'],
      when: copyIsOpen,
      decide: ({ noCopy }, { reason }) =>
        noCopy === reason
          ? refuse('copy-settled', `it has no public copy already: ${reason}`)
          : made('not-copied', { reason }),
    }),
    'withdraw-copies': command({
      summary: 'Gives up the public copy and the thumbnail: the photo was hidden or replaced.',
      input: z.strictObject({ reason: WithdrawalReason.default('withdrawn') }),
      example: { reason: 'replaced' },
      by: ['system'],
      from: ['waiting', 'attached', 'expired'],
      internal: true,
      emits: ['copies-withdrawn'],
      refuses: ['no-copy-to-withdraw'],
      // What was replaced may be hidden still; what is hidden stays so.
      decide: ({ noCopy }, { reason }) =>
        noCopy === 'withdrawn' || noCopy === reason
          ? refuse('no-copy-to-withdraw', 'they are gone already')
          : made('copies-withdrawn', { reason }),
    }),
  },
  refusals: {
    'attached-already': {
      kind: 'conflict',
      title: { en: 'The report names it already', vi: 'Phản ánh đã có tệp đính kèm này' },
      help: 'Each report is told to an attachment once.',
    },
    'named-elsewhere': {
      kind: 'conflict',
      title: { en: 'Another report names it', vi: 'Phản ánh khác đang dùng tệp này' },
      help: 'What several reports name is kept as long as one of them is.',
    },
    'copy-settled': {
      kind: 'conflict',
      title: { en: 'Its public copy is settled', vi: 'Bản công khai đã được xử lý' },
      help: 'The public copy was made, or it was found that there can be none.',
    },
    'no-copy-to-withdraw': {
      kind: 'conflict',
      title: { en: 'There is no public copy', vi: 'Không có bản công khai' },
      help: 'The public copy and the thumbnail are gone already.',
    },
    'attachment-waits-still': {
      kind: 'conflict',
      title: { en: 'It waits for its report still', vi: 'Tệp vẫn đang chờ được đính kèm' },
      help: 'An upload waits 24 hours for a report that names it, and its bytes are kept for an hour after that.',
    },
  },
  evolve: evolveAttachment,
  // Its bytes are encrypted under this key; nothing of its events is.
  subjectOf: ({ data }) => (typeof data.subject === 'string' ? data.subject : undefined),
  isOwn: ({ uploadedBy }, actor) => actor.kind === 'system' || sameActor(uploadedBy, actor),
  // Whoever gave it, of whatever kind, reads it as its citizen would.
  audienceOf: ({ uploadedBy }, actor) => {
    if (actor?.kind === 'system') return 'system';
    return actor !== undefined && sameActor(uploadedBy, actor) ? 'citizen' : undefined;
  },
  fields: {
    phase: { summary: 'Whether a report names it.' },
    mediaType: { summary: 'What it is, by its content.' },
    size: { summary: 'Bytes.' },
    subject: { summary: 'Under whose key its bytes are encrypted.' },
    reportId: { summary: 'The report that an officer gave it for.' },
    uploadedBy: { summary: 'Who gave it.', personal: true },
    uploadedAt: { summary: 'When.' },
    width: { summary: 'Pixels.' },
    height: { summary: 'Pixels.' },
    durationSeconds: { summary: 'How long a video is.' },
    reports: { summary: 'The reports that name it.' },
    expiredAt: { summary: 'Since when no report can name it.' },
    copies: { summary: 'The public copy and the thumbnail.' },
    noCopy: { summary: 'Why it has no public copy.' },
  },
  timers: {
    gives: ['expire', 'remove'],
    pending: (state) => {
      if (state.phase === 'waiting')
        return [{ key: 'expire', at: waitsUntil(state), command: 'expire', input: {} }];
      if (state.phase === 'expired')
        return [{ key: `remove:${state.expiredAt}`, at: keptUntil(state), command: 'remove', input: {} }];
      return [];
    },
  },
});
