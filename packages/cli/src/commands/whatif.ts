import { type Command, Option } from 'commander';
import { groupByOption, withCohortOptions } from '../options/cohort-options.ts';
import { commandWith, instantOption, wholeNumber } from '../options/common-options.ts';
import { later } from './later.ts';

export const whatif = (): Command =>
  withCohortOptions(
    commandWith(
      'whatif',
      'Computes the whole history anew under another policy or calendar: before, after, which cases move. Writes nothing.',
      'whatif --policy five-days.json --group-by agency --cases 50',
    )
      .option(
        '--policy <file>',
        'the other terms and clocks as JSON; default those that the log is written under',
      )
      .addOption(
        new Option(
          '--calendar <files...>',
          'calendar files, each in the place of the one of its id; default those that the log is written on',
        ),
      )
      .option('--as-of <instant>', 'what had happened by then, judged then; default now', instantOption),
  )
    .addOption(groupByOption())
    .option('--print-policy', 'prints the policy as JSON, to change it and give it back, and does no more')
    .option('--cases <number>', 'how many cases to list; with --json all are', wholeNumber(0, 1_000_000), 20)
    .action(later(async () => (await import('../running/whatif.ts')).run));
