import { define, event, instant, personal, type RecordedEventOf, refuse, text } from '@phananh/core';
import { type Erased, sealed } from '@phananh/core/engine';
import { applyClockChanges, type SlaClock } from '@phananh/core/sla';
import { z } from 'zod';
import { clocks, clocksMovedBy, type PermitPolicy } from './policy.ts';

/** A building permit: a second workflow on the same engine, with its own words, roles and rules. */

// #region personal-schema
const phone = personal(text(50));
const application = { parcel: text(100), plans: text(), phone: phone.optional() };
/** In the log it is encrypted under the key of its applicant, and gone with that. */
const applied = { ...application, phone: sealed(phone).optional() };
// #endregion personal-schema

const permitEvents = {
  'applied-for': event('Somebody wants to build; the decision is due.', { ...applied, clocks }),
  'inspection-scheduled': event('An inspector will come.', { at: instant(), inspector: text(100) }),
  inspected: event('An inspector was there.', { passed: z.boolean(), findings: text() }),
  granted: event('They may build.', { conditions: z.array(text(500)), clocks }),
  refused: event('They may not build.', { reason: text(), clocks }),
  'overdue-noted': event('The decision was due, and nobody has decided.', {}),
} as const;

export interface Permit {
  readonly phase: 'applied' | 'scheduled' | 'inspected' | 'granted' | 'refused';
  readonly applicant: string;
  readonly phone: string | Erased | null;
  readonly parcel: string;
  readonly inspector: string | null;
  readonly passed: boolean | null;
  readonly conditions: readonly string[];
  readonly clocks: readonly SlaClock<'decision'>[];
  readonly overdue: boolean;
}

interface PermitTypes {
  readonly state: Permit;
  readonly events: typeof permitEvents;
  readonly actorKind: 'applicant' | 'clerk' | 'inspector' | 'system';
  readonly audience: 'office' | 'applicant';
  readonly field: 'permitId' | 'dueDay' | Exclude<keyof Permit, 'clocks'>;
  readonly refusal: 'inspection-failed' | 'not-the-inspector' | 'not-overdue';
  readonly policy: PermitPolicy;
}

const { command, creation, made, workflow } = define<PermitTypes>();

// #region clocked-state
const decided = (
  permit: Permit,
  { clocks: changes }: { readonly clocks: z.output<typeof clocks> },
): Pick<Permit, 'clocks'> => ({ clocks: applyClockChanges(permit.clocks, changes) });
// #endregion clocked-state

const evolve = (permit: Permit | undefined, recorded: RecordedEventOf<typeof permitEvents>): Permit => {
  if (recorded.type === 'applied-for') {
    const applicant = recorded.metadata.actor.id;
    const { parcel, phone = null, clocks: changes } = recorded.data;
    return {
      phase: 'applied',
      applicant,
      phone,
      parcel,
      inspector: null,
      passed: null,
      conditions: [],
      clocks: applyClockChanges([], changes),
      overdue: false,
    };
  }
  if (permit === undefined) throw new TypeError('a permit begins with an application');
  switch (recorded.type) {
    case 'inspection-scheduled':
      return { ...permit, phase: 'scheduled', inspector: recorded.data.inspector };
    case 'inspected':
      return { ...permit, phase: 'inspected', passed: recorded.data.passed };
    case 'granted':
      return {
        ...permit,
        phase: 'granted',
        conditions: recorded.data.conditions,
        ...decided(permit, recorded.data),
      };
    case 'refused':
      return { ...permit, phase: 'refused', ...decided(permit, recorded.data) };
    case 'overdue-noted':
      return { ...permit, overdue: true };
  }
};

export const permitWorkflow = workflow({
  name: 'permit',
  summary: 'A building permit.',
  id: z.uuidv7(),
  phases: {
    applied: { summary: 'waits for a clerk' },
    scheduled: { summary: 'waits for the inspector' },
    inspected: { summary: 'waits for the decision' },
    granted: { summary: 'may be built', final: true },
    refused: { summary: 'may not be built', final: true },
  },
  actorKinds: {
    applicant: 'wants to build; sees their own permits',
    clerk: 'decides',
    inspector: 'goes there and looks',
    system: 'the timer',
  },
  events: permitEvents,
  commands: {
    apply: creation({
      summary: 'Applies for a permit.',
      input: z.strictObject(application),
      example: { parcel: 'Hue 12/345', plans: 'A house of two floors', phone: '0234 555 010' },
      by: ['applicant'],
      to: ['applied'],
      emits: ['applied-for'],
      decide: (input, { now, policy }) =>
        made('applied-for', { ...input, clocks: clocksMovedBy('applied-for', [], now, policy) }),
    }),
    'schedule-inspection': command({
      summary: 'Sends an inspector.',
      input: z.strictObject({ at: instant(), inspector: text(100) }),
      example: { at: '2026-03-05T09:00:00+07:00', inspector: 'i-1' },
      by: ['clerk'],
      from: ['applied', 'inspected'],
      to: ['scheduled'],
      emits: ['inspection-scheduled'],
      decide: (_, input) => made('inspection-scheduled', input),
    }),
    inspect: command({
      summary: 'Reports what the inspector found.',
      input: z.strictObject({ passed: z.boolean(), findings: text() }),
      example: { passed: true, findings: 'As planned' },
      by: ['inspector'],
      from: ['scheduled'],
      to: ['inspected'],
      emits: ['inspected'],
      refuses: ['not-the-inspector'],
      when: ({ inspector }, { actor }) =>
        inspector === actor.id ? undefined : refuse('not-the-inspector', `${inspector} was sent`),
      decide: (_, input) => made('inspected', input),
    }),
    grant: command({
      summary: 'Lets them build.',
      input: z.strictObject({ conditions: z.array(text(500)).max(20).default([]) }),
      example: { conditions: ['No work at night'] },
      by: ['clerk'],
      from: ['inspected'],
      to: ['granted'],
      emits: ['granted'],
      refuses: ['inspection-failed'],
      when: ({ passed }) =>
        passed === true ? undefined : refuse('inspection-failed', 'the inspection was not passed'),
      decide: (permit, input, { now, policy }) =>
        made('granted', { ...input, clocks: clocksMovedBy('granted', permit.clocks, now, policy) }),
    }),
    refuse: command({
      summary: 'Does not let them build.',
      input: z.strictObject({ reason: text() }),
      example: { reason: 'Too close to the river' },
      by: ['clerk'],
      from: ['applied', 'inspected'],
      to: ['refused'],
      emits: ['refused'],
      decide: (permit, input, { now, policy }) =>
        made('refused', { ...input, clocks: clocksMovedBy('refused', permit.clocks, now, policy) }),
    }),
    'note-overdue': command({
      summary: 'Notes that the decision was due.',
      input: z.strictObject({}),
      example: {},
      by: ['system'],
      internal: true,
      from: ['applied', 'scheduled', 'inspected'],
      emits: ['overdue-noted'],
      refuses: ['not-overdue'],
      when: ({ clocks: [clock] }, { now }) =>
        clock?.due != null && now >= clock.due.at ? undefined : refuse('not-overdue', 'it is not due yet'),
      decide: () => made('overdue-noted', {}),
    }),
  },
  refusals: {
    'inspection-failed': {
      kind: 'conflict',
      title: { en: 'The inspection was not passed', vi: 'Chưa đạt kiểm tra' },
      help: 'Schedule another inspection, or refuse the permit.',
    },
    'not-the-inspector': {
      kind: 'forbidden',
      title: { en: 'Another inspector was sent', vi: 'Không phải thanh tra được cử' },
      help: 'Only the inspector who was sent reports.',
    },
    'not-overdue': {
      kind: 'conflict',
      title: { en: 'The decision is not due yet', vi: 'Chưa đến hạn quyết định' },
      help: 'The timer comes again when it is.',
    },
  },
  evolve,
  // #region whose
  subjectOf: ({ metadata: { actor } }) => (actor.kind === 'applicant' ? `applicant:${actor.id}` : undefined),
  // #endregion whose
  isOwn: ({ applicant }, { kind, id }) => kind !== 'applicant' || applicant === id,
  audienceOf: ({ applicant }, actor) => {
    if (actor !== undefined && actor.kind !== 'applicant') return 'office';
    return actor?.kind === 'applicant' && actor.id === applicant ? 'applicant' : undefined;
  },
  fields: {
    permitId: { summary: 'The id of the permit.' },
    phase: { summary: 'Where it stands.' },
    applicant: { summary: 'Who wants to build.', personal: true },
    phone: { summary: 'Where the applicant is called.', personal: true },
    parcel: { summary: 'Where.' },
    inspector: { summary: 'Who looks at it.' },
    passed: { summary: 'Whether the inspection was passed.' },
    conditions: { summary: 'What must be kept to.' },
    dueDay: { summary: 'The last day on which the decision is in time.' },
    overdue: { summary: 'Whether the decision was due and nobody had decided.' },
  },
  views: {
    office: {
      state: [
        'permitId',
        'phase',
        'applicant',
        'phone',
        'parcel',
        'inspector',
        'passed',
        'conditions',
        'dueDay',
        'overdue',
      ],
      personal: ['applicant', 'phone'],
      events: {
        'applied-for': ['parcel', 'plans', 'phone'],
        'inspection-scheduled': ['at', 'inspector'],
        inspected: ['passed', 'findings'],
        granted: ['conditions'],
        refused: ['reason'],
        'overdue-noted': [],
      },
      actor: ['kind', 'id'],
    },
    applicant: {
      state: ['permitId', 'phase', 'parcel', 'conditions', 'dueDay'],
      events: {
        'applied-for': ['parcel', 'plans'],
        'inspection-scheduled': ['at'],
        granted: ['conditions'],
        refused: ['reason'],
      },
      actor: ['kind'],
    },
  },
  present: (permitId, { clocks: [clock], ...permit }) => ({
    permitId,
    ...permit,
    dueDay: clock?.due?.day ?? null,
  }),
  timers: {
    gives: ['note-overdue'],
    pending: ({ clocks: [clock], overdue }) =>
      clock?.due == null || clock.stoppedAt !== null || overdue
        ? []
        : [{ key: 'overdue', at: clock.due.at, command: 'note-overdue', input: {} }],
  },
});
