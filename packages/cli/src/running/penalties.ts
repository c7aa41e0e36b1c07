import type { SlaGroup } from '@phananh/core/read-models';
import { type RangeOptions, rangeOf, type TimeOptions, timesOf } from '../options/cohort-options.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { sayGaps, sayLists } from '../output/gaps.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { grouped, table } from '../output/table.ts';
import { withReadModels } from '../store/open-store.ts';

export interface PenaltiesOptions extends CommonOptions, RangeOptions, TimeOptions {
  readonly groupBy: readonly SlaGroup[];
}

export const run = async (options: PenaltiesOptions): Promise<void> => {
  const { json, groupBy } = options;
  const now = new Date().toISOString();
  const asked = { ...rangeOf(options), ...timesOf(options) };
  const figures = await withReadModels(options, (models) => {
    sayGaps(models, options.workflows);
    sayLists(options.workflows);
    return models.penalties({ ...asked, groupBy, now });
  });
  const asOf = options.asOf ?? options.knownAt ?? now;
  if (json === true) {
    for (const figure of figures) printJson({ ...asked, asOf, ...figure });
    return;
  }
  printLine(
    table(
      [...groupBy, 'imposed', 'VND', 'revoked', 'VND', 'imposed less revoked, VND'],
      figures.map(({ group, imposed, revoked, amount }) => [
        ...groupBy.map((name) => group[name] ?? '(none)'),
        ...[imposed.decisions, imposed.amount, revoked.decisions, revoked.amount, amount].map(grouped),
      ]),
    ),
  );
  say(`a revocation counts in its own time; as of ${asOf}`);
};
