import type { CalendarDay } from '../../../calendar/index.ts';
import type { Instant } from '../../../engine/index.ts';
import type { Term } from '../../../sla/index.ts';
import type { AgencyRow } from '../../read-models.ts';
import { column, optional, type Table } from '../../tables/table.ts';

export const agenciesTable: Table<AgencyRow, 'agencies'> = {
  name: 'agencies',
  meaning: 'One row an agency.',
  primaryKey: ['agency_id'],
  columns: [
    column.text('agency_id', 'Id of the agency.', ({ agencyId }) => agencyId),
    column.text('name', 'Its name now.', ({ name }) => name),
    column.text('kind', 'government or enterprise.', ({ kind }) => kind),
    optional.text(
      'calendar',
      "The calendar that it was registered with; empty: the centre's.",
      ({ calendar }) => calendar,
    ),
    column.text('phase', 'active or suspended.', ({ phase }) => phase),
  ],
};

/** A category that reports were given, or that the policy has a term for. */
export interface CategoryRow {
  readonly category: string;
  readonly term: Term | null;
  readonly hasOwnTerm: boolean;
  readonly firstUsedAt: Instant | null;
}

export const categoriesTable: Table<CategoryRow, 'categories'> = {
  name: 'categories',
  meaning: 'One row a category that a report was ever given, or that the policy in force has a term for.',
  primaryKey: ['category'],
  columns: [
    column.text('category', 'Its name.', ({ category }) => category),
    optional.text(
      'term',
      'Term of the overall clock that a case of it gets now in the ordinary procedure; empty where no policy is known.',
      ({ term }) => term && `${term.count} ${term.unit}`,
    ),
    column.boolean('has_own_term', 'The policy has a term for it alone.', ({ hasOwnTerm }) =>
      Number(hasOwnTerm),
    ),
    optional.instant(
      'first_used_at',
      'When the first event of the log happened that gave it to a report; empty: none did.',
      ({ firstUsedAt }) => firstUsedAt,
    ),
  ],
};

/** A calendar that an agency changed to. */
export interface AgencyCalendar {
  readonly agencyId: string;
  readonly from: string;
  readonly calendar: string;
}

export const agencyCalendarsTable: Table<AgencyCalendar, 'agency_calendars'> = {
  name: 'agency_calendars',
  meaning: "One row a change of an agency's calendar.",
  primaryKey: ['agency_id', 'from_day'],
  columns: [
    column.text('agency_id', 'Id of the agency.', ({ agencyId }) => agencyId),
    column.day('from_day', 'From this day on.', ({ from }) => from),
    column.text('calendar', 'Id of the calendar.', ({ calendar }) => calendar),
  ],
};

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
    column.text('calendar', 'Version of the calendar.', ({ version }) => version),
    column.day('day', 'The day.', ({ day }) => day.day),
    column.integer('weekday', '0 for Sunday to 6 for Saturday.', ({ day }) => day.weekday),
    column.boolean('works', 'Whether it is a working day.', ({ day }) => Number(day.works)),
    column.text('reason', 'working-day, make-up, weekly-rest or day-off.', ({ day }) => day.reason),
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
    column.text('source', 'The notices that say so.', ({ day }) => day.source.join('; ')),
    optional.day('known_since', 'Since when it is known.', ({ day }) => day.knownSince),
    column.text('status', 'confirmed, provisional or projected.', ({ day }) => day.status),
  ],
};
