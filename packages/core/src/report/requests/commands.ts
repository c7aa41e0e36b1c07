import { z } from 'zod';
import { type Actor, type DecisionContext, personal, refuse, text } from '../../engine/index.ts';
import { runningClock } from '../../sla/index.ts';
import { isStaff, Person } from '../erasure/person.ts';
import { heldReportOf } from '../holder.ts';
import { Contact } from '../values.ts';
import { requestClocksMoved } from './clocks.ts';
import { RefusalBasis, RequestClock } from './events.ts';
import type { RequestState } from './state.ts';
import { command, creation, made, type RequestTypes } from './types.ts';

type Given = Pick<DecisionContext<RequestTypes>, 'now' | 'policy'>;

const movedBy = (
  request: RequestState,
  type: Parameters<typeof requestClocksMoved>[1]['type'],
  { now, policy }: Given,
  processor = request.processor,
) => requestClocksMoved(request, { type, at: now, policy, processor });

/** A citizen is themself; everybody else says whose data it is. */
const personOf = ({ kind, id }: Actor, given: string | undefined): string | undefined =>
  kind === 'citizen' ? `citizen:${id}` : given;

/** What is named like a person and is none: how somebody came to a report or a photo. */
const noPersons = /^(?:holder|guest|upload):|^citizen:holder:/;

/** Of whom it can be asked. Requests from before may name others. */
const AskedPerson = Person.refine(
  (person) => !noPersons.test(person),
  'no person: citizen:<actor id>, or report:<report id> of a caller',
).refine(
  (person) => !isStaff(person),
  'what officers are called is the authority’s: an administrator erases them once they have left',
);

const reportOf = (person: string | undefined): string | undefined =>
  person?.startsWith('report:') === true ? person.slice('report:'.length) : undefined;

export const ask = creation({
  summary: 'Asks that what is kept of a person is erased, or for a copy of it.',
  input: z.strictObject({
    kind: z.enum(['erasure', 'copy']),
    /** Of whoever asks for somebody: a citizen leaves it out. */
    person: AskedPerson.optional(),
    message: personal(text(2_000)).optional(),
    /** Where the answer goes, of somebody whom the system does not know otherwise. */
    contact: Contact.optional(),
  }),
  example: { kind: 'erasure', message: 'Tôi đề nghị xóa dữ liệu cá nhân của tôi.' },
  by: ['citizen', 'operator', 'admin'],
  to: ['asked'],
  emits: ['erasure-asked', 'copy-asked'],
  refuses: ['not-yours', 'person-missing', 'unknown-person'],
  reads: ({ person }, _, actor) => {
    const reportId = reportOf(personOf(actor, person));
    return reportId === undefined ? {} : { report: reportId };
  },
  decide: ({ kind, person: given, message, contact }, { actor, now, policy, related }) => {
    if (actor.kind === 'citizen' && heldReportOf(actor.id) !== undefined)
      return refuse('not-yours', 'whoever has a report by its link asks at the centre');
    const person = personOf(actor, given);
    if (person === undefined) return refuse('person-missing', 'it is not said whose data it is');
    if (actor.kind === 'citizen' && given !== undefined && given !== person)
      return refuse('not-yours', `${given} is somebody else`);
    const reportId = reportOf(person);
    if (reportId !== undefined && related('report', reportId) === undefined)
      return refuse('unknown-person', `there is no report ${reportId}`);
    const type = kind === 'erasure' ? 'erasure-asked' : 'copy-asked';
    return made(type, {
      person,
      ...(message !== undefined && { message }),
      ...(contact !== undefined && { contact }),
      clocks: requestClocksMoved(undefined, { type, at: now, policy }),
    });
  },
});

/** @param hasKeys whether the host could erase anybody */
export const grantWith = ({ hasKeys }: { readonly hasKeys: boolean }) =>
  command({
    summary:
      'Grants it. An erasure of what is kept here begins at once and cannot be taken back; with `processor` the request stays open until what the processor did is noted. A copy can be fetched from now on.',
    input: z.strictObject({
      ground: text(1_000),
      /** Whether a processor or a third party has to act: the law gives more time for it. */
      processor: z.boolean().default(false),
    }),
    example: { ground: 'Điều 14 khoản 1 Luật 91/2025/QH15' },
    by: ['operator', 'admin'],
    from: ['asked'],
    to: ['granted'],
    emits: ['granted'],
    refuses: ['admin-decides', 'no-keys'],
    when: ({ kind }, { actor }) => {
      if (kind !== 'erasure') return undefined;
      if (actor.kind !== 'admin') return refuse('admin-decides', 'an administrator grants erasures');
      return hasKeys ? undefined : refuse('no-keys', 'this host has no keys that it could destroy');
    },
    decide: (request, input, context) =>
      made('granted', { ...input, clocks: movedBy(request, 'granted', context, input.processor) }),
  });

export const refuseRequest = command({
  summary: 'Refuses it, with the ground that the law asks for.',
  input: z.strictObject({ basis: RefusalBasis, ground: text(1_000) }),
  example: {
    basis: 'state-management',
    ground: 'Điều 14 khoản 2, Điều 19 điểm c Luật 91/2025/QH15: phục vụ hoạt động của cơ quan nhà nước',
  },
  by: ['operator', 'admin'],
  from: ['asked'],
  to: ['refused'],
  emits: ['refused'],
  decide: (request, input, context) =>
    made('refused', { ...input, clocks: movedBy(request, 'refused', context) }),
});

export const extend = command({
  summary: 'Takes the one extension that the law allows. The person is told the reason.',
  input: z.strictObject({ reason: text(1_000) }),
  example: { reason: 'Dữ liệu nằm ở nhiều hệ thống của đơn vị xử lý' },
  by: ['operator', 'admin'],
  // How long it may take is known once it is granted.
  from: ['granted'],
  emits: ['extended'],
  refuses: ['extended-already'],
  when: ({ extension }) =>
    extension === null ? undefined : refuse('extended-already', `it was extended: ${extension}`),
  decide: (request, { reason }, context) =>
    made('extended', { reason, clocks: movedBy(request, 'extended', context) }),
});

export const deliver = command({
  summary: 'Says that the copy was handed over.',
  input: z.strictObject({}),
  example: {},
  by: ['citizen', 'operator', 'admin'],
  from: ['granted'],
  to: ['fulfilled'],
  emits: ['fulfilled'],
  refuses: ['no-copy'],
  when: ({ kind }) => (kind === 'copy' ? undefined : refuse('no-copy', 'an erasure was asked for')),
  decide: (request, _, context) => made('fulfilled', { clocks: movedBy(request, 'fulfilled', context) }),
});

export const withdrawRequest = command({
  summary: 'Does not ask for it any more.',
  input: z.strictObject({}),
  example: {},
  by: ['citizen', 'operator', 'admin'],
  from: ['asked', 'granted'],
  to: ['withdrawn'],
  emits: ['withdrawn'],
  refuses: ['cannot-be-stopped'],
  when: ({ kind, phase }) =>
    kind === 'erasure' && phase === 'granted'
      ? refuse('cannot-be-stopped', 'the erasure has begun')
      : undefined,
  decide: (request, _, context) => made('withdrawn', { clocks: movedBy(request, 'withdrawn', context) }),
});

export const fulfil = command({
  summary:
    'Says that the erasure that was granted is carried out here. Where a processor has to act, the request is done once that is noted too.',
  input: z.strictObject({}),
  example: {},
  by: ['system'],
  from: ['granted'],
  to: ['granted', 'fulfilled'],
  internal: true,
  emits: ['erased-here', 'fulfilled'],
  refuses: ['erased-here-already'],
  decide: (request, _, context) => {
    const { processor, processorDoneAt, erasedHereAt } = request;
    if (!processor || processorDoneAt !== null)
      return made('fulfilled', { clocks: movedBy(request, 'fulfilled', context) });
    return erasedHereAt === null
      ? made('erased-here', {})
      : refuse('erased-here-already', 'it is erased here, and waits for the processor');
  },
});

export const noteProcessorDone = command({
  summary:
    'Notes that the processor or the third party has erased what it had: with what is erased here the request is done.',
  input: z.strictObject({
    /** By what it is known: a letter, a certificate. It stands in clear, and names nobody. */
    confirmation: text(1_000),
  }),
  example: { confirmation: 'Công văn 12/XN ngày 16/3/2026 của đơn vị xử lý' },
  by: ['admin'],
  from: ['granted'],
  to: ['granted', 'fulfilled'],
  emits: ['processor-done', 'fulfilled'],
  refuses: ['no-processor', 'noted-already'],
  when: ({ kind, processor, processorDoneAt }) => {
    if (kind !== 'erasure' || !processor)
      return refuse('no-processor', 'no processor has to erase anything for this request');
    return processorDoneAt === null
      ? undefined
      : refuse('noted-already', `it was noted at ${processorDoneAt}`);
  },
  decide: (request, input, context) => {
    const done = made('processor-done', input);
    return request.erasedHereAt === null
      ? done
      : [done, made('fulfilled', { clocks: movedBy(request, 'fulfilled', context) })];
  },
});

export const noteMissed = command({
  summary: 'Notes that a term of the law is over and was not kept: an alarm.',
  input: z.strictObject({ clock: RequestClock }),
  example: { clock: 'answer' },
  by: ['system'],
  from: ['asked', 'granted'],
  internal: true,
  emits: ['deadline-missed'],
  refuses: ['not-missed'],
  decide: ({ clocks, missed }, { clock: name }, { now }) => {
    const clock = runningClock({ clocks, round: 1 }, name);
    return clock?.due == null || now < clock.due.at || missed.includes(name)
      ? refuse('not-missed', `the clock ${name} is not over its due moment`)
      : made('deadline-missed', { clock: name });
  },
});

export const noteWaiting = command({
  summary: 'Lets an erasure of what is over its term wait for the end of the request.',
  input: z.strictObject({ erasure: z.uuid() }),
  example: { erasure: '019a3f2e-7c1b-7000-8000-0123456789ab' },
  by: ['system'],
  from: ['asked', 'granted'],
  internal: true,
  emits: ['erasure-waits'],
  refuses: ['waits-already'],
  decide: ({ waiting }, { erasure }) =>
    waiting.includes(erasure)
      ? refuse('waits-already', 'this erasure waits for it already')
      : made('erasure-waits', { erasure }),
});
