import type { Command } from 'commander';
import { commandWith, reasonOption } from '../options/common-options.ts';
import { later } from './later.ts';

export const parked = (): Command => {
  const retry = commandWith(
    'retry',
    'Tries again what could not be applied or given: after an update, or when what was wrong is mended.',
    'parked retry report-019cac46-1500-7525-a5db-c16e31803990',
  )
    .argument(
      '[what]',
      'a stream, with what its events cause, or a reaction as it is listed; default: everything',
    )
    .exitOverride()
    .action(later(async () => (await import('../running/parked.ts')).retry));
  const skip = commandWith(
    'skip',
    'Leaves out the event that a stream is parked by, and goes on with those after it. It stays in the log; the reason stands in the table skipped_events. A reaction is left out for ever.',
    'parked skip report-019cac46-1500-7525-a5db-c16e31803990 --reason "written by hand on 3 March, has no effect"',
  )
    .argument('<what>', 'which stream, or which reaction, as it is listed')
    .requiredOption('--reason <text>', 'why it may be left out: it is told with every figure', reasonOption)
    .option('--projection <name>', 'only for this one; default: for every one that it is parked for')
    .exitOverride()
    .action(later(async () => (await import('../running/parked.ts')).skip));
  return commandWith(
    'parked',
    'Streams with an event that could not be applied, streams that somebody deleted in the store (deleted-in-store), reactions that could not be given, and what was left out; retry and skip say what is to be done.',
    'parked',
  )
    .addCommand(retry)
    .addCommand(skip)
    .action(later(async () => (await import('../running/parked.ts')).list));
};
