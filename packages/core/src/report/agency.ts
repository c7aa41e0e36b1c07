import { z } from 'zod';
import type { LocalDay } from '../calendar/index.ts';
import { define, event, type RecordedEventOf, refuse, type TypesOf, text } from '../engine/index.ts';
import { type ReportActorKind, reportActorKinds } from './actor-kinds.ts';
import type { SlaPolicy } from './policy.ts';
import { AgencyId } from './values.ts';

export const agencyKinds = ['government', 'enterprise'] as const;
const AgencyKind = z.enum(agencyKinds);
const name = text(200);
const CalendarId = z.string().regex(/^[a-z0-9.-]{1,60}$/);
const calendar = CalendarId.optional();

/** The events of an agency. */
export const agencyEvents = {
  registered: event('The centre invited the body.', { agencyId: AgencyId, name, kind: AgencyKind, calendar }),
  renamed: event('The agency has another name.', { name }),
  suspended: event('The agency gets no more reports.', { reason: text() }),
  reinstated: event('The agency gets reports again.', { reason: text().optional() }),
  'calendar-set': event('From a day on the agency works on another calendar.', {
    calendar: CalendarId,
    from: z.iso.date(),
  }),
} as const;

export interface AgencyState {
  readonly phase: 'active' | 'suspended';
  readonly agencyId: string;
  readonly name: string;
  readonly kind: z.output<typeof AgencyKind>;
  /** The calendar that it was registered with; null: the centre's. */
  readonly calendar: string | null;
  /** The calendars that it changed to, in the order of the days from which they apply. */
  readonly calendars: readonly { readonly from: LocalDay; readonly calendar: string }[];
}

/** The id of the calendar on which an agency works on a day; null: the centre's. */
export const calendarOfAgency = ({ calendar, calendars }: AgencyState, day: LocalDay): string | null =>
  calendars.findLast(({ from }) => from <= day)?.calendar ?? calendar;

/** What an agency is, everybody who is known may read: the views are those that `define` makes. */
interface NamedAgencyTypes {
  readonly state: AgencyState;
  readonly events: typeof agencyEvents;
  readonly actorKind: ReportActorKind;
  readonly field: keyof AgencyState;
  readonly refusal: 'same-name' | 'calendar-in-use' | 'calendar-unknown';
  readonly policy: Pick<SlaPolicy, 'calendar' | 'calendars'>;
}

export type AgencyTypes = TypesOf<NamedAgencyTypes>;

const { command, creation, made, workflow } = define<NamedAgencyTypes>();

const evolveAgency = (
  state: AgencyState | undefined,
  { type, data }: RecordedEventOf<typeof agencyEvents>,
): AgencyState => {
  if (type === 'registered') {
    const { agencyId, name, kind, calendar = null } = data;
    return { phase: 'active', agencyId, name, kind, calendar, calendars: [] };
  }
  if (state === undefined) throw new TypeError(`an agency begins with registered, not with ${type}`);
  switch (type) {
    case 'renamed':
      return { ...state, name: data.name };
    case 'suspended':
      return { ...state, phase: 'suspended' };
    case 'reinstated':
      return { ...state, phase: 'active' };
    case 'calendar-set': {
      const others = state.calendars.filter(({ from }) => from < data.from);
      return { ...state, calendars: [...others, { from: data.from, calendar: data.calendar }] };
    }
  }
};

const hasCalendar = ({ calendars }: AgencyTypes['policy'], id: string): boolean =>
  calendars.some((calendar) => calendar.id === id);

const unknownCalendar = ({ calendars }: AgencyTypes['policy'], id: string) => {
  const known = calendars.map((calendar) => calendar.id);
  return refuse('calendar-unknown', `there is no calendar ${id}, only ${known.join(', ')}`, {
    calendars: known,
  });
};

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
      refuses: ['calendar-unknown'],
      idFrom: ({ agencyId }) => agencyId,
      decide: (input, { policy }) =>
        input.calendar === undefined || hasCalendar(policy, input.calendar)
          ? made('registered', input)
          : unknownCalendar(policy, input.calendar),
    }),
    rename: command({
      summary: 'Gives the agency another name.',
      input: z.strictObject({ name }),
      example: { name: 'Trung tâm Chiếu sáng Huế' },
      by: ['operator', 'admin'],
      from: ['active', 'suspended'],
      emits: ['renamed'],
      refuses: ['same-name'],
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
    'set-calendar': command({
      summary:
        'Lets the agency work on another calendar from a day on. Clocks that run already keep the one they have.',
      input: z.strictObject({ calendar: CalendarId, from: z.iso.date().optional() }),
      example: { calendar: 'vn', from: '2026-12-01' },
      by: ['operator', 'admin'],
      from: ['active', 'suspended'],
      emits: ['calendar-set'],
      refuses: ['calendar-unknown', 'calendar-in-use'],
      decide: (agency, { calendar, from }, { policy, now }) => {
        if (!hasCalendar(policy, calendar)) return unknownCalendar(policy, calendar);
        const day = from ?? policy.calendar.dayOf(now);
        return calendarOfAgency(agency, day) === calendar && agency.calendars.every((set) => set.from <= day)
          ? refuse('calendar-in-use', `${agency.agencyId} works on ${calendar} from ${day} on already`)
          : made('calendar-set', { calendar, from: day });
      },
    }),
  },
  refusals: {
    'calendar-unknown': {
      kind: 'invalid',
      title: { en: 'There is no such calendar', vi: 'Không có lịch làm việc này' },
      help: 'An agency works on a calendar of the policy. `calendars` names them.',
    },
    'calendar-in-use': {
      kind: 'conflict',
      title: { en: 'The agency has this calendar already', vi: 'Cơ quan đã dùng lịch này' },
      help: 'From that day on the agency works on this calendar already.',
    },
    'same-name': {
      kind: 'invalid',
      title: { en: 'The agency has this name already', vi: 'Cơ quan đã có tên này' },
      help: 'A rename gives another name.',
    },
  },
  evolve: evolveAgency,
  stateVersion: 2,
  imports: (_, actor) => actor.kind === 'system',
  fields: {
    agencyId: { summary: 'The id of the agency.' },
    name: { summary: 'What it is called.' },
    kind: { summary: 'A body of government or a company.' },
    phase: { summary: 'Whether it gets reports.' },
    calendar: { summary: "The calendar that it was registered with; null: the centre's." },
    calendars: { summary: 'The calendars that it changed to, and from when on.' },
  },
});
