import type { Command } from 'commander';
import { commandWith } from '../options/common-options.ts';
import { later } from './later.ts';

export const verify = (): Command =>
  commandWith(
    'verify',
    'Verifies the whole store against every checkpoint of its transparency log: each event that was altered, removed, inserted or moved is named. Exit 1 when there is one, and where entries of an earlier log cannot be held against the store and no trust file names the newest one.',
    'verify --checkpoint kept-by-the-inspectorate.txt',
  )
    .option('--checkpoint <files...>', 'checkpoints that somebody kept elsewhere, to be held against too')
    .option('--bundle <file>', 'one report instead of the store, as `phananh bundle` wrote it; offline')
    .option('--receipt <file>', 'a receipt instead of the store, as GET /v1/reports/{id}/receipt gave it')
    .option(
      '--trust <file>',
      'names the keys of logs and witnesses that are trusted (C2SP tlog-policy): of a store its newest checkpoint is held against it, and too few witnesses are exit 1; a bundle or a receipt without it is self-signed, not verified, exit 1',
    )
    .action(later(async () => (await import('../running/verify.ts')).run));
