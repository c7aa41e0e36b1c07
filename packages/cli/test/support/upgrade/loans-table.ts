import { column, table } from '@phananh/core/read-models';

/** The table of loans, which both versions have. */
export const loansTable = table(
  {
    loanId: column.id('Id of the loan.'),
    phase: column.oneOf(['lent', 'back'], 'Where it is.'),
    title: column.text('Which book.').shownAs('phase'),
  },
  { meaning: 'Loans', indexes: [['phase']] },
);

/** What is asked of it, and by whom. */
export const asked = {
  filters: ['phase'],
  sorts: ['loanId'],
  counts: ['phase'],
  by: { librarian: 'all' },
  as: {},
} as const;
