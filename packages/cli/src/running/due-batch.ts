import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { PhananhError } from '@phananh/core';
import { isLocalDay, type LocalDay, type WorkingCalendar } from '@phananh/core/calendar';
import { readJsonText } from '@phananh/core/engine';
import { dueOfTerm, dueOfWorkingHours, type Receipt } from '@phananh/core/sla';
import { instantOfStart, isUnit } from '../calendar/term-words.ts';

/** Answers are written in pieces of this many characters. */
const pieceLength = 64 * 1024;

/**
 * Answers each JSON line with one line, in order: `{"start","n"}` or `{"start","unit","n"}` with `{"due"}`,
 * `{"from","to"}` with `{"workingDays"}`, a bad line with `{"error":{"code","message"}}`.
 *
 * @returns how many lines could not be answered
 */
export const answerLines = async (
  calendar: WorkingCalendar,
  receiptOnDayOff: Receipt,
  input: Readable,
  output: Writable,
): Promise<number> => {
  let failed = 0;
  let piece = '';
  const flush = async (): Promise<void> => {
    const written = output.write(piece);
    piece = '';
    if (!written) await once(output, 'drain');
  };
  for await (const lines of linesOf(input)) {
    for (const line of lines) {
      const answer = answerTo(line, calendar, receiptOnDayOff);
      if ('error' in answer) failed++;
      piece += `${JSON.stringify(answer)}\n`;
      if (piece.length > pieceLength) await flush();
    }
  }
  if (piece !== '') await flush();
  return failed;
};

/** More than any question needs; the rest of a longer line is not kept. */
const longestLine = 64 * 1024;

/**
 * The lines of a text, as many at a time as there are. Not by `node:readline`, which ends lines at U+2028 and U+2029 too:
 * JSON has these within its texts, and one line would get two answers.
 */
async function* linesOf(input: Readable): AsyncGenerator<readonly string[]> {
  input.setEncoding('utf8');
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine + 1);
    yield lines;
  }
  if (rest !== '') yield [rest];
}

type Answer =
  | { readonly due: string }
  | { readonly workingDays: number }
  | { readonly error: { readonly code: string; readonly message: string } };

const answerTo = (line: string, calendar: WorkingCalendar, receiptOnDayOff: Receipt): Answer => {
  if (line.length > longestLine) return malformed(`a line has at most ${longestLine} characters`);
  try {
    const { value: asked, faults } = readJsonText(line);
    const [fault] = faults;
    if (fault !== undefined) return malformed(`${fault.pointer} ${fault.message}`.trim());
    if (typeof asked !== 'object' || asked === null || Array.isArray(asked))
      return malformed('a line is a JSON object');
    // An object, of which `answer` looks at each field.
    return answer(asked as { readonly [key: string]: unknown }, calendar, receiptOnDayOff);
  } catch (error) {
    if (error instanceof PhananhError) return { error: { code: error.code, message: error.message } };
    throw error;
  }
};

const answer = (
  { start, unit = 'working-day', n, from, to, ...unknown }: { readonly [key: string]: unknown },
  calendar: WorkingCalendar,
  receiptOnDayOff: Receipt,
): Answer => {
  const [strange] = Object.keys(unknown);
  if (strange !== undefined) return malformed(`${strange} is no field of a line`);
  if (from !== undefined || to !== undefined) {
    if (typeof from !== 'string' || typeof to !== 'string' || start !== undefined || n !== undefined)
      return malformed('{"from","to"} are days or instants, and stand alone');
    return { workingDays: calendar.workingDaysBetween(dayIn(calendar, from), dayIn(calendar, to)) };
  }
  if (typeof start !== 'string' || typeof n !== 'number')
    return malformed('{"start","n"} are a text and a number');
  if (!isUnit(unit)) return malformed(`${JSON.stringify(unit)} is no unit`);
  const startedAt = instantOfStart(calendar, start);
  return {
    due:
      unit === 'working-hour'
        ? dueOfWorkingHours(calendar, startedAt, { count: n, unit })
        : dueOfTerm(calendar, startedAt, { count: n, unit }, { receiptOnDayOff }).day,
  };
};

const dayIn = (calendar: WorkingCalendar, text: string): LocalDay =>
  isLocalDay(text) ? text : calendar.dayOf(text);

const malformed = (message: string): Answer => ({ error: { code: 'malformed-line', message } });
