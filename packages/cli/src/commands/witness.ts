import { type Command, Option } from 'commander';
import { bareCommand, wholeNumber } from '../options/common-options.ts';
import { later } from './later.ts';

export const witness = (): Command =>
  bareCommand(
    'witness',
    'Runs a witness of transparency logs (C2SP tlog-witness): it cosigns each checkpoint that continues what it saw before, and refuses forks and going back.',
    'witness --name witness.thanhtra.hue.gov.vn --logs ./logs --folder ./witness --port 4100',
  )
    .requiredOption('--name <name>', 'the name of its key: a URL without scheme')
    .requiredOption(
      '--logs <file>',
      'the keys of the logs that it looks at, a line each, as `phananh log key` prints them',
    )
    .option('--folder <folder>', 'its key and what it saw last; for one process', './witness')
    .addOption(
      new Option('--port <number>', 'where it listens; 0: a free port')
        .default(4100)
        .argParser(wholeNumber(0, 65_535)),
    )
    .option('--host <address>', 'where it listens', '127.0.0.1')
    .action(later(async () => (await import('../running/witness.ts')).run));
