import { systemClock } from '@phananh/core/engine';
import {
  figuresForEverybody,
  type PublicFigures,
  type PublicGroup,
  type PublicSatisfaction,
} from '@phananh/core/read-models';
import type { CommonOptions } from '../options/common-options.ts';
import { shownRatio } from '../output/figure-cells.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { grouped, table } from '../output/table.ts';
import { sayGaps } from '../store/gaps.ts';
import { withReadModels } from '../store/open-read-models.ts';

export interface PublishedFigureOptions extends CommonOptions {
  readonly from?: string;
  readonly to?: string;
  readonly groupBy?: PublicGroup;
}

/** Figures for everybody: what was sent in the months, and how results that were published in them were graded. */
export const run = async (options: PublishedFigureOptions): Promise<void> => {
  const { from, to, groupBy, json } = options;
  const now = systemClock.now();
  const asked = {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(groupBy !== undefined && { groupBy }),
    now,
  };
  const [{ figures, satisfaction }, zone] = await withReadModels(options, async (models, _, { policy }) => {
    sayGaps(models, options.workflows);
    const { startOf, zone: of } = policy.calendar;
    return [await figuresForEverybody(models, asked, startOf), of] as const;
  });
  if (json === true) return printJson({ figures, satisfaction, asOf: now });
  const groups = groupBy === undefined ? [] : [groupBy];
  const groupCells = ({ group, isOthers }: PublicFigures | PublicSatisfaction): readonly string[] =>
    groups.map((name) => (isOthers ? '(others)' : (group[name] ?? '(none)')));
  printLine(
    table(
      [...groups, 'reports', 'on time', 'late', 'open', 'overdue', 'no term', 'on time of due'],
      figures.map((one) => [
        ...groupCells(one),
        ...[one.reports, one.onTime, one.late, one.open, one.overdue, one.withoutTerm].map(grouped),
        shownRatio(one.onTimeOfDue),
      ]),
    ),
  );
  printLine(
    table(
      [...groups, 'published', 'rated', 'satisfied', 'acceptable', 'unsatisfied'],
      satisfaction.map((one) => [
        ...groupCells(one),
        ...[one.published, one.rated].map(grouped),
        ...[one.satisfied, one.acceptable, one.unsatisfied].map(shownRatio),
      ]),
    ),
  );
  say(`as of ${shownIn(zone)(now)}`);
};
