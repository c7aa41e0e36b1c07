import { grouped } from '../output/table.ts';
import { printRangeFigures, type RangeFigureOptions } from './range-figures.ts';

export const run = (options: RangeFigureOptions): Promise<void> =>
  printRangeFigures(options, (models, query) => models.penalties(query), {
    columns: ['imposed', 'VND', 'revoked', 'VND', 'imposed less revoked, VND'],
    cells: ({ imposed, revoked, amount }) =>
      [imposed.decisions, imposed.amount, revoked.decisions, revoked.amount, amount].map(grouped),
    note: 'a revocation counts in its own time;',
  });
