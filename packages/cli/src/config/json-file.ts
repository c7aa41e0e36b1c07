import { readFileSync, statSync } from 'node:fs';
import { readJsonText } from '@phananh/core/engine';
import { CliError, type CliErrorCode } from '../process/errors.ts';

/** Files that somebody wrote, most of them JSON: policies, maps, calendars, receipts. All are read here. */

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Before it is opened: a pipe that nobody writes to would be waited for. @throws {@link CliError} of that code */
export const demandNoPipe = (path: string, code: CliErrorCode): void => {
  if (statSync(path, { throwIfNoEntry: false })?.isFIFO() === true)
    throw new CliError(code, `${path} is a pipe, and no file`);
};

/** A text without the byte order marks that editors put before it. */
export const withoutMarks = (text: string): string => text.replace(/^\ufeff+/, '');

/** A file as text, without the byte order marks that programs put before it. @throws {@link CliError} of that code */
export const readText = (path: string, code: CliErrorCode = 'unreadable-source'): string => {
  try {
    return withoutMarks(utf8.decode(readFileSync(path)));
  } catch (cause) {
    const why = cause instanceof TypeError ? 'is not in UTF-8' : 'cannot be read';
    throw new CliError(code, `${path} ${why}`, { cause });
  }
};

/** What a file says. @throws {@link CliError} of that code, with the line of every fault: no JSON, or a key that stands twice */
export const readJsonFile = (path: string, code: CliErrorCode): unknown => {
  const { value, faults } = readJsonText(readText(path, code));
  if (faults.length === 0) return value;
  const lines = faults.map(({ line, pointer, message }) => `  line ${line}: ${pointer} ${message}`);
  throw new CliError(code, [path, ...lines].join('\n'));
};
