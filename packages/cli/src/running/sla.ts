import { type CohortOptions, cohortOf, type TimeOptions, timesOf } from '../options/cohort-options.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { figureCells, figureHeadings, type ShownReading, whyNotRipe } from '../output/figure-cells.ts';
import { sayGaps, sayLists } from '../output/gaps.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { table } from '../output/table.ts';
import { withReadModels } from '../store/open-store.ts';

export interface SlaOptions extends CommonOptions, CohortOptions, TimeOptions {
  readonly reading: ShownReading;
}

export const run = async (options: SlaOptions): Promise<void> => {
  const { json, cohort, groupBy, round, clock, asOf, knownAt, reading } = options;
  const now = new Date().toISOString();
  const asked = { ...cohortOf(options), ...timesOf(options) };
  const figures = await withReadModels(options, (models) => {
    sayGaps(models, options.workflows);
    sayLists(options.workflows);
    return models.sla({ ...asked, groupBy, now });
  });
  const moment = asOf ?? knownAt ?? now;
  if (json === true) {
    for (const figure of figures) printJson({ ...asked, asOf: moment, ...figure });
    return;
  }
  printLine(
    table(
      [...groupBy, ...figureHeadings],
      figures.map((figure) => [
        ...groupBy.map((name) => figure.group[name] ?? '(none)'),
        ...figureCells(figure, reading),
      ]),
    ),
  );
  const known = knownAt === undefined ? '' : `, as it was known at ${knownAt}`;
  say(
    `${clock} clock, by ${cohort}, ${round} round, against the due ${reading === 'original' ? 'without extensions' : 'in force'}, as of ${moment}${known}`,
  );
  const undecided = whyNotRipe(figures);
  if (undecided !== undefined) say(undecided);
};
