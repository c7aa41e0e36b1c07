import type { CalendarDay, WorkingCalendar } from '@phananh/core/calendar';
import { dayNumberOf, dayOfNumber, InvalidCalendar, parseCalendar } from '@phananh/core/calendar';
import type { Command } from 'commander';
import { monthLines, sideBySide } from '../calendar/grid.ts';
import type { LanguageOptions } from '../calendar/language.ts';
import { loadCalendar } from '../calendar/load-calendar.ts';
import { readText } from '../config/json-file.ts';
import { exitCodes, printJson, printLine, say } from '../output/output.ts';
import { table } from '../output/table.ts';

export interface CalendarOptions extends LanguageOptions {
  readonly calendar: string;
  readonly project?: number;
  readonly json?: boolean;
}

export const showYear = (year: number, { calendar: named, project, lang, json }: CalendarOptions): void => {
  const loaded = loadCalendar(named, project);
  const days = daysOf(loaded, year);
  if (json === true) {
    for (const day of days) printJson(day);
    return;
  }
  const marks = new Map(days.map((day) => [day.day, markOf(day)]));
  const months = Array.from({ length: 12 }, (_, month) =>
    monthLines(`${year}-${String(month + 1).padStart(2, '0')}`, {
      language: lang,
      cell: 4,
      markOf: (day) => marks.get(day),
    }),
  );
  for (let month = 0; month < 12; month += 3) {
    printLine(`${sideBySide(months.slice(month, month + 3), '   ').join('\n')}\n`);
  }
  const told = days.filter(({ reason }) => reason === 'day-off' || reason === 'make-up');
  const [off, madeUp] = [words[lang].off, words[lang].madeUp];
  const parts = days.flatMap((day) =>
    (day.partsOff ?? []).map(({ from, to, name }) => [
      day.day,
      words[lang].weekdays[day.weekday] ?? '',
      `◐ ${from}–${to} ${name[lang]}`,
      day.status,
      day.knownSince ?? '–',
      day.source.join('; '),
    ]),
  );
  const rows = told.map((day) => [
    day.day,
    words[lang].weekdays[day.weekday] ?? '',
    day.reason === 'make-up' ? `+ ${madeUp} ${day.insteadOf ?? ''}` : `× ${day.name?.[lang] ?? off}`,
    day.status,
    day.knownSince ?? '–',
    day.source.join('; '),
  ]);
  const inOrder = [...rows, ...parts].sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0));
  printLine(table(words[lang].headings, inOrder));
  const working = days.filter(({ works }) => works).length;
  say(
    `${loaded.version} (${loaded.zone}): ${working} ${words[lang].workingDays} ${year}; × ${off}  · ${words[lang].rest}  + ${madeUp}`,
  );
};

const words = {
  en: {
    headings: ['day', '', 'what', 'status', 'known since', 'source'],
    weekdays: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
    off: 'day off',
    madeUp: 'make-up working day for',
    rest: 'weekly rest',
    workingDays: 'working days in',
  },
  vi: {
    headings: ['ngày', '', 'nội dung', 'trạng thái', 'biết từ', 'nguồn'],
    weekdays: ['CN', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'],
    off: 'ngày nghỉ',
    madeUp: 'ngày làm bù cho',
    rest: 'nghỉ hằng tuần',
    workingDays: 'ngày làm việc trong năm',
  },
} as const;

/** The days of a year that the calendar covers; a year without any is refused. */
const daysOf = (calendar: WorkingCalendar, year: number): readonly CalendarDay[] => {
  const { from, to } = calendar.window;
  const [first, last] = [`${year}-01-01`, `${year}-12-31`];
  if (last < from || first > to) calendar.describe(first);
  const days: CalendarDay[] = [];
  const end = Math.min(dayNumberOf(last), dayNumberOf(to));
  for (let number = Math.max(dayNumberOf(first), dayNumberOf(from)); number <= end; number++)
    days.push(calendar.describe(dayOfNumber(number)));
  return days;
};

const markOf = ({ reason }: CalendarDay): string =>
  ({ 'working-day': '', 'make-up': '+', 'weekly-rest': '·', 'day-off': '×' })[reason];

export const checkFile = (file: string, options: { readonly json?: boolean }, { parent }: Command): void => {
  const json: boolean | undefined = options.json ?? parent?.opts().json;
  const text = readText(file);
  try {
    const { daysOff, makeUpWorkingDays, compiledOn } = parseCalendar(text);
    if (json === true) printJson({ valid: true, issues: [] });
    else
      printLine(
        `${file}: valid, of ${compiledOn}, ${daysOff.length} days off, ${makeUpWorkingDays.length} make-up working days`,
      );
  } catch (error) {
    if (!(error instanceof InvalidCalendar)) throw error;
    if (json === true) printJson({ valid: false, issues: error.issues });
    else
      for (const { line, pointer, message } of error.issues)
        printLine(`${file}:${line}: ${pointer} ${message}`);
    say(`invalid-calendar: ${error.issues.length} faults`);
    process.exitCode = exitCodes.failed;
  }
};
