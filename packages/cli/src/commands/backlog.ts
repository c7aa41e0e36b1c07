import type { Command } from 'commander';
import { withTimeOptions } from '../options/cohort-options.ts';
import { commandWith, dayOption } from '../options/common-options.ts';
import { later } from './later.ts';

export const backlog = (): Command =>
  withTimeOptions(
    commandWith(
      'backlog',
      'What was open, overdue and waiting for the citizen at the end of each day, by phase.',
      'backlog --from 2026-11-01 --to 2026-11-30 --agency agency-hue-lighting agency-hue-police',
    ),
  )
    .option('--from <day>', 'first day; default 30 days before the last', dayOption)
    .option('--to <day>', 'last day; default that of the moment, as it is then', dayOption)
    .option('--agency <ids...>', 'only what was with these agencies then; empty: with none')
    .option('--label <names...>', 'only what had any of these labels then; empty: none')
    .action(later(async () => (await import('../running/backlog.ts')).run));
