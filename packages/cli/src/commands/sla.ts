import { type Command, Option } from 'commander';
import { groupByOption, withCohortOptions, withTimeOptions } from '../options/cohort-options.ts';
import { commandWith } from '../options/common-options.ts';
import { later } from './later.ts';

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
    .option(
      '--durations',
      'also median and ninth decile of days at the centre, at the agency, waiting for the citizen',
    )
    .addOption(groupByOption())
    .action(later(async () => (await import('../running/sla.ts')).run));
