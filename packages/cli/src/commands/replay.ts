import type { Command } from 'commander';
import { commandWith, wholeNumber } from '../options/common-options.ts';
import { later } from './later.ts';

export const replay = (): Command =>
  commandWith(
    'replay',
    "A report's life step by step: the command, who gave it, the event, what it changed. With --all --check it holds every stored event against today's code.",
    'replay 7QK2M-9XR4T\n  $ phananh replay --all --check',
  )
    .argument('[id|trackingCode]')
    .option(
      '--revision <number>',
      'only this step, with the report before and after it',
      wholeNumber(0, Number.MAX_SAFE_INTEGER),
    )
    .option('--all', 'every subject of every workflow; takes --check')
    .option(
      '--check',
      'schemas read each event, evolve takes it, its actor could give its command, and its due instants are what is computed anew, where its workflow says how',
    )
    .action(later(async () => (await import('../running/replay.ts')).run));
