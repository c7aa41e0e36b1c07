import { z } from 'zod';
import { define, derivedUuid, event, type Instant, type RecordedEventOf, text } from '../../engine/index.ts';
import { type ReportActorKind, reportActorKinds } from '../actor-kinds.ts';

/** Who can be erased: whoever reports, and whom a report of a caller is about. */
const Person = z
  .string()
  .regex(/^(?:citizen|report):.{1,200}$/u, 'not citizen:<actor id>, nor report:<report id> of a caller');

const erasureEvents = {
  ordered: event('The personal data of a person is to be erased.', { person: Person, ground: text(1_000) }),
  done: event('It is erased: the keys are destroyed, and each report says so.', {
    /** Reports in which something was. */
    reports: z.int().min(0),
  }),
} as const;

export interface ErasureState {
  readonly phase: 'ordered' | 'done';
  readonly person: string;
  readonly ground: string;
  readonly orderedAt: Instant;
  readonly orderedBy: string;
  readonly doneAt: Instant | null;
  readonly reports: number | null;
}

export interface ErasureTypes {
  readonly state: ErasureState;
  readonly events: typeof erasureEvents;
  readonly phase: ErasureState['phase'];
  readonly actorKind: ReportActorKind;
  readonly audience: 'office';
  readonly field: keyof ErasureState;
  readonly refusal: never;
  readonly policy: undefined;
  readonly related: Record<never, never>;
}

const { command, creation, made, workflow } = define<ErasureTypes>();

/** The erasure of a person: they have one. */
export const erasureIdOf = (person: string): string => derivedUuid(`erasure:${person}`);

const evolve = (
  erasure: ErasureState | undefined,
  { type, data, metadata }: RecordedEventOf<typeof erasureEvents>,
): ErasureState => {
  if (type === 'ordered')
    return {
      phase: 'ordered',
      ...data,
      orderedAt: metadata.occurredAt,
      orderedBy: metadata.actor.id,
      doneAt: null,
      reports: null,
    };
  if (erasure === undefined) throw new TypeError('an erasure begins with ordered');
  return { ...erasure, phase: 'done', doneAt: metadata.occurredAt, reports: data.reports };
};

const shown = ['phase', 'person', 'ground', 'orderedAt', 'orderedBy', 'doneAt', 'reports'] as const;

/** That somebody's personal data is erased, and when it was: what a host carries out stands in its log. */
export const erasureWorkflow = workflow({
  name: 'erasure',
  summary: 'The erasure of the personal data of one person.',
  id: z.uuid(),
  phases: {
    ordered: { summary: 'a host carries it out' },
    done: { summary: 'is carried out', final: true },
  },
  actorKinds: reportActorKinds,
  events: erasureEvents,
  commands: {
    order: creation({
      summary: 'Erases everything personal of a person for good. Nothing more is taken in of them.',
      input: z.strictObject({ person: Person, ground: text(1_000) }),
      example: { person: 'citizen:c-17', ground: 'Công dân yêu cầu xoá, Điều 14 Luật 91/2025/QH15' },
      by: ['admin', 'system'],
      to: ['ordered'],
      emits: ['ordered'],
      idFrom: ({ person }) => erasureIdOf(person),
      decide: (input) => made('ordered', input),
    }),
    finish: command({
      summary: 'Says that it is carried out.',
      input: z.strictObject({ reports: z.int().min(0) }),
      example: { reports: 3 },
      by: ['system'],
      from: ['ordered'],
      to: ['done'],
      internal: true,
      emits: ['done'],
      decide: (_, input) => made('done', input),
    }),
  },
  refusals: {},
  evolve,
  stateVersion: 1,
  phaseOf: ({ phase }) => phase,
  isOwn: () => true,
  audienceOf: (_, actor) =>
    actor !== undefined && ['admin', 'auditor', 'system'].includes(actor.kind) ? 'office' : undefined,
  fields: {
    phase: { summary: 'Whether it is carried out.' },
    person: { summary: 'Whose data it is: a kind, a colon and an id.' },
    ground: { summary: 'Why.' },
    orderedAt: { summary: 'When it was ordered.' },
    orderedBy: { summary: 'By whom.' },
    doneAt: { summary: 'When it was carried out; null: not yet.' },
    reports: { summary: 'In how many reports something was; null: not yet carried out.' },
  },
  views: {
    office: {
      state: shown,
      events: { ordered: ['person', 'ground'], done: ['reports'] },
      actor: ['kind', 'id'],
    },
  },
  present: (id, state) => ({ erasureId: id, ...state }),
});
