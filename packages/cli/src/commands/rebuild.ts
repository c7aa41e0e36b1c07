import type { Command } from 'commander';
import { commandWith } from '../options/common-options.ts';
import { later } from './later.ts';

export const rebuild = (): Command =>
  commandWith(
    'rebuild',
    'Computes the read models anew from the log. What serves is put out of the way when they are complete.',
    'rebuild --store sqlite:data/phananh.db',
  )
    .option('--retry-skipped', 'try again the events that were left out; without it they are left out again')
    .option(
      '--accept-log',
      'take the log as it is, although the read models have seen more of it, or another one: what is missing is lost',
    )
    .action(later(async () => (await import('../running/rebuild.ts')).run));
