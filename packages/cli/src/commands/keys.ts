import type { Command } from 'commander';
import { commandWith, reasonOption } from '../options/common-options.ts';
import { expiryOption } from '../options/expiry-option.ts';
import { withRemote } from '../options/remote-options.ts';
import { later } from './later.ts';

export const keys = (): Command => {
  const create = withRemote(
    commandWith(
      'create',
      'Lets a machine in. The key is shown once and kept nowhere: the log has its digest.',
      'keys create --name "Tổng đài 19001075" --kind operator --commands report.submit --expires 365d',
    ),
  )
    .requiredOption('--name <text>', 'what it is for')
    .requiredOption('--kind <kind>', 'as which kind of actor it acts: citizen, operator, agency, analyst, …')
    .option('--agency <id>', 'for which agency, where the kind is agency')
    .option(
      '--commands <names>',
      'what it may do, with commas: report.submit, or report.* for every command of a workflow',
      namesOption,
      [],
    )
    .option('--reads', 'it may ask for whatever its kind may see')
    .option(
      '--on-behalf-of <issuer>',
      'it speaks for the citizens that sign in with this issuer; kind citizen',
    )
    .option('--expires <when>', 'an instant, or in how many days: 90d', expiryOption, { days: 365 })
    .exitOverride()
    .action(later(async () => (await import('../running/keys.ts')).create));
  const list = withRemote(
    commandWith('list', 'Which keys there are, and when they were last used.', 'keys list'),
  )
    .exitOverride()
    .action(later(async () => (await import('../running/keys.ts')).listAsPart));
  const revoke = withRemote(
    commandWith(
      'revoke',
      'Makes a key worth nothing, at once and on every host.',
      'keys revoke 0123456789abcdef --reason "lộ trong kho mã nguồn"',
    ),
  )
    .argument('<id>', 'as it is listed; the text of the key will do')
    .requiredOption('--reason <text>', 'why: it stands in the log', reasonOption)
    .exitOverride()
    .action(later(async () => (await import('../running/keys.ts')).revoke));
  return withRemote(
    commandWith('keys', 'Keys by which machines are let in: create, list, revoke.', 'keys list'),
  )
    .addCommand(create)
    .addCommand(list)
    .addCommand(revoke)
    .action(later(async () => (await import('../running/keys.ts')).list));
};

const namesOption = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
