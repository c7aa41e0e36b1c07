import { z } from 'zod';
import { CalendarData, vietnamDays } from '../../calendar/index.ts';
import { define, type JsonObject, type RecordedEventOf, refuse, text } from '../../engine/index.ts';
import { PolicyName } from '../../sla/index.ts';
import { huePolicyData, SlaPolicyData } from '../policy.ts';

/**
 * The policies that a log is written under, each in a stream of its own: `policy-<name>`. They are adopted by whoever runs the
 * hosts: of HTTP there are no routes of its commands, but those of the policy in force.
 */

const version = z.string().min(1).max(100);

const policyEvents = {
  adopted: {
    summary: 'From here on the log is written under this policy, on these calendars.',
    version: 1,
    schema: z.strictObject({
      policy: SlaPolicyData,
      /** The versions that are in force, the centre's first. */
      calendars: z.array(version).min(1),
      /** Absent: it was the first. */
      reason: text(500).optional(),
    }),
  },
  'calendar-recorded': {
    summary: 'A version of a calendar as it was when it was first adopted.',
    version: 1,
    schema: z.strictObject({ version, calendar: CalendarData }),
  },
} as const;

export interface AdoptedPolicy {
  readonly phase: 'adopted';
  readonly policy: SlaPolicyData;
  readonly calendars: readonly string[];
  readonly reason: string | null;
  readonly adoptedAt: string;
  readonly adoptedBy: string;
  /** Of the last adoption. */
  readonly position: number;
  /** Every version that this stream has, by its name. */
  readonly recorded: { readonly [version: string]: CalendarData };
}

export interface PolicyTypes {
  readonly state: AdoptedPolicy;
  readonly events: typeof policyEvents;
  readonly phase: AdoptedPolicy['phase'];
  readonly actorKind: 'admin' | 'system';
  readonly audience: 'admin';
  readonly field: 'policy' | 'calendars' | 'reason' | 'adoptedAt';
  readonly refusal: 'other-name';
  readonly policy: undefined;
  readonly related: Record<never, never>;
}

const { command, creation, workflow } = define<PolicyTypes>();

const Adoption = z.strictObject({
  policy: SlaPolicyData,
  calendars: z.array(z.strictObject({ version, calendar: CalendarData })).min(1),
  reason: text(500).optional(),
});

const eventsOf = (
  { policy, calendars, reason }: z.output<typeof Adoption>,
  recorded: AdoptedPolicy['recorded'],
) => [
  {
    type: 'adopted' as const,
    data: {
      policy,
      calendars: calendars.map((calendar) => calendar.version),
      ...(reason !== undefined && { reason }),
    },
  },
  ...calendars
    .filter((calendar) => !Object.hasOwn(recorded, calendar.version))
    .map((data) => ({ type: 'calendar-recorded' as const, data })),
];

// What it was parsed from, with its defaults: JSON again.
const asJson = (policy: SlaPolicyData): JsonObject => JSON.parse(JSON.stringify(policy));

/** For the reference of the commands: nobody gives it. */
const anAdoption: z.input<typeof Adoption> = {
  policy: huePolicyData,
  calendars: [{ version: 'vn@2026-11-23', calendar: vietnamDays }],
};

const evolve = (
  state: AdoptedPolicy | undefined,
  { type, data, position, metadata }: RecordedEventOf<typeof policyEvents>,
): AdoptedPolicy => {
  if (type === 'adopted')
    return {
      phase: 'adopted',
      policy: data.policy,
      calendars: data.calendars,
      reason: data.reason ?? null,
      adoptedAt: metadata.recordedAt,
      adoptedBy: metadata.actor.id,
      position,
      recorded: state?.recorded ?? {},
    };
  if (state === undefined) throw new TypeError('a policy begins with adopted');
  return { ...state, recorded: { ...state.recorded, [data.version]: data.calendar } };
};

export const policyWorkflow = workflow({
  name: 'policy',
  summary: 'A policy that the log is, or was, written under.',
  id: PolicyName,
  phases: { adopted: { summary: 'was adopted' } },
  actorKinds: { admin: 'runs the hosts', system: 'a host or an import that begins a log' },
  events: policyEvents,
  commands: {
    adopt: creation({
      summary: 'Puts a policy in force that the log has not had before.',
      input: Adoption,
      example: anAdoption,
      by: ['admin', 'system'],
      emits: ['adopted', 'calendar-recorded'],
      to: ['adopted'],
      idFrom: ({ policy }) => policy.name,
      decide: (input) => eventsOf(input, {}),
    }),
    'adopt-again': command({
      summary: 'Puts it in force again: changed, on other calendars, or after another one.',
      input: Adoption.required({ reason: true }),
      example: { ...anAdoption, reason: 'Thông báo 12729/VPCP-KGVX' },
      by: ['admin'],
      from: ['adopted'],
      to: ['adopted'],
      emits: ['adopted', 'calendar-recorded'],
      decide: (state, input, { id }) =>
        input.policy.name === id
          ? eventsOf(input, state.recorded)
          : refuse('other-name', `the policy is called ${input.policy.name}, not ${id}`),
    }),
  },
  refusals: {
    'other-name': {
      kind: 'invalid',
      title: { en: 'The policy has another name', vi: 'Chính sách có tên khác' },
      help: 'Each policy stands in a stream of its own name.',
    },
  },
  evolve,
  stateVersion: 1,
  phaseOf: ({ phase }) => phase,
  isOwn: () => true,
  audienceOf: (_, actor) => (actor?.kind === 'admin' ? 'admin' : undefined),
  fields: {
    policy: { summary: 'Its terms and clocks.' },
    calendars: { summary: 'The versions of calendars that are in force under it.' },
    reason: { summary: 'Why it was adopted.' },
    adoptedAt: { summary: 'When the log took it.' },
  },
  views: {
    admin: {
      state: ['policy', 'calendars', 'reason', 'adoptedAt'],
      events: { adopted: ['policy', 'calendars', 'reason'], 'calendar-recorded': ['version'] },
      actor: ['kind', 'id'],
    },
  },
  present: (_, { policy, calendars, reason, adoptedAt }) => ({
    policy: asJson(policy),
    calendars: [...calendars],
    reason,
    adoptedAt,
  }),
});
