import { type ClockName, clockNames, type SlaFigures, type SlaGroup } from '@phananh/core';
import { type Command, Option } from 'commander';
import { type CohortOptions, rangeOf, shownRatio, withCohortOptions } from '../cohort-options.ts';
import { type CommonOptions, commandWith, instantOption } from '../common-options.ts';
import { withReadModels } from '../open-store.ts';
import { printJson, printLine, say } from '../output.ts';
import { grouped, table } from '../table.ts';

interface SlaOptions extends CommonOptions, CohortOptions {
  readonly clock: ClockName;
  readonly asOf?: string;
  readonly knownAt?: string;
  readonly reading: 'in-force' | 'original';
}

export const sla = (): Command =>
  withCohortOptions(
    commandWith(
      'sla',
      'Counts verdicts over a cohort of cases.',
      'sla --from 2026-01-01T00:00:00+07:00 --to 2026-07-01T00:00:00+07:00 --group-by agency,month',
    ),
  )
    .addOption(new Option('--clock <name>', 'which clock').choices(clockNames).default('overall'))
    .addOption(
      new Option('--reading <which>', 'whether an extension that was granted counts')
        .choices(['in-force', 'original'])
        .default('in-force'),
    )
    .option('--as-of <instant>', 'what had happened by then', instantOption)
    .option('--known-at <instant>', 'what had been recorded by then', instantOption)
    .action(run);

const run = async (options: SlaOptions): Promise<void> => {
  const { store, json, cohort, groupBy, round, clock, asOf, knownAt, reading } = options;
  const now = new Date().toISOString();
  const asked = {
    cohort,
    round,
    clock,
    ...rangeOf(options),
    ...(asOf !== undefined && { asOf }),
    ...(knownAt !== undefined && { knownAt }),
  };
  const figures = await withReadModels(store, (models) => models.sla({ ...asked, groupBy, now }));
  const moment = asOf ?? knownAt ?? now;
  if (json === true) {
    for (const figure of figures) printJson({ ...asked, asOf: moment, ...figure });
    return;
  }
  printLine(
    table(
      [...groupBy, ...headings],
      figures.map((figure) => row(groupBy, figure, reading)),
    ),
  );
  const known = knownAt === undefined ? '' : `, as it was known at ${knownAt}`;
  say(
    `${clock} clock, by ${cohort}, ${round} round, against the due ${reading === 'original' ? 'without extensions' : 'in force'}, as of ${moment}${known}`,
  );
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
  { group, cases, counts, countsAgainstOriginal, ratios, ratiosAgainstOriginal }: SlaFigures,
  reading: SlaOptions['reading'],
): readonly string[] => {
  const isOriginal = reading === 'original';
  const shown = isOriginal ? { ...countsAgainstOriginal, 'on-time-extended': 0 } : counts;
  const onTime = isOriginal ? ratiosAgainstOriginal : ratios;
  return [
    ...groupBy.map((name) => group[name] ?? '(none)'),
    grouped(cases),
    grouped(shown['on-time']),
    isOriginal ? '–' : grouped(shown['on-time-extended']),
    grouped(shown.late),
    grouped(shown.open + shown.paused),
    grouped(shown.overdue),
    grouped(shown['no-term']),
    shownRatio(onTime.onTimeOfDecided),
    shownRatio(onTime.onTimeOfDue),
    shownRatio(onTime.onTimeOfAll),
    shownRatio(ratios.resolutionRate),
  ];
};
