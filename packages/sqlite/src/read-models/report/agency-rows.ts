import type { AgencyRow } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';

type StoredAgency = Omit<AgencyRow, 'calendars'> & {
  readonly from: string | null;
  readonly changedTo: string | null;
};

/** Every agency with its values, by one statement: pages name agencies, of which a province has some hundred. */
export const agencyRows = (database: Database): (() => readonly AgencyRow[]) => {
  const select = database.prepare<[], StoredAgency>(
    `SELECT agency_id AS agencyId, name, kind, agencies.calendar, phase,
      agency_calendars.from_day AS "from", agency_calendars.calendar AS changedTo
     FROM agencies LEFT JOIN agency_calendars USING (agency_id) ORDER BY agency_id, from_day`,
  );
  return () => {
    const rows: (Omit<AgencyRow, 'calendars'> & { calendars: AgencyRow['calendars'][number][] })[] = [];
    for (const { from, changedTo, ...agency } of select.iterate()) {
      if (rows.at(-1)?.agencyId !== agency.agencyId) rows.push({ ...agency, calendars: [] });
      if (from !== null && changedTo !== null) rows.at(-1)?.calendars.push({ from, calendar: changedTo });
    }
    return rows;
  };
};
