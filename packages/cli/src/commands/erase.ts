import { type Command, InvalidArgumentError } from 'commander';
import { commandWith, reasonOption } from '../options/common-options.ts';
import { withRemote } from '../options/remote-options.ts';
import { later } from './later.ts';

export const erase = (): Command =>
  withRemote(
    commandWith(
      'erase',
      'Erases everything personal of one person for good: in reports, read models, searches and photos. A host carries it out.',
      'erase citizen:c-17 --ground "Công dân yêu cầu, Điều 14 Luật 91/2025/QH15"',
    ),
  )
    .argument(
      '<kind:id>',
      'whose: citizen:<actor id>, report:<report id> of a caller; officer:<actor id> who has left, invitation:<id> of whom nobody became',
      personArgument,
    )
    .requiredOption('--ground <text>', 'why: it stands in the log', reasonOption)
    .exitOverride()
    .action(later(async () => (await import('../running/erase.ts')).erase));

const personArgument = (text: string): string => {
  if (/^(?:citizen|report|officer|invitation):.{1,200}$/u.test(text)) return text;
  throw new InvalidArgumentError(
    'citizen:<actor id>, report:<report id> of a caller, officer:<actor id>, or invitation:<id>',
  );
};
