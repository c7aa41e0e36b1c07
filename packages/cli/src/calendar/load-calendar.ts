import {
  compileCalendar,
  parseCalendar,
  vietnamCalendar,
  type WorkingCalendar,
} from '@phananh/core/calendar';
import { InvalidArgumentError, Option } from 'commander';
import { readText } from '../config/json-file.ts';
import { wholeNumber } from '../options/common-options.ts';
import { CliError } from '../process/errors.ts';

/** `--calendar`: the shipped one by its id, or a file. */
export const calendarOption = (): Option =>
  new Option('--calendar <id|file>', 'the calendar: vn, or a calendar file').default('vn');

/** `--project`: years that no notice covers, on request only. */
export const projectOption = (): Option =>
  new Option(
    '--project <year>',
    'projects the calendar vn to this year from law and moon; marked as projected',
  ).argParser(wholeNumber(2000, 9999));

/** The calendar of an id or of a file. @throws CliError, InvalidCalendar, CalendarNotCovered */
export const loadCalendar = (named: string, projectedTo?: number): WorkingCalendar => {
  if (named === 'vn') return vietnamCalendar(projectedTo === undefined ? {} : { projectedTo });
  if (projectedTo !== undefined) throw new CliError('wrong-usage', '--project is for the calendar vn');
  return compileCalendar(parseCalendar(readText(named)));
};

export const yearOption = (text: string): number => {
  const year = Number(text);
  if (/^\d{4}$/.test(text)) return year;
  throw new InvalidArgumentError('a year such as 2026');
};
