import { onTimeRatioNames, rankingPeriods } from '@phananh/core/read-models';
import { type Command, Option } from 'commander';
import { groupByOption, withCohortOptions, withTimeOptions } from '../options/cohort-options.ts';
import { commandWith, wholeNumber } from '../options/common-options.ts';
import { later } from './later.ts';

export const ranking = (): Command =>
  withTimeOptions(
    withCohortOptions(
      commandWith(
        'ranking',
        'Agencies in the order of an on-time ratio, with how it was made.',
        'ranking --from 2026-01-01T00:00:00+07:00 --group-by month --minimum-cases 20',
      ),
    ),
  )
    .addOption(
      new Option('--ratio <name>', 'by which ratio').choices(onTimeRatioNames).default('onTimeOfDue'),
    )
    .addOption(
      new Option('--reading <which>', 'whether an extension that was granted counts')
        .choices(['in-force', 'original'])
        .default('in-force'),
    )
    .option('--minimum-cases <number>', 'below it an agency has no rank', wholeNumber(0, 1_000_000), 30)
    .addOption(groupByOption(rankingPeriods))
    .action(later(async () => (await import('../running/ranking.ts')).run));
