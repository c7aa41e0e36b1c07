import { define, event, text } from '@phananh/core';
import { hostedWorkflow, list, projection } from '@phananh/core/read-models';
import { z } from 'zod';
import { asked, loansTable } from './loans-table.ts';

/** A workflow as an older host has it; `loans-of-tomorrow.ts` is the same a version later, written out as its code would be: what an upgrade meets is two codes. */

const title = text(200);
const events = {
  lent: event('A book went out.', { book: title }),
  moved: event('It belongs on a shelf of this name.', { shelf: title }),
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
      decide: ({ title: book }) => made('lent', { book }),
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
  fields: { id: { summary: 'Its id.' }, phase: { summary: 'Where it is.' } },
});

const loanList = projection({
  name: 'loans',
  version: 1,
  reads: loanWorkflow,
  tables: { loans: loansTable },
  apply: (happened, { loans }) => {
    if (happened.type === 'lent')
      loans.insert({ loanId: happened.id, phase: 'lent', title: happened.data.book });
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
