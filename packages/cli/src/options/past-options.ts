import { pastNamed } from '@phananh/core/audit';
import type { UpTo } from '@phananh/core/engine';
import { type Command, InvalidArgumentError } from 'commander';
import { CliError } from '../process/errors.ts';
import { instantOption, wholeNumber } from './common-options.ts';

/** Which past of a report a command shows. */
export interface PastOptions {
  readonly at?: string;
  readonly knownAt?: string;
  readonly revision?: number;
}

/** Adds the options of {@link PastOptions}. */
export const withPast = (command: Command): Command =>
  command
    .option('--at <instant>', 'as it was at this moment: what had happened by then', instantOption)
    .option('--known-at <instant>', 'as the log knew it at this moment', instantOption)
    .option('--revision <number>', 'as it was after this revision', wholeNumber(0, Number.MAX_SAFE_INTEGER));

/** The past as it is asked for, without what was not given. @throws {@link CliError} `wrong-usage` */
export const pastIn = ({ at, revision, knownAt }: PastOptions): UpTo => {
  if (at !== undefined && revision !== undefined)
    throw new CliError('wrong-usage', '--at and --revision exclude each other');
  return {
    ...(at !== undefined && { at }),
    ...(revision !== undefined && { revision }),
    ...(knownAt !== undefined && { knownAt }),
  };
};

/** A revision or an instant, as one option names either. */
export const placeOption = (text: string): UpTo => {
  const { revision, at = '' } = pastNamed(text);
  if (revision !== undefined) {
    if (Number.isSafeInteger(revision)) return { revision };
    throw new InvalidArgumentError('there is no such revision');
  }
  return { at: instantOption(at) };
};
