import { dayNumberOf, dayOfNumber, type WorkingCalendar } from '@phananh/core/calendar';
import { calendarDaysTable } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { rowWriter } from '../building/write-rows.ts';

/** Writes the days of calendars in force, unless they are there: a version never changes. */
export const fillCalendarDays = (database: Database, calendars: readonly WorkingCalendar[]): void => {
  const versions = database
    .prepare<[], string>('SELECT DISTINCT calendar FROM calendar_days ORDER BY calendar')
    .pluck()
    .all();
  const wanted = calendars.map(({ version }) => version).sort();
  if (JSON.stringify(versions) === JSON.stringify(wanted)) return;
  const put = rowWriter(database, calendarDaysTable);
  database
    .transaction(() => {
      database.exec('DELETE FROM calendar_days');
      for (const { version, window, describe } of calendars) {
        const last = dayNumberOf(window.to);
        for (let day = dayNumberOf(window.from); day <= last; day++)
          put({ version, day: describe(dayOfNumber(day)) });
      }
    })
    .immediate();
};
