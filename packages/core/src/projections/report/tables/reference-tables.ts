import type { CalendarDay } from '../../../calendar/index.ts';
import { optional, required, type Table } from '../../tables/table.ts';

/** A day of a calendar version. */
export interface DayOfCalendar {
  readonly version: string;
  readonly day: CalendarDay;
}

export const calendarDaysTable: Table<DayOfCalendar, 'calendar_days'> = {
  name: 'calendar_days',
  meaning: 'One row a day of each calendar in force: whether it is worked, and why.',
  primaryKey: ['calendar', 'day'],
  columns: [
    required.text('calendar', 'Version of the calendar.', ({ version }) => version),
    required.day('day', 'The day.', ({ day }) => day.day),
    required.integer('weekday', '0 for Sunday to 6 for Saturday.', ({ day }) => day.weekday),
    required.boolean('works', 'Whether it is a working day.', ({ day }) => Number(day.works)),
    required.text('reason', 'working-day, make-up, weekly-rest or day-off.', ({ day }) => day.reason),
    optional.text(
      'kind',
      'Of a day off: statutory, tet, compensatory, swapped-off, closure.',
      ({ day }) => day.kind ?? null,
    ),
    optional.text('name_vi', 'Its name in Vietnamese.', ({ day }) => day.name?.vi ?? null),
    optional.text('name_en', 'Its name in English.', ({ day }) => day.name?.en ?? null),
    optional.day(
      'instead_of',
      'Of a make-up day: the day off that it is worked for.',
      ({ day }) => day.insteadOf ?? null,
    ),
    required.text('source', 'The notices that say so.', ({ day }) => day.source.join('; ')),
    optional.day('known_since', 'Since when it is known.', ({ day }) => day.knownSince),
    required.text('status', 'confirmed, provisional or projected.', ({ day }) => day.status),
  ],
};
