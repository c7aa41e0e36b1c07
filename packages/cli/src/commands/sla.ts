import type { SlaFigures, SlaGroup } from '@phananh/core';
import type { Command } from 'commander';
import { type CohortOptions, rangeOf, shownRatio, withCohortOptions } from '../cohort-options.ts';
import { type CommonOptions, commandWith } from '../common-options.ts';
import { withReadModels } from '../open-store.ts';
import { printJson, printLine, say } from '../output.ts';
import { grouped, table } from '../table.ts';

type SlaOptions = CommonOptions & CohortOptions;

export const sla = (): Command =>
  withCohortOptions(
    commandWith(
      'sla',
      'Counts verdicts over a cohort of cases.',
      'sla --from 2026-01-01T00:00:00+07:00 --to 2026-07-01T00:00:00+07:00 --group-by agency,month',
    ),
  ).action(run);

const run = async ({ store, json, ...options }: SlaOptions): Promise<void> => {
  const { cohort, groupBy, round } = options;
  const now = new Date().toISOString();
  const range = rangeOf(options);
  const figures = await withReadModels(store, async (models) =>
    models.sla({ cohort, groupBy, round, now, ...range }),
  );
  if (json === true) {
    for (const figure of figures) printJson({ asOf: now, cohort, round, ...range, ...figure });
    return;
  }
  printLine(
    table(
      [...groupBy, ...headings],
      figures.map((figure) => row(groupBy, figure)),
    ),
  );
  say(`by ${cohort}, ${round} round, as of ${now}`);
  const open = figures.reduce((sum, figure) => sum + figure.open, 0);
  if (open > 0) say(`not ripe: the terms of ${grouped(open)} cases still run`);
};

const headings = [
  'cases',
  'on time',
  'extended',
  'late',
  'open',
  'overdue',
  'no term',
  'on time of decided',
  'of due',
  'of all',
  'resolved',
];

const row = (
  groupBy: readonly SlaGroup[],
  { group, cases, counts, ratios }: SlaFigures,
): readonly string[] => [
  ...groupBy.map((name) => group[name] ?? '(none)'),
  grouped(cases),
  grouped(counts['on-time']),
  grouped(counts['on-time-extended']),
  grouped(counts.late),
  grouped(counts.open + counts.paused),
  grouped(counts.overdue),
  grouped(counts['no-term']),
  shownRatio(ratios.onTimeOfDecided),
  shownRatio(ratios.onTimeOfDue),
  shownRatio(ratios.onTimeOfAll),
  shownRatio(ratios.resolutionRate),
];
