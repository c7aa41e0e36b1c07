import { type Command, InvalidArgumentError } from 'commander';
import { commandWith } from '../options/common-options.ts';
import { later } from './later.ts';

export const subject = (): Command =>
  commandWith(
    'subject',
    'What is kept of one person: export.',
    'subject export citizen:c-17 --json',
  ).addCommand(
    commandWith(
      'export',
      'Prints everything personal that the log keeps of one person, with what others took down in their reports. It stands in the access log.',
      'subject export citizen:c-17 --json',
    )
      .argument(
        '<kind:id>',
        'whose: citizen:<actor id>, report:<report id> of a caller, officer:<actor id>, invitation:<id>',
        subjectArgument,
      )
      .exitOverride()
      .action(later(async () => (await import('../running/subject.ts')).exportOne)),
  );

const subjectArgument = (text: string): string => {
  if (/^[a-z]+:.{1,200}$/u.test(text)) return text;
  throw new InvalidArgumentError('a kind, a colon and an id, such as citizen:c-17');
};
