import type { Command } from 'commander';
import { commandWith } from '../options/common-options.ts';
import { withRemote } from '../options/remote-options.ts';
import { later } from './later.ts';

const part = (name: string, summary: string, example: string): Command =>
  withRemote(commandWith(name, summary, `canned ${example}`)).exitOverride();

const saying = (command: Command): Command =>
  command
    .requiredOption('--name <text>', 'what it is called where it is chosen')
    .option('--category <name>', 'only for reports of this one')
    .option('--vi <text>', 'in Vietnamese')
    .option('--en <text>', 'in English');

const work = () => import('../running/canned.ts');

export const canned = (): Command =>
  withRemote(
    commandWith(
      'canned',
      'Canned texts: phrases that are offered where the text of a command is written.',
      'canned list',
    ),
  )
    .addCommand(
      part('list', 'The texts of the centre and of agencies.', 'list --command resolve')
        .option('--command <name>', 'only of this command of reports')
        .action(later(async () => (await work()).list)),
    )
    .addCommand(
      saying(
        part(
          'write',
          'Keeps a text of the centre, for every office; through a host, of whoever the key is of.',
          'write resolve --name "Đã thay bóng" --category den-duong --vi "Đã thay bóng đèn."',
        ).argument('<command>', 'of reports, whose longer text it is for'),
      ).action(later(async () => (await work()).write)),
    )
    .addCommand(
      saying(
        part(
          'change',
          'Says it otherwise. What is left out is taken away.',
          'change 019a3f2e-7c1b-7000-8000-0123456789ab --name "Đã xong" --vi "Đã xong việc."',
        ).argument('<id>', 'as they are listed'),
      ).action(later(async () => (await work()).change)),
    )
    .addCommand(
      part('remove', 'Takes it away.', 'remove 019a3f2e-7c1b-7000-8000-0123456789ab')
        .argument('<id>', 'as they are listed')
        .action(later(async () => (await work()).remove)),
    )
    .action(later(async () => (await work()).list));
