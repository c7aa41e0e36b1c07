import { type CalendarData, compileCalendar, type WorkingCalendar } from './calendar.ts';
import official from './data/vn-official-days.json' with { type: 'json' };

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** The official days off and make-up working days of Viet Nam's state agencies, each with its source in the data file. */
export const vietnamDays: CalendarData = {
  version: `vn@${official.compiledOn}`,
  utcOffsetMinutes: 7 * 60,
  window: { from: official.confirmedWindow.from, to: official.provisionalWindow.to },
  weeklyRestDays: official.weeklyRestDays.map((name) => weekdays.indexOf(name)),
  daysOff: official.daysOff.map(({ date }) => date),
  makeUpWorkingDays: official.makeUpWorkingDays.map(({ date }) => date),
};

/** The working calendar of Viet Nam (Asia/Ho_Chi_Minh). */
export const vietnamCalendar = (): WorkingCalendar => compileCalendar(vietnamDays);
