import { serverAddress, withoutSecrets } from '@phananh/core/engine';
import type { Command } from 'commander';

/**
 * What a command was called with may be said again only where it is certainly no password. An address that is not in quotes
 * falls into several words, and whatever follows it may be more of its password.
 */

/** A text about a command that failed, without what may be a password among what was typed. */
export const withoutTypedSecrets = (text: string, program: Command): string => {
  let shown = withoutSecrets(text, addressesIn(program));
  const { address = '', behind } = aroundAddress(rawArgsOf(program));
  // An address that is whole was not torn.
  if (serverAddress(address) !== undefined) return shown;
  for (const word of behind.filter((one) => one !== ''))
    shown = shown.replaceAll(
      new RegExp(
        `(?<![\\p{L}\\p{N}])${word.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')}(?![\\p{L}\\p{N}])`,
        'gu',
      ),
      '…',
    );
  return shown;
};

/** What was typed and may be the address of a server, also where none belongs: an option that is misspelt is said again. */
const addressesIn = (program: Command): readonly string[] =>
  rawArgsOf(program)
    .map(typedValue)
    .filter((arg) => arg.includes('@') || arg.includes('://'));

/** Makes a program and its commands, those of commands too, say nothing of what was typed behind the address of a server. */
export const keepTypedSecrets = (program: Command, command: Command = program): void => {
  const error = command.error.bind(command);
  command.error = (message, options) =>
    error(withoutSecrets(withoutWordsBehind(message, options?.code, program), addressesIn(program)), options);
  for (const one of command.commands) keepTypedSecrets(program, one);
};

const ofServer = /:\/\/|@|^(?:sqlite:)?(?:esdb|kurrent|kdb)/i;

/** Somebody's e-mail, or the address of a host or an issuer: they are whole, and have no password that something behind them could be of. */
const isWhole = (value: string): boolean =>
  /^[^\s:@/]+@[^\s:@/]+\.\p{L}{2,}$/u.test(value) ||
  /^https?:\/\/[^\s@:/]+(?::\d+)?(?:\/[^\s@]*)?$/i.test(value);

const aroundAddress = (args: readonly string[]) => {
  const at = args.map(typedValue).findIndex((value) => ofServer.test(value) && !isWhole(value));
  return at === -1
    ? { before: args, address: undefined, behind: [] }
    : { before: args.slice(0, at), address: typedValue(args[at] ?? ''), behind: args.slice(at + 1) };
};

const withoutWordsBehind = (message: string, code: string | undefined, program: Command): string => {
  const { before, address = '', behind } = aroundAddress(rawArgsOf(program));
  if (behind.length === 0) return message;
  if (code !== undefined && sayingNoWord.has(code)) return message;
  const [, option, , why] =
    /^(error: option '[^']*') argument '(.*)' is invalid\. (.*)$/s.exec(message) ?? [];
  if (option !== undefined) return `${option} argument '…' is invalid. ${why}`;
  const [, word = ''] = /^error: unknown option '([^']*)'/.exec(message) ?? [];
  if (before.includes(word)) return message;
  // An address that is whole was not torn.
  if (word !== '' && serverAddress(address) !== undefined && !behind.some(hasEndOfPassword)) return message;
  return `error: what stands behind the address of a server is not understood, and not shown: it may be more of a password. An address with a space or another sign of the shell in it stands in quotes, and its password is percent-encoded (%20 for a space)`;
};

/** A password that fell into several words ends before an @. */
const hasEndOfPassword = (word: string): boolean => word.includes('@');

/** What commander says of these has names of options and arguments only. */
const sayingNoWord: ReadonlySet<string> = new Set([
  'commander.missingArgument',
  'commander.optionMissingArgument',
  'commander.missingMandatoryOptionValue',
  'commander.conflictingOption',
]);

const typedValue = (arg: string): string => arg.replace(/^--?[\w-]+=?/, '');

/** What was typed behind the name of the command. Commander has it, and its types do not. */
const rawArgsOf = (program: object): readonly string[] => {
  const all = 'rawArgs' in program && Array.isArray(program.rawArgs) ? program.rawArgs.map(String) : [];
  // The paths of Node and of the script may have an @ in them, and were not typed.
  const [node, script] = process.argv;
  return all[0] === node && all[1] === script ? all.slice(2) : all;
};
