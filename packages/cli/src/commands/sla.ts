import { type Ratio, type SlaFigures, type SlaGroup, slaGroups } from '@phananh/core';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type CommonOptions, commandWith, instantOption } from '../common-options.ts';
import { withReadModels } from '../open-store.ts';
import { printJson, printLine, say } from '../output.ts';
import { grouped, table } from '../table.ts';

interface SlaOptions extends CommonOptions {
  readonly from?: string;
  readonly to?: string;
  readonly cohort: 'submitted' | 'decided';
  readonly groupBy: readonly SlaGroup[];
  readonly round: 'first' | 'final';
}

export const sla = (): Command =>
  commandWith(
    'sla',
    'Counts verdicts over a cohort of cases.',
    'sla --from 2026-01-01T00:00:00+07:00 --to 2026-07-01T00:00:00+07:00 --group-by agency,month',
  )
    .option('--from <instant>', 'cases at or after this moment', instantOption)
    .option('--to <instant>', 'cases before this moment', instantOption)
    .addOption(
      new Option('--cohort <which>', 'by which moment a case belongs to the cohort')
        .choices(['submitted', 'decided'])
        .default('submitted'),
    )
    .option('--group-by <groups>', `comma-separated: ${slaGroups.join(', ')}`, groups, [])
    .addOption(
      new Option('--round <which>', 'whose verdict counts').choices(['first', 'final']).default('final'),
    )
    .action(run);

const isGroup = (name: string): name is SlaGroup => slaGroups.some((group) => group === name);

const groups = (text: string): readonly SlaGroup[] => {
  const names = text.split(',').map((name) => name.trim());
  const known = names.filter(isGroup);
  if (known.length < names.length) throw new InvalidArgumentError(`groups are ${slaGroups.join(', ')}`);
  return known;
};

const run = async ({ store, json, from, to, cohort, groupBy, round }: SlaOptions): Promise<void> => {
  const now = new Date().toISOString();
  const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
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

/** A ratio never stands alone. */
const shownRatio = ({ value, numerator, denominator }: Ratio): string =>
  value === null ? '–' : `${(value * 100).toFixed(1)}% (${grouped(numerator)}/${grouped(denominator)})`;
