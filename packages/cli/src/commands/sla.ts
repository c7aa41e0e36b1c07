import { type Command, Option } from 'commander';
import {
  type CohortOptions,
  cohortOf,
  groupByOption,
  type TimeOptions,
  timesOf,
  withCohortOptions,
  withTimeOptions,
} from '../options/cohort-options.ts';
import { type CommonOptions, commandWith } from '../options/common-options.ts';
import { figureCells, figureHeadings, type ShownReading, whyNotRipe } from '../output/figure-cells.ts';
import { sayGaps, sayLists } from '../output/gaps.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { table } from '../output/table.ts';
import { withReadModels } from '../store/open-store.ts';

interface SlaOptions extends CommonOptions, CohortOptions, TimeOptions {
  readonly reading: ShownReading;
}

export const sla = (): Command =>
  withTimeOptions(
    withCohortOptions(
      commandWith(
        'sla',
        'Counts verdicts over a cohort of cases.',
        'sla --from 2026-01-01T00:00:00+07:00 --to 2026-07-01T00:00:00+07:00 --group-by agency,month',
      ),
    ),
  )
    .addOption(
      new Option('--reading <which>', 'whether an extension that was granted counts')
        .choices(['in-force', 'original'])
        .default('in-force'),
    )
    .addOption(groupByOption())
    .action(run);

const run = async (options: SlaOptions): Promise<void> => {
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
