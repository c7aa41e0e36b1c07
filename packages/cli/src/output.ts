import { PhananhError } from '@phananh/core';
import { withoutSecrets } from '@phananh/core/engine';
import { CliError, errorEntry } from './errors.ts';

/** Results go to standard output; everything that is said about them goes to standard error. */

export const printLine = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export const printJson = (value: unknown): void => printLine(JSON.stringify(value));

export const say = (text: string): void => {
  process.stderr.write(`${withoutSecrets(text)}\n`);
};

export const exitCodes = { done: 0, failed: 1, wrongUsage: 2 } as const;

/**
 * Says what went wrong and what to do about it. Gives the exit code.
 *
 * @param shown a text without what may be a password among what was typed
 */
export const reportError = (error: unknown, shown = (text: string): string => text): number => {
  const tell = (text: string): void => say(shown(text));
  if (error instanceof PhananhError) {
    tell(`${error.code}: ${error.message}`);
    const help = errorEntry(error.code)?.help;
    if (help !== undefined) say(`  ${help}`);
  } else {
    tell(error instanceof Error ? error.message : String(error));
  }
  if (process.env.PHANANH_DEBUG && error instanceof Error && error.stack !== undefined) tell(error.stack);
  const isUsage = error instanceof CliError && error.code === 'wrong-usage';
  return isUsage ? exitCodes.wrongUsage : exitCodes.failed;
};
