import type { Command } from 'commander';
import { commandWith, wholeNumber } from '../options/common-options.ts';
import { later } from './later.ts';

export const backup = (): Command =>
  commandWith(
    'backup',
    'Writes log and evidence into an empty folder, while the host runs, and looks at every row of what was written.',
    'backup /backup/2026-12-07 --keys /safe/2026-12-07',
  )
    .argument('<folder>', 'an empty folder, or one that is not there yet')
    .option(
      '--keys <folder>',
      'another folder, for the secrets that the configuration names; default: they are left out',
    )
    .action(later(async () => (await import('../running/backup.ts')).run));

export const restore = (): Command =>
  commandWith(
    'restore',
    'Puts a backup where nothing is: the log at --store, its evidence and keys where the configuration has them.',
    'restore /backup/2026-12-07 --store sqlite:./data/hue.db',
  )
    .argument('<folder>', 'what backup wrote')
    .option('--keys <folder>', 'the folder of its keys')
    .option(
      '--expired-keys',
      'take keys that are older than backups of them are kept (personal.keyBackupDays): what was erased since can be read again, and has to be erased again',
    )
    .option(
      '--to-position <number>',
      'the log as it was up to this position',
      wholeNumber(0, Number.MAX_SAFE_INTEGER),
    )
    .action(later(async () => (await import('../running/restore.ts')).run));
