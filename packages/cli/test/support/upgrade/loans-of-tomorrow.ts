import { define, event, text } from '@phananh/core';
import { hostedWorkflow, list, projection } from '@phananh/core/read-models';
import { z } from 'zod';
import { asked, loansTable } from './loans-table.ts';

/** The workflow of `loans-of-today.ts` a version later: a book is a `title`, may stay longer, and shelves are counted anew. Its tables are the same. */

const title = text(200);
const events = {
  lent: event(
    'A book went out.',
    { title },
    { version: 2, upcasters: { 1: ({ book, ...rest }) => ({ ...rest, title: book }) } },
  ),
  // The same form, and another meaning: whoever knows the first alone must not read it.
  moved: event(
    'It belongs on the shelf behind the one of this name.',
    { shelf: title },
    { version: 2, upcasters: { 1: ({ shelf }) => ({ shelf: `before ${shelf}` }) } },
  ),
  renewed: event('It stays longer.', {}),
  returned: event('It came back.', {}),
};
type Loan = { readonly phase: 'lent' | 'back' };
type LoanTypes = { state: Loan; events: typeof events; actorKind: 'librarian' };
const { command, creation, made, workflow } = define<LoanTypes>();

const loanWorkflow = workflow({
  name: 'loan',
  summary: 'A book that is lent.',
  id: z.uuidv7(),
  phases: { lent: { summary: 'is out' }, back: { summary: 'is on its shelf', final: true } },
  actorKinds: { librarian: 'lends and takes back' },
  events,
  commands: {
    lend: creation({
      summary: 'Lends a book.',
      input: z.strictObject({ title }),
      example: { title: 'Số đỏ' },
      by: ['librarian'],
      to: ['lent'],
      emits: ['lent'],
      decide: (input) => made('lent', input),
    }),
    renew: command({
      summary: 'Keeps it longer.',
      input: z.strictObject({}),
      example: {},
      by: ['librarian'],
      from: ['lent'],
      emits: ['renewed'],
      decide: () => made('renewed', {}),
    }),
    move: command({
      summary: 'Puts it on another shelf.',
      input: z.strictObject({ shelf: title }),
      example: { shelf: 'B2' },
      by: ['librarian'],
      from: ['lent'],
      emits: ['moved'],
      decide: (_, input) => made('moved', input),
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
  evolve: (_, { type }) => ({ phase: type === 'returned' ? 'back' : 'lent' }),
  stateVersion: 2,
  fields: { id: { summary: 'Its id.' }, phase: { summary: 'Where it is.' } },
});

const loanList = projection({
  name: 'loans',
  version: 1,
  reads: loanWorkflow,
  tables: { loans: loansTable },
  apply: (happened, { loans }) => {
    if (happened.type === 'lent')
      loans.insert({ loanId: happened.id, phase: 'lent', title: happened.data.title });
    if (happened.type === 'returned') loans.update(happened.id, { phase: 'back' });
  },
});

const allLoans = list({ of: loanList.tables.loans, workflow: loanWorkflow, ...asked });

const loans = hostedWorkflow({
  workflow: loanWorkflow,
  policy: undefined,
  projections: [loanList],
  lists: { loans: allLoans },
  path: '/books',
  module: import.meta.url,
});

export default [loans];
