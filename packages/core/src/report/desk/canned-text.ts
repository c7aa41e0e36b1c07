import { z } from 'zod';
import {
  type Actor,
  canonicalJson,
  circleOf,
  define,
  event,
  everyCircle,
  type Instant,
  type RecordedEventOf,
  refuse,
  text,
} from '../../engine/index.ts';
import { reportActorKinds } from '../actor-kinds.ts';
import { reportRefusals } from '../refusals.ts';
import { Name } from '../values.ts';
import { commandsWithText, textFieldOf } from './text-fields.ts';

/** A phrase that is kept for the text of a command: of the centre, for every office, or of one agency. */

/** As much as the longest text of a command takes. */
const Phrase = text(10_000);

const said = {
  name: text(120),
  /** Absent: for reports of every category. */
  category: Name.optional(),
  vi: Phrase.optional(),
  en: Phrase.optional(),
} as const;

const cannedTextEvents = {
  written: event('Somebody keeps a phrase for the text of a command.', {
    ...said,
    command: z.string().max(100),
  }),
  changed: event('It says something else, or is for another category.', said),
  removed: event('Nobody is offered it any more.', {}),
} as const;

export interface CannedTextState {
  readonly phase: 'kept' | 'removed';
  readonly name: string;
  /** Of reports, whose text it is for. */
  readonly command: string;
  readonly category: string | null;
  /** The agency that it is of; null: of the centre, and for every office. */
  readonly agencyId: string | null;
  /** By language; null: it is not written in that one. */
  readonly vi: string | null;
  readonly en: string | null;
  readonly changedAt: Instant;
}

export interface CannedTextTypes {
  readonly state: CannedTextState;
  readonly events: typeof cannedTextEvents;
  readonly phase: CannedTextState['phase'];
  readonly actorKind: keyof typeof reportActorKinds;
  readonly audience: 'office';
  readonly field: 'cannedTextId' | 'field' | keyof CannedTextState;
  readonly refusal: 'text-does-not-fit' | 'no-text-written' | 'nothing-changes';
  readonly policy: undefined;
  readonly related: Record<never, never>;
}

const { command, creation, made, workflow } = define<CannedTextTypes>();

type Said = Pick<CannedTextState, 'name' | 'category' | 'vi' | 'en'>;

const saidIn = ({
  name,
  category,
  vi,
  en,
}: { readonly [Field in keyof Said]?: Said[Field] | undefined } & Pick<Said, 'name'>): Said => ({
  name,
  category: category ?? null,
  vi: vi ?? null,
  en: en ?? null,
});

const evolve = (
  state: CannedTextState | undefined,
  { type, data, metadata: { actor, occurredAt } }: RecordedEventOf<typeof cannedTextEvents>,
): CannedTextState => {
  if (type === 'written')
    return {
      phase: 'kept',
      ...saidIn(data),
      command: data.command,
      agencyId: actor.agencyId ?? null,
      changedAt: occurredAt,
    };
  if (state === undefined) throw new TypeError('a canned text begins with written');
  return type === 'removed'
    ? { ...state, phase: 'removed', changedAt: occurredAt }
    : { ...state, ...saidIn(data), changedAt: occurredAt };
};

const writers = ['operator', 'agency', 'admin'] as const;

/** Who only reads the texts of an office, and who may be offered them. */
const readers: readonly string[] = [...writers, 'auditor', 'system'];

/** Those of an agency are its officers' alone to change; those of the centre the centre's. */
const isOfOffice = ({ agencyId }: CannedTextState, actor: Actor): boolean =>
  actor.kind === 'agency' ? agencyId !== null && agencyId === actor.agencyId : agencyId === null;

const input = {
  name: text(120).describe('What it is called where it is chosen.'),
  category: Name.optional().describe('Of reports that it is for. Absent: all of them.'),
  vi: Phrase.optional().describe('In Vietnamese. Name nobody in it: it is for many cases.'),
  en: Phrase.optional().describe('In English.'),
} as const;

/** What is wrong with a phrase for a command; undefined: nothing. */
const refusalOf = (
  name: string,
  { vi, en }: { readonly vi?: string | undefined; readonly en?: string | undefined },
) => {
  const found = textFieldOf(name);
  if (found === undefined)
    return refuse('text-does-not-fit', `${name} takes no text that phrases are kept for`);
  if (vi === undefined && en === undefined)
    return refuse('no-text-written', 'it is written in neither language');
  for (const [language, phrase] of Object.entries({ vi, en }))
    if (phrase !== undefined && !found.schema.safeParse(phrase).success)
      return refuse(
        'text-does-not-fit',
        `${found.field} of ${name} does not take what is written in ${language}`,
      );
  return undefined;
};

/** Who is offered it: everybody who writes for an office, or the officers of its agency. */
export const circleOfCannedText = (actor: Actor): string =>
  actor.kind === 'agency' ? circleOf(actor) : everyCircle;

const shown = [
  'cannedTextId',
  'phase',
  'name',
  'command',
  'field',
  'category',
  'agencyId',
  'vi',
  'en',
  'changedAt',
] as const;

export const cannedTextWorkflow = workflow({
  name: 'cannedText',
  summary: 'A phrase that is kept for the text of a command of reports.',
  id: z.uuid(),
  phases: {
    kept: { summary: 'can be chosen' },
    removed: { summary: 'is offered no more', final: true },
  },
  actorKinds: reportActorKinds,
  events: cannedTextEvents,
  commands: {
    write: creation({
      summary:
        'Keeps a phrase for the text of a command: of the centre for every office, of an officer for their agency.',
      input: z.strictObject({
        command: z
          .enum(commandsWithText)
          .describe('Of reports, as its own route is named: its longer text is what the phrase is for.'),
        ...input,
      }),
      example: {
        command: 'resolve',
        name: 'Đã thay bóng',
        category: 'den-duong',
        vi: 'Đội chiếu sáng đã thay bóng đèn. Cảm ơn bạn đã phản ánh.',
        en: 'The lamp was replaced. Thank you for reporting it.',
      },
      by: writers,
      to: ['kept'],
      emits: ['written'],
      refuses: ['text-does-not-fit', 'no-text-written'],
      decide: (given) => refusalOf(given.command, given) ?? made('written', given),
    }),
    change: command({
      summary: 'Says it otherwise. What is left out is taken away.',
      input: z.strictObject(input),
      example: { name: 'Đã thay bóng', vi: 'Đội chiếu sáng đã thay bóng đèn trong ngày.' },
      by: writers,
      from: ['kept'],
      to: ['kept'],
      emits: ['changed'],
      refuses: ['text-does-not-fit', 'no-text-written', 'nothing-changes'],
      decide: (state, given) => {
        const refusal = refusalOf(state.command, given);
        if (refusal !== undefined) return refusal;
        const isSame = canonicalJson(saidIn(given)) === canonicalJson(saidIn(state));
        return isSame ? refuse('nothing-changes', 'it says this already') : made('changed', given);
      },
    }),
    remove: command({
      summary: 'Takes it away.',
      input: z.strictObject({}),
      example: {},
      by: writers,
      from: ['kept'],
      to: ['removed'],
      emits: ['removed'],
      decide: () => made('removed', {}),
    }),
  },
  refusals: {
    'text-does-not-fit': {
      kind: 'invalid',
      title: { en: 'The command does not take this text', vi: 'Lệnh không nhận nội dung này' },
      help: 'A phrase is for the longer text of a command, and no longer than the command takes.',
    },
    'no-text-written': {
      kind: 'invalid',
      title: { en: 'Nothing is written', vi: 'Chưa viết nội dung' },
      help: 'Write it in Vietnamese, in English, or in both.',
    },
    'nothing-changes': reportRefusals['nothing-changes'],
  },
  evolve,
  stateVersion: 1,
  isOwn: (state, actor) => actor.kind === 'system' || isOfOffice(state, actor),
  audienceOf: (state, actor) => {
    if (actor === undefined || !readers.includes(actor.kind)) return undefined;
    if (actor.kind !== 'agency') return 'office';
    const isOffered = state.agencyId === null && state.phase === 'kept';
    return isOffered || isOfOffice(state, actor) ? 'office' : undefined;
  },
  fields: {
    cannedTextId: { summary: 'Its id.' },
    phase: { summary: 'Whether it can be chosen.' },
    name: { summary: 'What it is called where it is chosen.' },
    command: { summary: 'The command of reports whose text it is for.' },
    field: { summary: 'What that text is called in the input of the command.' },
    category: { summary: 'Of reports that it is for; null: all of them.' },
    agencyId: { summary: 'The agency that it is of; null: of the centre, and for every office.' },
    vi: { summary: 'In Vietnamese; null: it is not written in it.' },
    en: { summary: 'In English; null: it is not written in it.' },
    changedAt: { summary: 'Since when it says this.' },
  },
  views: {
    office: {
      state: shown,
      events: {
        written: ['command', 'name', 'category', 'vi', 'en'],
        changed: ['name', 'category', 'vi', 'en'],
        removed: [],
      },
      actor: ['kind', 'id', 'agencyId'],
    },
  },
  present: (cannedTextId, state) => ({
    cannedTextId,
    ...state,
    // Of a log that another version wrote.
    field: textFieldOf(state.command)?.field ?? null,
  }),
});
