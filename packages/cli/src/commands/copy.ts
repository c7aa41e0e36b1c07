import type { Command } from 'commander';
import { configOption } from '../config/options.ts';
import { bareCommand } from '../options/common-options.ts';
import { parseStoreAddress } from '../store/store-address.ts';
import { later } from './later.ts';

export const copy = (): Command =>
  bareCommand(
    'copy',
    'Copies a log into another store and compares every event at the end. Again goes on where it was cut off.',
    'copy --from sqlite:./data/phananh.db --to esdb://db.example:2113',
  )
    .requiredOption(
      '--from <address>',
      'the log that is copied; hosts may go on writing to it',
      parseStoreAddress,
    )
    .requiredOption(
      '--to <address>',
      'the store that it is copied to: an empty one, or one that a copy of the same log has begun',
      parseStoreAddress,
    )
    .option(
      '--encrypt',
      'encrypts all personal data on the way, into a new store; says what is to be destroyed then',
    )
    .addOption(configOption())
    .action(later(async () => (await import('../running/copy.ts')).run));
