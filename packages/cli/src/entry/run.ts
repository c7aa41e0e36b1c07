import { type Command, CommanderError } from 'commander';
import { optionsBehind } from '../options/options-behind.ts';
import { withoutTypedSecrets } from '../options/typed-words.ts';
import { exitCodes, reportError, sayJsonError } from '../output/output.ts';
import { unwritable } from '../output/output-file.ts';
import { cliErrors } from '../process/errors.ts';
import { createProgram, type ProgramOptions } from '../program.ts';

/**
 * Whoever reads our output may stop reading: `phananh calendar 2026 | head`. A terminal that is closed loses what is said, and what is
 * done is ended as ever. A disk that is full has not got what was asked for.
 */
const onUnread = (error: NodeJS.ErrnoException, json = false): void => {
  if (error.code === 'EPIPE') process.exit(exitCodes.done);
  if (error.code !== 'EIO') process.exit(reportError(unwritable('standard output', error), { json }));
};
const onUnreadByMachine = (error: NodeJS.ErrnoException): void => onUnread(error, true);

/** Nobody can be told that nobody hears. */
const onUnheard = (): void => {};

const wrongly = { code: 'wrong-usage', help: cliErrors['wrong-usage'].help } as const;

/** What is wrong with how it was called is said as JSON, by {@link run}. */
const beSilent = (command: Command): void => {
  command.configureOutput({ outputError: () => {}, writeErr: () => {} });
  for (const one of command.commands) beSilent(one);
};

/** The parser shows its help where one of several commands has to be named, and says nothing. */
const saidBy = ({ code, message }: CommanderError): string =>
  code === 'commander.help' ? 'one of its commands has to be named' : message.replace(/^error: /, '');

/**
 * Runs a command and gives its exit code.
 *
 * @param args default: those that the process was started with
 */
export const run = async (program: Command = createProgram(), args?: readonly string[]): Promise<number> => {
  const json = (args ?? process.argv.slice(2)).includes('--json');
  for (const one of [onUnread, onUnreadByMachine]) process.stdout.off('error', one);
  process.stdout.on('error', json ? onUnreadByMachine : onUnread);
  process.stderr.off('error', onUnheard).on('error', onUnheard);
  if (json) beSilent(program);
  try {
    const given = optionsBehind(program, args ?? process.argv.slice(2));
    // Alone it names no command, which is what is wrong.
    await program.parseAsync(given.every((one) => one === '--json') ? [] : given, { from: 'user' });
    return Number(process.exitCode ?? exitCodes.done);
  } catch (error) {
    if (!(error instanceof CommanderError))
      return reportError(error, { shown: (text) => withoutTypedSecrets(text, program), json });
    // It has said itself what was wrong, but for machines. Help and version are asked for, not mistaken.
    if (error.exitCode === 0) return exitCodes.done;
    if (json) sayJsonError({ ...wrongly, message: saidBy(error) });
    return exitCodes.wrongUsage;
  }
};

/**
 * The command with workflows of one's own, for a program that is run in its stead:
 * `process.exitCode = await createCli({ workflows }).run()`.
 */
export const createCli = (
  options: ProgramOptions,
): { readonly run: (args?: readonly string[]) => Promise<number> } => ({
  run: (args) => run(createProgram(options), args),
});
