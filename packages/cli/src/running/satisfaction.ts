import { shownRatio } from '../output/figure-cells.ts';
import { grouped } from '../output/table.ts';
import { printRangeFigures, type RangeFigureOptions } from './range-figures.ts';

export const run = (options: RangeFigureOptions): Promise<void> =>
  printRangeFigures(options, (models, query) => models.satisfaction(query), {
    columns: [
      'published',
      'rated',
      'not rated',
      'may rate still',
      'satisfied',
      'acceptable',
      'unsatisfied',
      'response',
    ],
    cells: (figure) => [
      ...[figure.published, figure.rated, figure.notRated, figure.pending].map(grouped),
      ...[figure.satisfied, figure.acceptable, figure.unsatisfied, figure.responseRate].map(shownRatio),
    ],
    note: 'of rounds by the day of their publication,',
  });
