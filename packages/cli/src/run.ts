import { type Command, CommanderError } from 'commander';
import { exitCodes, reportError } from './output.ts';
import { createProgram, type ProgramOptions } from './program.ts';
import { withoutTypedSecrets } from './typed-words.ts';

/** Whoever reads our output may stop reading: `phananh calendar 2026 | head`. */
const onUnread = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') process.exit(exitCodes.done);
  onUnheard(error);
};

/** A terminal that is closed, or a pipe that nobody reads: what is said is lost, and what is done is ended as ever. */
const onUnheard = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
};

/**
 * Runs a command and gives its exit code.
 *
 * @param args default: those that the process was started with
 */
export const run = async (program: Command = createProgram(), args?: readonly string[]): Promise<number> => {
  process.stdout.off('error', onUnread).on('error', onUnread);
  process.stderr.off('error', onUnheard).on('error', onUnheard);
  try {
    await (args === undefined ? program.parseAsync() : program.parseAsync(args, { from: 'user' }));
    return Number(process.exitCode ?? exitCodes.done);
  } catch (error) {
    // A `CommanderError` has said itself what was wrong. Help and version are asked for, not mistaken.
    if (!(error instanceof CommanderError))
      return reportError(error, (text) => withoutTypedSecrets(text, program));
    return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
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
