import { type Command, InvalidArgumentError } from 'commander';
import { withTimeOptions } from '../options/cohort-options.ts';
import { commandWith } from '../options/common-options.ts';
import { later } from './later.ts';

export const backlog = (): Command =>
  withTimeOptions(
    commandWith(
      'backlog',
      'What was open, overdue and waiting for the citizen at the end of each day, by phase.',
      'backlog --from 2026-11-01 --to 2026-11-30 --agency agency-hue-lighting',
    ),
  )
    .option('--from <day>', 'first day; default 30 days before the last', dayOption)
    .option('--to <day>', 'last day; default that of the moment, as it is then', dayOption)
    .option('--agency <id>', 'only what is with this agency')
    .action(later(async () => (await import('../running/backlog.ts')).run));

const dayOption = (text: string): string => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(text) : undefined;
  if (at !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError('a day is written as 2026-11-23');
};
