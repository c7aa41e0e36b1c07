import { type Command, InvalidArgumentError } from 'commander';
import { commandWith, reasonOption } from '../options/common-options.ts';
import { withRemote } from '../options/remote-options.ts';
import { later } from './later.ts';

export const redact = (): Command =>
  withRemote(
    commandWith(
      'redact',
      'Hides a field of a report in every view, list, search and file; with --destroy what was encrypted of it is destroyed for good, and nothing else of whose it is.',
      'redact 7QK2M-9XR4T --field text --revision 3 --reason "Có dữ liệu của người khác" --destroy',
    ),
  )
    .argument('<id|trackingCode>')
    .requiredOption('--field <name>', 'which: text, contact, location, comment, reason, …')
    .requiredOption('--reason <text>', 'why: it stands in the log', reasonOption)
    .option('--revision <number>', 'of this event alone; default: wherever it stands', revisionOption)
    .option('--destroy', 'nobody can bring it back: not from the log, and not from its backups')
    .exitOverride()
    .action(later(async () => (await import('../running/redact.ts')).run));

const revisionOption = (text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a revision: a whole number from 0');
};
