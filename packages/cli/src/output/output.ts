import { PhananhError } from '@phananh/core';
import { withoutSecrets } from '@phananh/core/engine';
import { errorEntry } from '../process/errors.ts';

/** Results go to standard output; everything that is said about them goes to standard error. */

export const printLine = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export const printJson = (value: unknown): void => printLine(JSON.stringify(value));

export const say = (text: string): void => {
  process.stderr.write(`${withoutSecrets(text)}\n`);
};

export const exitCodes = { done: 0, failed: 1, wrongUsage: 2 } as const;

/** What says of what was typed that it is no question, whoever noticed: the command itself, or who was asked. */
const wrongUsage: ReadonlySet<string> = new Set([
  'wrong-usage',
  'invalid-config',
  'invalid-query',
  'invalid-instant',
  'invalid-day',
  'invalid-term',
  'invalid-connection-string',
  'unloadable-workflows',
]);

interface Telling {
  /** A text without what may be a password among what was typed. */
  readonly shown?: (text: string) => string;
  /** For machines: one line of JSON, `{"error":{"code","message","help"}}`. */
  readonly json?: boolean | undefined;
}

/** Says what went wrong and what to do about it. Gives the exit code. */
export const reportError = (
  error: unknown,
  { shown = (text) => text, json = false }: Telling = {},
): number => {
  const tell = (text: string): void => say(shown(text));
  const code = error instanceof PhananhError ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  const help = code === undefined ? undefined : errorEntry(code)?.help;
  if (json) sayJsonError({ code: code ?? 'internal', message: shown(message), help });
  else {
    tell(code === undefined ? message : `${code}: ${message}`);
    if (help !== undefined) say(`  ${help}`);
  }
  if (process.env.PHANANH_DEBUG && error instanceof Error && error.stack !== undefined) tell(error.stack);
  return code !== undefined && wrongUsage.has(code) ? exitCodes.wrongUsage : exitCodes.failed;
};

export const sayJsonError = (error: {
  readonly code: string;
  readonly message: string;
  readonly help: string | undefined;
}): void => say(JSON.stringify({ error }));
