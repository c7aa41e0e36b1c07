import { z } from 'zod';
import { type Actor, define, type EventOf, type RecordedEventOf, refuse, text } from '../engine/index.ts';
import { type ReportActorKind, reportActorKinds } from './types.ts';
import { AgencyId } from './values.ts';

const AgencyKind = z.enum(['government', 'enterprise']);
const name = text(200);
const calendar = z
  .string()
  .regex(/^[a-z0-9@.-]{1,60}$/)
  .optional();

const event = <Shape extends z.ZodRawShape>(summary: string, shape: Shape) => ({
  summary,
  version: 1,
  schema: z.strictObject(shape),
});

/** The events of an agency. */
export const agencyEvents = {
  registered: event('The centre invited the body.', { agencyId: AgencyId, name, kind: AgencyKind, calendar }),
  renamed: event('The agency has another name.', { name }),
  suspended: event('The agency gets no more reports.', { reason: text() }),
  reinstated: event('The agency gets reports again.', { reason: text().optional() }),
} as const;

export type AgencyEvent = EventOf<typeof agencyEvents>;

export interface AgencyState {
  readonly phase: 'active' | 'suspended';
  readonly agencyId: string;
  readonly name: string;
  readonly kind: z.output<typeof AgencyKind>;
  readonly calendar: string | null;
}

export interface AgencyTypes {
  readonly state: AgencyState;
  readonly events: typeof agencyEvents;
  readonly phase: 'active' | 'suspended';
  readonly actorKind: ReportActorKind;
  readonly audience: 'anybody';
  readonly refusal: 'same-name';
  readonly policy: undefined;
  readonly related: Record<never, never>;
}

const { command, creation, workflow } = define<AgencyTypes>();
const made = <E extends AgencyEvent>(type: E['type'], data: E['data']): E => ({ type, data }) as E;

const evolveAgency = (
  state: AgencyState | undefined,
  { type, data }: RecordedEventOf<typeof agencyEvents>,
): AgencyState => {
  if (type === 'registered') {
    const { agencyId, name, kind, calendar = null } = data;
    return { phase: 'active', agencyId, name, kind, calendar };
  }
  if (state === undefined) throw new TypeError(`an agency begins with registered, not with ${type}`);
  switch (type) {
    case 'renamed':
      return { ...state, name: data.name };
    case 'suspended':
      return { ...state, phase: 'suspended' };
    case 'reinstated':
      return { ...state, phase: 'active' };
  }
};

const fields = ['agencyId', 'name', 'kind', 'calendar', 'phase'] as const;

/** An agency: a body of government or a company that reports are assigned to. A stream of its own. */
export const agencyWorkflow = workflow({
  name: 'agency',
  summary: 'An agency that reports are assigned to.',
  id: AgencyId,
  phases: { active: { summary: 'gets reports' }, suspended: { summary: 'gets no reports' } },
  actorKinds: reportActorKinds,
  events: agencyEvents,
  commands: {
    register: creation({
      summary: 'Registers a body of government or a company.',
      input: z.strictObject({ agencyId: AgencyId, name, kind: AgencyKind, calendar }),
      example: { agencyId: 'agency-hue-lighting', name: 'Công ty Chiếu sáng Huế', kind: 'enterprise' },
      by: ['operator', 'admin'],
      emits: ['registered'],
      to: ['active'],
      idFrom: ({ agencyId }) => agencyId,
      decide: (input) => made('registered', input),
    }),
    rename: command({
      summary: 'Gives the agency another name.',
      input: z.strictObject({ name }),
      example: { name: 'Trung tâm Chiếu sáng Huế' },
      by: ['operator', 'admin'],
      from: ['active', 'suspended'],
      emits: ['renamed'],
      decide: (agency, input) =>
        agency.name === input.name
          ? refuse('same-name', `the agency is called ${agency.name} already`)
          : made('renamed', input),
    }),
    suspend: command({
      summary: 'Lets the agency get no more reports.',
      input: z.strictObject({ reason: text() }),
      example: { reason: 'Sáp nhập vào Sở Xây dựng' },
      by: ['operator', 'admin'],
      from: ['active'],
      to: ['suspended'],
      emits: ['suspended'],
      decide: (_, input) => made('suspended', input),
    }),
    reinstate: command({
      summary: 'Lets a suspended agency get reports again.',
      input: z.strictObject({ reason: text().optional() }),
      example: {},
      by: ['operator', 'admin'],
      from: ['suspended'],
      to: ['active'],
      emits: ['reinstated'],
      decide: (_, input) => made('reinstated', input),
    }),
  },
  refusals: {
    'same-name': {
      kind: 'invalid',
      title: { en: 'The agency has this name already', vi: 'Cơ quan đã có tên này' },
      help: 'A rename gives another name.',
    },
  },
  evolve: evolveAgency,
  stateVersion: 1,
  phaseOf: ({ phase }) => phase,
  isOwn: () => true,
  imports: (_, actor: Actor) => actor.kind === 'system',
  audienceOf: (_, actor) => (actor === undefined ? undefined : 'anybody'),
  views: {
    anybody: {
      state: fields,
      events: { registered: fields, renamed: fields, suspended: ['reason'], reinstated: ['reason'] },
      actor: ['kind'],
    },
  },
  present: (_, state) => ({ ...state }),
});
