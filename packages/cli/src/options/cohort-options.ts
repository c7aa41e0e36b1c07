import { type SlaGroup, slaGroups } from '@phananh/core/read-models';
import { type ClockName, clockNames } from '@phananh/core/reports';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { instantOption } from './common-options.ts';

/** Which cases a command counts, and by what. */
export interface CohortOptions {
  readonly from?: string;
  readonly to?: string;
  readonly cohort: 'submitted' | 'decided';
  readonly groupBy: readonly SlaGroup[];
  readonly round: 'first' | 'final';
  readonly clock: ClockName;
}

/** Adds the options of {@link CohortOptions}. */
export const withCohortOptions = (command: Command): Command =>
  command
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
    .addOption(new Option('--clock <name>', 'which clock').choices(clockNames).default('overall'));

/** The cohort as queries name it, without what was not given. */
export const cohortOf = ({ from, to, cohort, round, clock }: CohortOptions) => ({
  cohort,
  round,
  clock,
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
});

const isGroup = (name: string): name is SlaGroup => slaGroups.some((group) => group === name);

const groups = (text: string): readonly SlaGroup[] => {
  const names = text.split(',').map((name) => name.trim());
  const known = names.filter(isGroup);
  if (known.length < names.length) throw new InvalidArgumentError(`groups are ${slaGroups.join(', ')}`);
  return known;
};
