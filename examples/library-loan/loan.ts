// #region smallest
import { define, event, text } from '@phananh/core';
import { z } from 'zod';

const book = text(200);
const events = { lent: event('A book went out.', { book }), returned: event('It came back.', {}) };
type Loan = { readonly phase: 'lent' | 'back'; readonly book: string };
type LoanTypes = { state: Loan; events: typeof events; actorKind: 'librarian' };
const { command, creation, made, workflow } = define<LoanTypes>();

export const loanWorkflow = workflow({
  name: 'loan',
  summary: 'A book that is lent.',
  id: z.uuidv7(),
  phases: { lent: { summary: 'is out' }, back: { summary: 'is on its shelf', final: true } },
  actorKinds: { librarian: 'lends and takes back' },
  events,
  commands: {
    lend: creation({
      summary: 'Lends a book.',
      input: z.strictObject({ book }),
      example: { book: 'Số đỏ' },
      by: ['librarian'],
      emits: ['lent'],
      decide: (input) => made('lent', input),
    }),
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
  evolve: (loan = { phase: 'lent', book: '' }, { type, data }) =>
    type === 'lent' ? { ...loan, book: data.book } : { ...loan, phase: 'back' },
  fields: { id: { summary: 'Its id.' }, phase: { summary: 'Where it is.' }, book: { summary: 'Which.' } },
});
// #endregion smallest
