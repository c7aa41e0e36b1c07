import { type CaseFilters, type CaseRole, caseRoles } from '@phananh/core/read-models';
import { type ReportPhase, reportPhases } from '@phananh/core/reports';
import { type Verdict, verdicts } from '@phananh/core/sla';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CliError } from '../process/errors.ts';
import { type RangeOptions, withFilterOptions, withRangeOptions } from './cohort-options.ts';
import { momentOption } from './common-options.ts';

/** Which rows an extract has: the filters of worklists. */
export interface CaseFilterOptions extends RangeOptions {
  readonly phase?: readonly ReportPhase[];
  readonly role?: CaseRole;
  readonly verdict?: readonly Verdict[];
  readonly awaiting?: 'true' | 'false';
  readonly bbox?: NonNullable<CaseFilters['bbox']>;
  readonly submittedFrom?: string;
  readonly submittedTo?: string;
}

/** Adds the options of {@link CaseFilterOptions}. */
export const withCaseFilterOptions = (command: Command): Command =>
  withFiltersOfCases(
    withRangeOptions(command, 'cases submitted, events that happened, or clocks that started,'),
  );

/** Adds the options of {@link CaseFilterOptions} but for the range, which is of what an extract is of. */
export const withWorklistFilterOptions = (command: Command): Command =>
  withFiltersOfCases(withFilterOptions(command));

const withFiltersOfCases = (command: Command): Command =>
  command
    .addOption(
      new Option('--phase <names...>', 'only cases in these phases').choices(Object.keys(reportPhases)),
    )
    .addOption(
      new Option('--role <which>', 'what the agencies are to the cases; needs --agency').choices([
        ...caseRoles,
      ]),
    )
    .addOption(
      new Option('--verdict <names...>', 'only with these verdicts of the overall clock').choices([
        ...verdicts,
      ]),
    )
    .addOption(
      new Option('--awaiting <whether>', 'whether a question to the citizen is open').choices([
        'true',
        'false',
      ]),
    )
    .option(
      '--bbox <degrees>',
      'only within west,south,east,north, WGS 84; leaves out cases without a place',
      bboxOption,
    )
    .option(
      '--submitted-from <moment>',
      'only (events of) cases submitted at or after this instant, or this day on',
      momentOption,
    )
    .option(
      '--submitted-to <moment>',
      'only (events of) cases submitted before this instant, or this day',
      momentOption,
    );

/** The filters as queries name them, without what was not given. @throws {@link CliError} `wrong-usage` for a role of no agency */
export const caseFiltersOf = ({
  from,
  to,
  agency,
  category,
  label,
  area,
  channel,
  priority,
  phase,
  role,
  procedure,
  verdict,
  awaiting,
  bbox,
  submittedFrom,
  submittedTo,
}: CaseFilterOptions) => {
  if (role !== undefined && agency === undefined)
    throw new CliError('wrong-usage', '--role is of an agency: name it with --agency');
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(agency && { agencyId: agency.map(orNone) }),
    ...(category && { category: category.map(orNone) }),
    ...(label && { label: label.map(orNone) }),
    ...(area && { areaCode: area.map(orNone) }),
    ...(channel && { channel }),
    ...(priority && { priority }),
    ...(phase && { phase }),
    ...(role && { role }),
    ...(procedure && { procedure }),
    ...(verdict && { verdict }),
    ...(awaiting !== undefined && { awaiting: awaiting === 'true' }),
    ...(bbox && { bbox }),
    ...(submittedFrom !== undefined && { submittedFrom }),
    ...(submittedTo !== undefined && { submittedTo }),
  };
};

/** An empty option asks for those that have none. */
export const orNone = (value: string): string | null => (value === '' ? null : value);

export const bboxOption = (text: string): NonNullable<CaseFilters['bbox']> => {
  const degrees = text
    .split(',')
    .map((one) => (/^-?\d{1,3}(?:\.\d+)?$/.test(one) ? Number(one) : Number.NaN));
  const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN] = degrees;
  if (
    degrees.length !== 4 ||
    !(west >= -180 && west <= east && east <= 180 && south >= -90 && south <= north && north <= 90)
  )
    throw new InvalidArgumentError('west,south,east,north in degrees, such as 107.5,16.4,107.7,16.5');
  return { west, south, east, north };
};
