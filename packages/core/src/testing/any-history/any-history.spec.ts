import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type CommandHandler,
  commandHandler,
  define,
  type EventStore,
  event,
  Forbidden,
  type JsonObject,
  personal,
  type RecordedEvent,
  type RecordedEventOf,
  refuse,
  text,
} from '../../engine/index.ts';
import { type AnyHistoryOptions, demandOfAnyHistory } from './any-history.ts';

/** A loan of a book with a phone number in it: enough to go wrong in every way. */
const phone = personal(text(50));
const events = {
  lent: event('It went out.', { book: text(100), phone: phone.optional(), note: text().optional() }),
  renewed: event(
    'It stays longer.',
    { weeks: z.int() },
    { version: 2, upcasters: { 1: ({ days }: JsonObject) => ({ weeks: Number(days) / 7 }) } },
  ),
  returned: event('It is back.', {}),
} as const;

interface Loan {
  readonly phase: 'lent' | 'back';
  readonly book: string;
  readonly reader: string;
  readonly phone: string | null;
  readonly note: string | null;
  readonly weeks: number;
}

interface LoanTypes {
  readonly state: Loan;
  readonly events: typeof events;
  readonly actorKind: 'reader' | 'librarian';
  readonly refusal: 'too-long';
}

const { command, creation, made, workflow } = define<LoanTypes>();

const evolve = (loan: Loan | undefined, recorded: RecordedEventOf<typeof events>): Loan => {
  if (recorded.type === 'lent') {
    const { book, phone: number = null, note = null } = recorded.data;
    return { phase: 'lent', book, reader: recorded.metadata.actor.id, phone: number, note, weeks: 2 };
  }
  if (loan === undefined) throw new TypeError('a loan begins with lent');
  return recorded.type === 'renewed'
    ? { ...loan, weeks: loan.weeks + recorded.data.weeks }
    : { ...loan, phase: 'back' };
};

const definition = {
  name: 'loan',
  summary: 'A book that is lent.',
  id: z.uuidv7(),
  phases: { lent: { summary: 'is out' }, back: { summary: 'is back', final: true } },
  actorKinds: { reader: 'reads', librarian: 'lends' },
  events,
  commands: {
    lend: creation({
      summary: 'Lends it.',
      input: z.strictObject({ book: text(100), phone: phone.optional() }),
      example: { book: 'Số đỏ' },
      by: ['reader'],
      emits: ['lent'],
      decide: (input) => made('lent', input),
    }),
    renew: command({
      summary: 'Keeps it longer.',
      input: z.strictObject({ weeks: z.int().min(0).max(3) }),
      example: { weeks: 2 },
      by: ['reader'],
      from: ['lent'],
      emits: ['renewed'],
      refuses: ['too-long'],
      decide: ({ weeks }, input) => (weeks > 6 ? refuse('too-long', 'long enough') : made('renewed', input)),
    }),
    bring: command({
      summary: 'Brings it back.',
      input: z.strictObject({}),
      example: {},
      by: ['reader', 'librarian'],
      from: ['lent'],
      to: ['back'],
      emits: ['returned'],
      decide: () => made('returned', {}),
    }),
  },
  refusals: {
    'too-long': { kind: 'conflict', title: { en: 'Too long', vi: 'Quá lâu' }, help: 'Bring it back.' },
  },
  evolve,
  fields: {
    id: { summary: 'Its id.' },
    phase: { summary: 'Where it is.' },
    book: { summary: 'Which book.' },
    reader: { summary: 'Who has it.', personal: true },
    phone: { summary: 'Where they are called.', personal: true },
    note: { summary: 'What is to be known.' },
    weeks: { summary: 'For how long.' },
  },
} as const satisfies Parameters<typeof workflow>[0];

const old = (type: string, version: number, data: JsonObject, revision: number): RecordedEvent => ({
  id: `0190a5d0-0000-7000-8000-00000000000${revision}`,
  type,
  version,
  stream: 'loan-01890a5d-ac96-774b-bcce-b302099a8057',
  revision,
  position: revision + 1,
  data,
  metadata: {
    actor: { kind: 'reader', id: 'r-1' },
    commandId: `c-${revision}`,
    commandDigest: 'd',
    correlationId: 'c',
    causationId: null,
    occurredAt: '2020-01-01T00:00:00.000Z',
    recordedAt: '2020-01-01T00:00:00.000Z',
  },
});

const histories = [[old('lent', 1, { book: 'Số đỏ', phone: '0905' }, 0), old('renewed', 1, { days: 14 }, 1)]];

type Options = AnyHistoryOptions<Parameters<typeof typesOf>[0]>;
const typesOf = (
  types: LoanTypes & {
    phase: Loan['phase'];
    audience: LoanTypes['actorKind'];
    field: 'id' | keyof Loan;
    policy: undefined;
    related: Record<never, never>;
  },
) => types;

const demand = (changes: object = {}, options: Partial<Options> = {}) =>
  demandOfAnyHistory(workflow({ ...definition, ...changes } as typeof definition), {
    histories,
    ...options,
  } as Options);

/** A handler that does something else in places. */
const otherwise =
  (changed: (handler: CommandHandler<never>, store: EventStore) => object): NonNullable<Options['open']> =>
  ({ store, clock }) => {
    const handler = commandHandler({ workflow: workflow(definition), store, clock, policy: undefined });
    return { ...handler, ...changed(handler as never, store) };
  };

describe('whatever is done to a loan, in whatever order', () => {
  it('holds what is promised of it', async () => {
    const taken = new Set<string>();
    await demand({}, { holds: ({ command: name }) => taken.add(name) });
    expect([...taken].sort()).toEqual(['bring', 'renew']);
    const late = async (): Promise<void> => {
      throw new Error('it does not hold');
    };
    await expect(demand({}, { holds: late })).rejects.toThrow('it does not hold');
  });

  const { commands } = definition;
  const { reader: _, ...unmarked } = definition.fields;
  let turns = 0;

  it.each<readonly [string, object, Partial<Options>, string | RegExp]>([
    [
      'something is appended by what is refused',
      {},
      {
        open: otherwise((handler) => ({
          execute: async (...given: Parameters<typeof handler.execute>) => {
            await handler.execute(...given);
            throw new Forbidden('no', { visible: true, command: given[1] });
          },
        })),
      },
      'and something was appended',
    ],
    [
      'what is allowed is refused',
      {},
      { open: otherwise(() => ({ allowedCommands: () => ['renew', 'bring'] })) },
      'is among the allowed commands, and was refused with',
    ],
    [
      'what is taken is not allowed',
      {},
      { open: otherwise(() => ({ allowedCommands: () => [] })) },
      'is not among the allowed',
    ],
    [
      'a refusal is not declared',
      { commands: { ...commands, renew: { ...commands.renew, refuses: [] } } },
      {},
      /renew refused with too-long, which its definition does not name\nafter\n(?: {2}.*\n)+ {2}renew by reader reader-\d in the phase lent: \{"weeks":\d\}\nwith the seed/,
    ],
    [
      'a command leads elsewhere than it says',
      { commands: { ...commands, bring: { ...commands.bring, to: undefined } } },
      {},
      'led to back, and not to lent',
    ],
    [
      'a personal field of an input becomes one that is not',
      {
        commands: {
          ...commands,
          lend: {
            ...commands.lend,
            decide: ({ book, phone: number }: { book: string; phone?: string }) =>
              made('lent', { book, note: `call ${number}` }),
          },
        },
      },
      {},
      'the view reader shows "canary100" of phone, which its `personal` does not name',
    ],
    [
      'who has it is shown under another name',
      { present: (id: string, loan: Loan) => ({ ...loan, id, note: loan.reader }) },
      {},
      '" of reader, which its `personal` does not name',
    ],
    [
      'the state follows from more than the events',
      {
        evolve: (...given: Parameters<typeof evolve>) => {
          turns += 1;
          return { ...evolve(...given), weeks: turns };
        },
      },
      {},
      'folded on from revision 0, the loan is another one',
    ],
    [
      'a state is changed instead of made',
      {
        evolve: (loan: { weeks: number } | undefined, recorded: RecordedEventOf<typeof events>) => {
          if (loan === undefined || recorded.type !== 'renewed') return evolve(loan as Loan, recorded);
          loan.weeks += recorded.data.weeks;
          return loan;
        },
      },
      {},
      'Cannot assign to read only property',
    ],
    [
      'an upcaster makes what the schema refuses',
      { events: { ...events, renewed: { ...events.renewed, upcasters: { 1: (data: object) => data } } } },
      {},
      'renewed of version 1 is brought up to what its schema refuses',
    ],
    [
      'an upcaster changes what it is given',
      {
        events: {
          ...events,
          renewed: {
            ...events.renewed,
            upcasters: {
              1: (data: { days?: number; weeks?: number }) => {
                data.weeks = 1;
                delete data.days;
                return data;
              },
            },
          },
        },
      },
      {},
      'object is not extensible',
    ],
    [
      'no stored history has an older version',
      {},
      { histories: [] },
      'no history among those stored has renewed of version 1',
    ],
    [
      'what else should hold does not',
      {},
      {
        holds: ({ after }) => {
          if (after.weeks > 4) throw new Error('kept too long');
        },
      },
      'kept too long',
    ],
  ])('is told of where %s', async (_name, changes, options, message) => {
    await expect(demand(changes, options)).rejects.toThrow(message);
  });

  it('is told of with what everybody sees who is not said to', async () => {
    const { phone: __, ...withoutPhone } = unmarked;
    const shown = {
      fields: { ...withoutPhone, reader: { summary: 'Who.' }, phone: { summary: 'Where.', personal: false } },
    };
    await expect(demand(shown)).rejects.toThrow('shows "canary100" of phone');
  });
});
