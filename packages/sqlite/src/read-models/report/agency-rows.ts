import type { AgencyRow } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';

type StoredAgency = Omit<AgencyRow, 'calendars'>;

/** The agencies that a condition selects, with their values. */
export const agencyRows = (database: Database, condition: string): ((...values: string[]) => AgencyRow[]) => {
  const select = database.prepare<string[], StoredAgency>(
    `SELECT agency_id AS agencyId, name, kind, calendar, phase FROM agencies ${condition}`,
  );
  const calendars = database.prepare<[string], AgencyRow['calendars'][number]>(
    'SELECT from_day AS "from", calendar FROM agency_calendars WHERE agency_id = ? ORDER BY from_day',
  );
  return (...values) =>
    select.all(...values).map((row) => ({ ...row, calendars: calendars.all(row.agencyId) }));
};
