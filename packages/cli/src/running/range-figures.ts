import { systemClock } from '@phananh/core/engine';
import type { SlaGroup } from '@phananh/core/read-models';
import type { SqliteReadModels } from '@phananh/sqlite';
import { type FigureRangeOptions, rangeOf, type TimeOptions, timesOf } from '../options/cohort-options.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { sayOverlap } from '../output/overlap.ts';
import { shownIn } from '../output/shown.ts';
import { table } from '../output/table.ts';
import { sayGaps, sayLists } from '../store/gaps.ts';
import { withReadModels } from '../store/open-read-models.ts';

export interface RangeFigureOptions extends CommonOptions, FigureRangeOptions, TimeOptions {
  readonly groupBy: readonly SlaGroup[];
}

type Query = ReturnType<typeof rangeOf> &
  ReturnType<typeof timesOf> & { readonly groupBy: readonly SlaGroup[]; readonly now: string };

interface GroupedFigure {
  readonly group: { readonly [Name in SlaGroup]?: string | null };
}

/** Prints figures of a range of days by group: one JSON object a group, or a table and what it is of. */
export const printRangeFigures = async <Figure extends GroupedFigure>(
  options: RangeFigureOptions,
  ask: (models: SqliteReadModels, query: Query) => Promise<readonly Figure[]>,
  shown: {
    readonly columns: readonly string[];
    readonly cells: (figure: Figure) => readonly string[];
    /** What the figures are of; the moment follows. */
    readonly note: string;
  },
): Promise<void> => {
  const { json, groupBy } = options;
  const now = systemClock.now();
  const asked = { ...rangeOf(options), ...timesOf(options) };
  const [figures, zone] = await withReadModels(options, async (models, _, { policy }) => {
    sayGaps(models, options.workflows);
    sayLists(options.workflows);
    return [await ask(models, { ...asked, groupBy, now }), policy.calendar.zone] as const;
  });
  sayOverlap(groupBy);
  const asOf = options.asOf ?? options.knownAt ?? now;
  if (json === true) {
    for (const figure of figures) printJson({ ...asked, asOf, ...figure });
    return;
  }
  printLine(
    table(
      [...groupBy, ...shown.columns],
      figures.map((figure) => [
        ...groupBy.map((name) => figure.group[name] ?? '(none)'),
        ...shown.cells(figure),
      ]),
    ),
  );
  say(`${shown.note} as of ${shownIn(zone)(asOf)}`);
};
