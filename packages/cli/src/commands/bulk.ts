import { type Command, InvalidArgumentError } from 'commander';
import { commandWith, reasonOption } from '../options/common-options.ts';
import { withRemote } from '../options/remote-options.ts';
import { later } from './later.ts';

const inputOption = (text: string): object => {
  try {
    const input: unknown = JSON.parse(text);
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input;
  } catch {
    // Said below.
  }
  throw new InvalidArgumentError('an object of JSON, such as {"category":"den-duong"}');
};

const part = (name: string, summary: string, example: string): Command =>
  withRemote(commandWith(name, summary, `bulk ${example}`)).exitOverride();

/** A part that names one command and the reports that it is for. */
const asking = (name: string, summary: string): Command =>
  part(name, summary, `${name} close --filter phase=published`)
    .argument('<command>', 'of reports, such as verify')
    .option('--input <json>', 'what each of the commands is given', inputOption)
    .option(
      '--filter <query>',
      'the reports of a worklist, as its address has it: phase=submitted&category=den-duong',
    )
    .option('--reports <ids...>', 'or these');

const work = () => import('../running/bulk.ts');

export const bulk = (): Command =>
  withRemote(
    commandWith(
      'bulk',
      'One command for many reports: what it would hit, and how far runs are.',
      'bulk list',
    ),
  )
    .addCommand(
      asking('preview', 'Shows what a command would do to many reports. Nothing is done.').action(
        later(async () => (await work()).preview),
      ),
    )
    .addCommand(
      asking(
        'run',
        'Gives a command to the reports that a preview shows. One that changed since is left alone.',
      ).action(later(async () => (await work()).run)),
    )
    .addCommand(
      part(
        'resume',
        'Goes on with a run that was cut off, where no host does.',
        'resume 019a3f2e-7c1b-7000-8000-0123456789ab',
      )
        .argument('<id>', 'of the run')
        .action(later(async () => (await work()).resume)),
    )
    .addCommand(
      part(
        'cancel',
        'Leaves the reports alone that were not come to yet.',
        'cancel 019a3f2e-7c1b-7000-8000-0123456789ab',
      )
        .argument('<id>', 'of the run')
        .option('--reason <text>', 'why: it stands in the log', reasonOption)
        .action(later(async () => (await work()).cancel)),
    )
    .addCommand(
      part(
        'result',
        'How far a run is, and what came of each report.',
        'result 019a3f2e-7c1b-7000-8000-0123456789ab',
      )
        .argument('<id>', 'of the run')
        .action(later(async () => (await work()).result)),
    )
    .addCommand(
      part('list', 'The runs, the newest first.', 'list').action(later(async () => (await work()).list)),
    )
    .action(later(async () => (await work()).list));
