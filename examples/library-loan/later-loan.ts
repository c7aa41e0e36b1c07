import { define, event, personal, type RecordedEventOf, refuse, text } from '@phananh/core';
import { z } from 'zod';

/** The loan of `loan.ts` a year later: it knows its reader, and can be renewed. */

const title = text(200);
const phone = personal(text(50));

// #region changed-event
const events = {
  lent: event(
    'A book went out.',
    { title, phone: phone.optional() },
    { version: 2, upcasters: { 1: ({ book, ...rest }) => ({ ...rest, title: book }) } },
  ),
  // #endregion changed-event
  // #region new-event
  renewed: event('It stays longer.', { weeks: z.int().min(1).max(4) }),
  // #endregion new-event
  returned: event('It came back.', {}),
} as const;

interface Loan {
  readonly phase: 'lent' | 'back';
  readonly title: string;
  readonly phone: string | null;
  readonly reader: string;
  readonly renewals: number;
}

interface LoanTypes {
  readonly state: Loan;
  readonly events: typeof events;
  readonly actorKind: 'reader' | 'librarian';
  readonly refusal: 'renewed-too-often';
}

const { command, creation, made, workflow } = define<LoanTypes>();

// #region evolve
const evolve = (loan: Loan | undefined, recorded: RecordedEventOf<typeof events>): Loan => {
  if (recorded.type === 'lent') {
    const { title, phone = null } = recorded.data;
    return { phase: 'lent', title, phone, reader: recorded.metadata.actor.id, renewals: 0 };
  }
  if (loan === undefined) throw new TypeError('a loan begins with lent');
  switch (recorded.type) {
    case 'renewed':
      return { ...loan, renewals: loan.renewals + 1 };
    case 'returned':
      return { ...loan, phase: 'back' };
  }
};
// #endregion evolve

export const laterLoanWorkflow = workflow({
  name: 'loan',
  summary: 'A book that is lent.',
  id: z.uuidv7(),
  phases: { lent: { summary: 'is out' }, back: { summary: 'is on its shelf', final: true } },
  actorKinds: { reader: 'reads', librarian: 'takes back' },
  events,
  commands: {
    lend: creation({
      summary: 'Takes a book home.',
      input: z.strictObject({ title, phone: phone.optional() }),
      example: { title: 'Số đỏ' },
      by: ['reader', 'librarian'],
      to: ['lent'],
      emits: ['lent'],
      decide: (input) => made('lent', input),
    }),
    // #region new-command
    renew: command({
      summary: 'Keeps it longer, twice at most.',
      input: z.strictObject({ weeks: z.int().min(1).max(4) }),
      example: { weeks: 2 },
      by: ['reader'],
      from: ['lent'],
      emits: ['renewed'],
      refuses: ['renewed-too-often'],
      when: ({ renewals }) =>
        renewals < 2 ? undefined : refuse('renewed-too-often', `it was renewed ${renewals} times already`),
      decide: (_, input) => made('renewed', input),
    }),
    // #endregion new-command
    bring: command({
      summary: 'Takes it back.',
      input: z.strictObject({}),
      example: {},
      by: ['librarian'],
      from: ['lent'],
      to: ['back'],
      emits: ['returned'],
      decide: () => made('returned', {}),
    }),
  },
  // #region new-refusal
  refusals: {
    'renewed-too-often': {
      kind: 'conflict',
      title: { en: 'It was renewed too often', vi: 'Đã gia hạn quá số lần cho phép' },
      help: 'A book is renewed twice at most. Bring it back, and lend it again.',
    },
  },
  // #endregion new-refusal
  evolve,
  stateVersion: 2,
  isOwn: ({ reader }, { kind, id }) => kind === 'librarian' || reader === id,
  fields: {
    id: { summary: 'Its id.' },
    phase: { summary: 'Where it is.' },
    title: { summary: 'Which book.' },
    phone: { summary: 'Where the reader is called.', personal: true },
    reader: { summary: 'Who has it.', personal: true },
    renewals: { summary: 'How often it was renewed.' },
  },
});
