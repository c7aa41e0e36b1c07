import type { SlaGroup } from '@phananh/core/read-models';
import { type RangeOptions, rangeOf, type TimeOptions, timesOf } from '../options/cohort-options.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { shownRatio } from '../output/figure-cells.ts';
import { sayGaps, sayLists } from '../output/gaps.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { grouped, table } from '../output/table.ts';
import { withReadModels } from '../store/open-store.ts';

export interface SatisfactionOptions extends CommonOptions, RangeOptions, TimeOptions {
  readonly groupBy: readonly SlaGroup[];
}

export const run = async (options: SatisfactionOptions): Promise<void> => {
  const { json, groupBy } = options;
  const now = new Date().toISOString();
  const asked = { ...rangeOf(options), ...timesOf(options) };
  const figures = await withReadModels(options, (models) => {
    sayGaps(models, options.workflows);
    sayLists(options.workflows);
    return models.satisfaction({ ...asked, groupBy, now });
  });
  const asOf = options.asOf ?? options.knownAt ?? now;
  if (json === true) {
    for (const figure of figures) printJson({ ...asked, asOf, ...figure });
    return;
  }
  printLine(
    table(
      [
        ...groupBy,
        'published',
        'rated',
        'not rated',
        'may rate still',
        'satisfied',
        'acceptable',
        'unsatisfied',
        'response',
      ],
      figures.map((figure) => [
        ...groupBy.map((name) => figure.group[name] ?? '(none)'),
        ...[figure.published, figure.rated, figure.notRated, figure.pending].map(grouped),
        ...[figure.satisfied, figure.acceptable, figure.unsatisfied, figure.responseRate].map(shownRatio),
      ]),
    ),
  );
  say(`of rounds by the day of their publication, as of ${asOf}`);
};
