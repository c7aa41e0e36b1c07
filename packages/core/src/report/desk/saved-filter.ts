import { z } from 'zod';
import {
  type Actor,
  circleOf,
  define,
  event,
  type Instant,
  type RecordedEventOf,
  refuse,
  text,
} from '../../engine/index.ts';
import { reportActorKinds } from '../actor-kinds.ts';
import { reportRefusals } from '../refusals.ts';
import { hasWords } from './words-of-filter.ts';

/** A filter of a list that somebody keeps under a name, for themself or for their colleagues too. */

/** As an address has it: `phase=submitted&sort=dueAt`. */
const Query = z.string().max(2_000);
const ListName = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, 'not the name of a list');

const savedFilterEvents = {
  saved: event('Somebody keeps a filter of a list.', {
    name: text(120),
    list: ListName,
    query: Query,
    shared: z.boolean(),
  }),
  renamed: event('It has another name.', { name: text(120) }),
  shared: event('It is for the colleagues of its owner too: those of the agency, or of the same kind.', {}),
  unshared: event('It is for its owner alone.', {}),
  removed: event('Nobody sees it any more.', {}),
} as const;

export interface SavedFilterState {
  readonly phase: 'kept' | 'removed';
  readonly name: string;
  /** As the lists of the API are named. */
  readonly list: string;
  readonly query: string;
  readonly owner: string;
  /** The circle that it is shared with; null: with nobody. */
  readonly sharedWith: string | null;
  readonly savedAt: Instant;
}

export interface SavedFilterTypes {
  readonly state: SavedFilterState;
  readonly events: typeof savedFilterEvents;
  readonly phase: SavedFilterState['phase'];
  readonly actorKind: keyof typeof reportActorKinds;
  readonly audience: 'colleague';
  readonly field: 'savedFilterId' | keyof SavedFilterState;
  readonly refusal: 'no-such-filter' | 'words-not-kept' | 'nothing-changes';
  readonly policy: undefined;
  readonly related: Record<never, never>;
}

const { command, creation, made, workflow } = define<SavedFilterTypes>();

const evolve = (
  filter: SavedFilterState | undefined,
  { type, data, metadata: { actor, occurredAt } }: RecordedEventOf<typeof savedFilterEvents>,
): SavedFilterState => {
  if (type === 'saved') {
    const { shared, ...kept } = data;
    const sharedWith = shared ? circleOf(actor) : null;
    return { phase: 'kept', ...kept, owner: actor.id, sharedWith, savedAt: occurredAt };
  }
  if (filter === undefined) throw new TypeError('a saved filter begins with saved');
  switch (type) {
    case 'renamed':
      return { ...filter, ...data };
    case 'shared':
      return { ...filter, sharedWith: circleOf(actor) };
    case 'unshared':
      return { ...filter, sharedWith: null };
    case 'removed':
      return { ...filter, phase: 'removed' };
  }
};

const keepers = ['operator', 'agency', 'auditor', 'analyst', 'admin'] as const;

const isOwner = ({ owner }: SavedFilterState, { id }: Actor): boolean => owner === id;

const shown = ['savedFilterId', 'phase', 'name', 'list', 'query', 'owner', 'sharedWith', 'savedAt'] as const;

const nothing = z.strictObject({});

/**
 * @param faultOf what is wrong with a query of a list, where it is looked at; undefined: nothing. Who reads a log looks at none.
 */
export const savedFilterWorkflowWith = (
  faultOf: (list: string, query: string) => string | undefined = () => undefined,
) =>
  workflow({
    name: 'savedFilter',
    summary: 'A filter of a list that somebody keeps under a name.',
    id: z.uuid(),
    phases: {
      kept: { summary: 'can be chosen' },
      removed: { summary: 'is shown no more', final: true },
    },
    actorKinds: reportActorKinds,
    events: savedFilterEvents,
    commands: {
      save: creation({
        summary: 'Keeps a filter of a list under a name.',
        input: z.strictObject({
          name: text(120).describe('What it is called.'),
          list: ListName.default('reports').describe('As the lists of the API are named.'),
          query: Query.default('').describe(
            'As the address of the list has it, without its page and words that are searched for.',
          ),
          shared: z.boolean().default(false).describe('Whether colleagues see it too.'),
        }),
        example: { name: 'Đèn đường quá hạn', list: 'reports', query: 'category=den-duong&verdict=overdue' },
        by: keepers,
        to: ['kept'],
        emits: ['saved'],
        refuses: ['no-such-filter', 'words-not-kept'],
        decide: (input) => {
          if (hasWords(input.query)) return refuse('words-not-kept', 'q is no part of a filter that is kept');
          const fault = faultOf(input.list, input.query);
          return fault === undefined ? made('saved', input) : refuse('no-such-filter', fault);
        },
      }),
      rename: command({
        summary: 'Gives it another name.',
        input: z.strictObject({ name: text(120) }),
        example: { name: 'Đèn đường trễ hạn' },
        by: keepers,
        from: ['kept'],
        to: ['kept'],
        emits: ['renamed'],
        decide: (_, input) => made('renamed', input),
      }),
      share: command({
        summary: 'Lets the colleagues of its owner choose it too.',
        input: nothing,
        example: {},
        by: keepers,
        from: ['kept'],
        to: ['kept'],
        emits: ['shared'],
        when: ({ sharedWith }, { actor }) =>
          sharedWith === circleOf(actor)
            ? refuse('nothing-changes', 'it is shared with them already')
            : undefined,
        decide: () => made('shared', {}),
      }),
      unshare: command({
        summary: 'Keeps it for its owner alone.',
        input: nothing,
        example: {},
        by: keepers,
        from: ['kept'],
        to: ['kept'],
        emits: ['unshared'],
        when: ({ sharedWith }) =>
          sharedWith === null ? refuse('nothing-changes', 'it is shared with nobody') : undefined,
        decide: () => made('unshared', {}),
      }),
      remove: command({
        summary: 'Takes it away.',
        input: nothing,
        example: {},
        by: keepers,
        from: ['kept'],
        to: ['removed'],
        emits: ['removed'],
        decide: () => made('removed', {}),
      }),
    },
    refusals: {
      'no-such-filter': {
        kind: 'invalid',
        title: { en: 'The list has no such filter', vi: 'Danh sách không có bộ lọc như vậy' },
        help: 'A filter is kept as the query string of a list of the API that it can be asked for now, without a page of it.',
      },
      'words-not-kept': {
        kind: 'invalid',
        title: { en: 'Words are not kept in a filter', vi: 'Bộ lọc đã lưu không giữ từ khóa tìm kiếm' },
        help: 'Words that are searched for may be the name or the telephone number of a person, and a filter is kept for ever. Keep it without `q`, and search in it.',
      },
      'nothing-changes': reportRefusals['nothing-changes'],
    },
    evolve,
    stateVersion: 1,
    isOwn: isOwner,
    audienceOf: (state, actor) => {
      if (actor === undefined) return undefined;
      const isShared = state.phase === 'kept' && state.sharedWith === circleOf(actor);
      return isOwner(state, actor) || isShared ? 'colleague' : undefined;
    },
    fields: {
      savedFilterId: { summary: 'Its id.' },
      phase: { summary: 'Whether it can be chosen.' },
      name: { summary: 'What it is called.' },
      list: { summary: 'The list that it is of, as the API names it.' },
      query: { summary: 'What it asks for, as an address has it.' },
      owner: { summary: 'Who keeps it.' },
      sharedWith: {
        summary: 'The colleagues who see it too: a kind, or a kind with an agency; null: nobody.',
      },
      savedAt: { summary: 'Since when it is kept.' },
    },
    views: {
      colleague: {
        state: shown,
        events: {
          saved: ['name', 'list', 'query', 'shared'],
          renamed: ['name'],
          shared: [],
          unshared: [],
          removed: [],
        },
        actor: ['kind', 'id'],
      },
    },
    present: (savedFilterId, state) => ({ savedFilterId, ...state }),
  });

export const savedFilterWorkflow = savedFilterWorkflowWith();
