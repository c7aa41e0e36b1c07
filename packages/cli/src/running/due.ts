import { InvalidCount, inZone, type WorkingCalendar } from '@phananh/core/calendar';
import {
  type Due,
  dayLine,
  dueOfTerm,
  dueOfWorkingHours,
  type ExplainedDay,
  explainedDays,
  type Receipt,
  type Term,
} from '@phananh/core/sla';
import { drawDays } from '../calendar/draw-days.ts';
import type { LanguageOptions } from '../calendar/language.ts';
import { loadCalendar } from '../calendar/load-calendar.ts';
import { instantOfStart, type Unit } from '../calendar/term-words.ts';
import { exitCodes, printJson, printLine, say } from '../output/output.ts';
import { CliError } from '../process/errors.ts';
import { stillWorking } from '../progress/still-working.ts';
import { answerLines } from './due-batch.ts';

export interface DueOptions extends LanguageOptions {
  readonly start?: string;
  readonly days?: string;
  readonly unit: Unit;
  readonly receipt: Receipt;
  readonly calendar: string;
  readonly project?: number;
  readonly batch?: boolean;
  readonly json?: boolean;
}

export const run = async (options: DueOptions): Promise<void> => {
  const { start, days, unit, receipt, calendar: named, project, batch, json, lang } = options;
  const calendar = loadCalendar(named, project);
  if (batch === true) {
    if (start !== undefined || days !== undefined)
      throw new CliError('wrong-usage', '--batch reads its terms from standard input');
    const failed = await answerLines(calendar, receipt, process.stdin, process.stdout).finally(
      stillWorking('lines are answered'),
    );
    if (failed > 0) {
      say(`${failed} lines could not be answered`);
      process.exitCode = exitCodes.failed;
    }
    return;
  }
  if (start === undefined || days === undefined) {
    throw new CliError('wrong-usage', 'due takes --start and --days, or --batch');
  }
  const count = numberOf(days);
  const startedAt = instantOfStart(calendar, start);
  if (unit === 'working-hour') {
    const at = dueOfWorkingHours(calendar, startedAt, { count, unit });
    if (json === true) printJson({ start, term: { count, unit }, due: at, calendar: calendar.version });
    else
      printLine(
        `${inZone(calendar.zone)(at)}, the end of ${count} working hours on ${calendar.version} (${calendar.zone})`,
      );
    return;
  }
  const term: Term = { count, unit };
  const found = dueOfTerm(calendar, startedAt, term, { receiptOnDayOff: receipt });
  const explained = explainedDays(calendar, { startedAt, receipt, term, originalDue: found, due: found });
  if (json === true) printJson(asJson(start, term, found, explained));
  else {
    printLine(`${drawDays(explained, found.day, lang)}\n`);
    for (const day of explained) printLine(dayLine(day, lang));
    printLine(closing[lang](found, calendar));
  }
};

const closing = {
  en: ({ day, at, projected }: Due, { version, zone }: WorkingCalendar) =>
    `\nDue ${day}, to the end of the day: late from ${inZone(zone)(at)} on. Calendar ${version} (${zone}).${projected ? '\nPROJECTED: it counts on days that no notice has confirmed.' : ''}`,
  vi: ({ day, at, projected }: Due, { version, zone }: WorkingCalendar) =>
    `\nĐến hạn hết ngày ${day}: trễ kể từ ${inZone(zone)(at)}. Lịch ${version} (${zone}).${projected ? '\nDỰ KIẾN: có ngày chưa được thông báo nào xác nhận.' : ''}`,
} as const;

const asJson = (start: string, term: Term, found: Due, days: readonly ExplainedDay[]) => ({
  start,
  term,
  due: found.day,
  lateFrom: found.at,
  calendar: found.calendar,
  projected: found.projected ?? false,
  days,
});

const numberOf = (text: string): number => {
  const count = Number(text);
  if (!/^[+-]?\d+$/.test(text)) throw new CliError('wrong-usage', '--days takes a whole number');
  if (count < 1) throw new InvalidCount(count);
  return count;
};
