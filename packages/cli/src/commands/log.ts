import type { Command } from 'commander';
import { commandWith, reasonOption } from '../options/common-options.ts';
import { later } from './later.ts';

export const log = (): Command => {
  const shown = commandWith(
    'key',
    'Prints the lines by which others verify the log: they go into trust files.',
    'log key',
  )
    .exitOverride()
    .action(later(async () => (await import('../running/log.ts')).key));
  const rotated = commandWith(
    'rotate',
    'Makes a second key: both sign, until --finish retires the older one.',
    'log rotate --finish',
  )
    .option('--finish', 'ends the time in which both sign')
    .exitOverride()
    .action(later(async () => (await import('../running/log.ts')).rotate));
  const begun = commandWith(
    'begin',
    'Begins a new log, where the store was restored to before a published checkpoint or the key is lost. Its first entry commits to the last checkpoint.',
    'log begin --reason "Restored from the backup of 12 March"',
  )
    .requiredOption('--reason <text>', 'why: it stands in the log', reasonOption)
    .exitOverride()
    .action(later(async () => (await import('../running/log.ts')).begin));
  return commandWith('log', 'The transparency log: its key, and a new beginning.', 'log key')
    .addCommand(shown)
    .addCommand(rotated)
    .addCommand(begun);
};
