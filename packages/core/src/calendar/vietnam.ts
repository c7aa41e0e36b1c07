import { compileCalendar } from './calendar.ts';
import type { CalendarData } from './calendar-data.ts';
import official from './data/vn-official-days.json' with { type: 'json' };
import { projectVietnam } from './vietnam-projection.ts';
import type { WorkingCalendar } from './working-calendar.ts';

/** The official days off and make-up working days of Viet Nam's state agencies, each with its sources. */
// As the file is: a test holds it against the format, and every start of a process saves the 13 ms of doing so again.
export const vietnamDays = official as unknown as CalendarData;

/**
 * The working calendar of Viet Nam (Asia/Ho_Chi_Minh): confirmed and provisional days only.
 *
 * @param projectedTo a year up to which days are projected from the law and the moon; whatever is computed on them
 *   says so
 */
export const vietnamCalendar = ({ projectedTo }: { readonly projectedTo?: number } = {}): WorkingCalendar =>
  compileCalendar(projectedTo === undefined ? vietnamDays : projectVietnam(vietnamDays, projectedTo));
