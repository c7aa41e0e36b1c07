import {
  moment,
  type Period,
  periodForms,
  type SlaGroup,
  slaGroups,
  type Within,
} from '@phananh/core/read-models';
import { agencyKinds, type ClockName, clockNames, ResolutionOutcome } from '@phananh/core/reports';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { dayOption, instantOption, momentOption } from './common-options.ts';

/** From when to when, and only which cases. */
export interface RangeOptions {
  readonly from?: string;
  readonly to?: string;
  readonly agency?: readonly string[];
  readonly category?: readonly string[];
  readonly label?: readonly string[];
  readonly area?: readonly string[];
  readonly channel?: readonly string[];
  readonly procedure?: readonly string[];
  readonly priority?: readonly string[];
}

/** Of figures every group is a filter too. */
type GroupFilters = { readonly [Group in SlaGroup]?: readonly string[] };

/** The same, of figures. */
export interface FigureRangeOptions extends Pick<RangeOptions, 'from' | 'to'>, GroupFilters {}

/** What had happened, and been recorded, by then. */
export interface TimeOptions {
  readonly asOf?: string;
  readonly knownAt?: string;
}

/** Which cases a command counts, and by what. */
export interface CohortOptions extends FigureRangeOptions {
  readonly cohort: 'submitted' | 'decided';
  readonly groupBy: readonly SlaGroup[];
  readonly round: 'first' | 'final';
  readonly clock: ClockName;
}

/** Adds the options of {@link RangeOptions}. */
export const withRangeOptions = (command: Command, what = 'cases'): Command =>
  withFilterOptions(
    command
      .option('--from <moment>', `${what} at or after this instant, or this day on`, momentOption)
      .option('--to <moment>', `${what} before this instant, or this day`, momentOption),
  );

/** Adds the options of {@link RangeOptions} but for the range. */
export const withFilterOptions = (command: Command): Command =>
  command
    .option('--agency <ids...>', 'only of these agencies; empty: of none')
    .option('--category <names...>', 'only of these categories; empty: of none')
    .option('--label <names...>', 'only with any of these labels; empty: with none')
    .option('--area <codes...>', 'only of these areas; empty: of none')
    .option('--channel <names...>', 'only of these channels')
    .option('--procedure <names...>', 'only of these procedures')
    .addOption(new Option('--priority <names...>', 'only of these priorities').choices(['normal', 'urgent']));

/** Adds the options of {@link FigureRangeOptions}. */
export const withFigureRangeOptions = (command: Command, what?: string): Command =>
  withRangeOptions(command, what)
    .addOption(
      new Option(
        '--outcome <names...>',
        'only with these outcomes of the round that is counted; empty: not resolved',
      ).choices([...ResolutionOutcome.options, '']),
    )
    .addOption(
      new Option('--agency-kind <kinds...>', 'only of agencies of these kinds; empty: of none').choices([
        ...agencyKinds,
        '',
      ]),
    )
    .option('--day <days...>', 'only of these local days, such as 2026-03-02', daysOption)
    .option('--week <weeks...>', ofPeriods('week'), periodsOption('week'))
    .option('--month <months...>', ofPeriods('month'), periodsOption('month'))
    .option('--quarter <quarters...>', ofPeriods('quarter'), periodsOption('quarter'))
    .option('--year <years...>', ofPeriods('year'), periodsOption('year'));

const ofPeriods = (period: Period): string =>
  `only of these local ${period}s, such as ${periodForms[period].example}`;

const periodsOption =
  (period: Period) =>
  (text: string, before: readonly string[] = []): readonly string[] => {
    const { form, example } = periodForms[period];
    if (form.test(text)) return [...before, text];
    throw new InvalidArgumentError(`a ${period} is written as ${example}`);
  };

const daysOption = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  dayOption(text),
];

/** Adds the options of {@link TimeOptions}. */
export const withTimeOptions = (command: Command): Command =>
  command
    .option('--as-of <instant>', 'what had happened by then', instantOption)
    .option('--known-at <instant>', 'what had been recorded by then', instantOption);

export const groupByOption = (of: readonly SlaGroup[] = slaGroups): Option =>
  new Option('--group-by <groups>', `comma-separated: ${of.join(', ')}`)
    .argParser((text) => groupsOf(text, of))
    .default([]);

/** Adds the options of {@link CohortOptions}, but for those by which it groups. */
export const withCohortOptions = (command: Command): Command =>
  withFigureRangeOptions(command)
    .addOption(
      new Option('--cohort <which>', 'by which moment a case belongs to the cohort')
        .choices(['submitted', 'decided'])
        .default('submitted'),
    )
    .addOption(
      new Option('--round <which>', 'whose verdict counts').choices(['first', 'final']).default('final'),
    )
    .addOption(new Option('--clock <name>', 'which clock').choices(clockNames).default('overall'));

/** From when to when and within which groups as queries name it, without what was not given. */
export const rangeOf = ({ from, to, ...filters }: FigureRangeOptions) => {
  const within = slaGroups.flatMap((group) => {
    const values: readonly string[] | undefined = filters[group];
    return values === undefined
      ? []
      : [[group, values.map((value) => (value === '' ? null : value))] as const];
  });
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    // The names are those of the options.
    ...(within.length > 0 && { within: Object.fromEntries(within) as Within }),
  };
};

/** The same where no read models are asked, which would know when a day begins. */
export const startsIn = (
  { startOf }: { readonly startOf: (day: string) => string },
  { from, to }: Pick<RangeOptions, 'from' | 'to'>,
) => {
  const start = moment(startOf);
  return {
    ...(from !== undefined && { from: start.parse(from) }),
    ...(to !== undefined && { to: start.parse(to) }),
  };
};

export const timesOf = ({ asOf, knownAt }: TimeOptions) => ({
  ...(asOf !== undefined && { asOf }),
  ...(knownAt !== undefined && { knownAt }),
});

/** The cohort as queries name it, without what was not given. */
export const cohortOf = ({ cohort, round, clock, ...range }: CohortOptions) => ({
  cohort,
  round,
  clock,
  ...rangeOf(range),
});

const groupsOf = (text: string, of: readonly SlaGroup[]): readonly SlaGroup[] => {
  const names = text.split(',').map((name) => name.trim());
  const known = of.filter((group) => names.includes(group));
  if (names.some((name) => !of.some((group) => group === name)))
    throw new InvalidArgumentError(`groups are ${of.join(', ')}`);
  return names.flatMap((name) => known.filter((group) => group === name));
};
