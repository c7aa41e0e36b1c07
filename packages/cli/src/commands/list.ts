import type { Command } from 'commander';
import { commandWith, wholeNumber } from '../options/common-options.ts';
import { later } from './later.ts';

export const list = (): Command =>
  commandWith(
    'list',
    'A list of a workflow beside reports, or how many rows it has of each value; without a name, which lists there are.',
    'list permits --workflows ./workflows.js --where phase=applied --where decision=overdue --sort decision',
  )
    .argument('[name]', 'which list')
    .option(
      '--where <name=value...>',
      'only those: a parameter of the list over HTTP, such as phase=applied,scheduled',
    )
    .option('--sort <column>', 'in this order; -<column> from the largest on')
    .option('--limit <number>', 'at most so many', wholeNumber(1, 200))
    .option('--cursor <cursor>', 'goes on where a page ended')
    .option('--count <columns>', 'counts by these columns, with commas, instead of listing')
    .action(later(async () => (await import('../running/list.ts')).run));
