import { z } from 'zod';
import { epochOfInstant } from '../../calendar/index.ts';
import { instant, instantOf, randomCode, refuse, text } from '../../engine/index.ts';
import {
  applyClockChanges,
  type ClockStart,
  dueOfTerm,
  dueOn,
  isPast,
  officialPolicy,
  startClock,
} from '../../sla/index.ts';
import { attachmentRefusal, attachmentsRead } from '../attaching.ts';
import { isImported, withClocks } from '../rules.ts';
import type { ReportState } from '../state.ts';
import { command, creation, made, type ReportContext } from '../types.ts';
import * as v from '../values.ts';

export const submit = creation({
  summary: 'Reports a problem. An operator submits for a caller.',
  input: z.strictObject({
    text: text(),
    location: v.Location,
    channel: v.Channel.default('web'),
    category: v.Name.optional(),
    attachments: v.GivenAttachments.optional(),
    contact: v.Contact.optional(),
    devicePosition: v.DevicePosition.optional(),
    privacyNotice: v.PrivacyNotice.optional(),
    occurredAt: instant().optional(),
    legacy: v.Legacy.extend({ dueAt: instant().optional() }).optional(),
  }),
  example: {
    text: 'Đèn đường hỏng trước số nhà 12 Lê Lợi',
    location: { lat: 16.4637, lng: 107.5909, address: '12 Lê Lợi, Huế' },
    channel: 'app',
  },
  by: ['citizen', 'operator'],
  emits: ['submitted'],
  refuses: [
    'import-only',
    'information-missing',
    'not-of-a-list',
    'unknown-attachment',
    'attachment-expired',
  ],
  to: ['submitted'],
  occurredAt: ({ occurredAt }) => occurredAt,
  reads: attachmentsRead,
  decide: ({ occurredAt, ...input }, context) => {
    const { actor, now, random } = context;
    const imported = actor.kind === 'system';
    if ((input.channel === 'import' || input.legacy !== undefined) !== imported) {
      return refuse(
        'import-only',
        'the channel import and legacy facts belong to imports, and to nothing else',
      );
    }
    if (occurredAt !== undefined && actor.kind === 'citizen') {
      return refuse('import-only', 'a citizen reports now; occurredAt is for operators and imports');
    }
    if (input.location.lat === undefined && !v.channelsWithoutMap.has(input.channel)) {
      return refuse(
        'information-missing',
        `a report needs lat and lng: an address or an area alone will do on the channels ${[...v.channelsWithoutMap].join(', ')}`,
        { field: 'location' },
      );
    }
    const typed = { category: input.category, areaCode: input.location.areaCode };
    for (const [field, name] of Object.entries(typed))
      if (actor.kind === 'citizen' && name !== undefined && !v.isTypedName(name))
        return refuse('not-of-a-list', `${field} is a name from a list, and this cannot be one`, { field });
    const refusal = attachmentRefusal(input, context);
    if (refusal !== undefined) return refusal;
    const submitted = { ...input, trackingCode: randomCode(10, random) };
    if (!imported) return withClocks(undefined, made('submitted', submitted), context);
    // The intake of an imported case was over before it came here: the whole is all that is measured.
    const clocks = [
      startClock({ round: 1, now }, 'overall', legacyTerm(input.legacy?.dueAt, context.policy)),
    ];
    return made('submitted', { ...submitted, clocks });
  },
});

/**
 * The due instant of another system, as recorded there: no calendar of ours made it. Its day is the last one in time: due at
 * midnight is due on the day that ends.
 */
export const legacyTerm = (
  dueAt: string | undefined,
  policy: Pick<ReportContext['policy'], 'calendar'>,
): ClockStart => ({
  term: null,
  due: dueAt === undefined ? null : { day: lastDayBefore(dueAt, policy.calendar), at: dueAt, calendar: null },
});

const lastDayBefore = (instant: string, { dayOf }: ReportContext['policy']['calendar']): string =>
  dayOf(instantOf(epochOfInstant(instant) - 1));

/** That the question before was not answered in its term. A timer says so, or whoever asks again before it could. */
const silenceOf = (report: ReportState, context: ReportContext) => {
  if (report.awaiting === null) return [];
  const { answerBy } = report.awaiting;
  return [withClocks(report, made('information-not-provided', { answerBy }), context)];
};

export const requestInformation = command({
  summary: 'Asks the citizen for information that is missing; the clocks of the handling pause.',
  input: z.strictObject({ question: text(), termDays: v.WorkingDays.optional() }),
  example: { question: 'Cột đèn nào, số mấy?', termDays: 3 },
  by: ['operator', 'agency'],
  from: ['submitted', 'verified', 'assigned'],
  emits: ['information-not-provided', 'information-requested'],
  refuses: ['already-awaiting-information'],
  when: ({ awaiting }, { now }) =>
    awaiting === null || isPast(awaiting.answerBy, now)
      ? undefined
      : refuse('already-awaiting-information', `the citizen was asked at ${awaiting.askedAt} already`),
  decide: (report, { question, termDays }, context) => {
    const { now } = context;
    const policy = isImported(report) ? officialPolicy(context.policy) : context.policy;
    const { calendar } = policy;
    const answerBy =
      termDays === undefined
        ? dueOfTerm(calendar, now, policy.information)
        : dueOn(calendar, calendar.addWorkingDays(calendar.dayOf(now), termDays));
    const silence = silenceOf(report, context);
    const clocks = applyClockChanges(report.clocks, silence[0]?.data.clocks);
    const asked = made('information-requested', { question, answerBy });
    return [...silence, withClocks({ ...report, clocks }, asked, context)];
  },
});

export const provideInformation = command({
  summary: 'Answers the open question.',
  input: z.strictObject({ text: text(), attachments: v.GivenAttachments.optional() }),
  example: { text: 'Cột số 4, trước cổng trường' },
  by: ['citizen', 'operator'],
  from: ['submitted', 'verified', 'assigned'],
  emits: ['information-provided'],
  refuses: ['not-awaiting-information', 'unknown-attachment', 'attachment-expired'],
  when: ({ awaiting }) =>
    awaiting === null ? refuse('not-awaiting-information', 'no question is open') : undefined,
  reads: attachmentsRead,
  decide: (report, input, context) =>
    attachmentRefusal(input, context) ?? withClocks(report, made('information-provided', input), context),
});

export const endWaiting = command({
  summary: 'Records that no answer came in the term of the question. The clocks ran again from its end.',
  input: z.strictObject({}),
  example: {},
  by: ['system'],
  from: ['submitted', 'verified', 'assigned'],
  emits: ['information-not-provided'],
  refuses: ['not-awaiting-information', 'not-due-yet'],
  when: ({ awaiting }, { now }) => {
    if (awaiting === null) return refuse('not-awaiting-information', 'no question is open');
    return isPast(awaiting.answerBy, now)
      ? undefined
      : refuse('not-due-yet', `the answer has time until the end of ${awaiting.answerBy.day}`);
  },
  decide: (report, _, context) => silenceOf(report, context),
});

/** One that was hidden is not said once more. */
const categoryToKeep = ({ category, categoryRevision, redactions }: ReportState): string | undefined =>
  redactions.some(
    ({ field, revision = categoryRevision }) => field === 'category' && revision === categoryRevision,
  )
    ? undefined
    : (category ?? undefined);

export const verify = command({
  summary: 'Finds the report valid and classifies it.',
  input: z.strictObject({
    category: v.Name.optional(),
    labels: v.Labels.optional(),
    priority: v.Priority.default('normal'),
    procedure: v.Name.default('ordinary'),
    areaCode: v.Name.optional(),
  }),
  example: { category: 'lighting' },
  by: ['operator'],
  from: ['submitted'],
  to: ['verified'],
  emits: ['verified'],
  refuses: ['information-missing'],
  decide: (report, { category = categoryToKeep(report), ...input }, context) => {
    if (category === undefined) {
      return refuse('information-missing', 'the report has no category yet: name one', { field: 'category' });
    }
    return withClocks(report, made('verified', { ...input, category }), context);
  },
});

export const reject = command({
  summary: 'Turns the report down, with the reason.',
  input: z.strictObject({
    reason: v.RejectionReason,
    message: text(),
    competentBody: text(500).optional(),
  }),
  example: {
    reason: 'not-our-competence',
    message: 'Việc này thuộc thẩm quyền của Điện lực',
    competentBody: 'Công ty Điện lực Huế',
  },
  by: ['operator'],
  from: ['submitted', 'verified'],
  to: ['rejected'],
  emits: ['rejected'],
  refuses: ['information-missing'],
  decide: (report, input, context) =>
    input.reason === 'not-our-competence' && input.competentBody === undefined
      ? refuse('information-missing', 'say whose competence it is', { field: 'competentBody' })
      : withClocks(report, made('rejected', input), context),
});

export const withdraw = command({
  summary: 'Takes the own report back.',
  input: z.strictObject({ reason: text().optional() }),
  example: { reason: 'Đã tự khắc phục' },
  by: ['citizen'],
  from: ['submitted', 'verified'],
  to: ['withdrawn'],
  emits: ['withdrawn'],
  decide: (report, input, context) => withClocks(report, made('withdrawn', input), context),
});
