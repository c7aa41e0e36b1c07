import { type AgencyRow, agencyWorkflow, idInStream, upcast } from '@phananh/core';
import type { Database } from 'better-sqlite3';
import type { Projection } from './case-projection.ts';

const agencyColumns = 'agency_id AS agencyId, name, kind, calendar, calendars, phase';

type StoredAgency = Omit<AgencyRow, 'calendars'> & { readonly calendars: string };

/** The agencies that a condition selects, with their values. */
export const agencyRows = (database: Database, condition: string): ((...values: string[]) => AgencyRow[]) => {
  const select = database.prepare<string[], StoredAgency>(
    `SELECT ${agencyColumns} FROM agencies ${condition}`,
  );
  return (...values) =>
    select.all(...values).map((row) => ({ ...row, calendars: JSON.parse(row.calendars) }));
};

/** Events of agencies → rows of `agencies`. */
export const agencyProjection = (database: Database): Projection => {
  const find = agencyRows(database, 'WHERE agency_id = ?');
  const put = database.prepare<[StoredAgency]>(
    `INSERT OR REPLACE INTO agencies (agency_id, name, kind, calendar, calendars, phase)
     VALUES (@agencyId, @name, @kind, @calendar, @calendars, @phase)`,
  );
  return {
    name: 'agencies',
    apply: (events) => {
      for (const event of events) {
        const agencyId = idInStream(agencyWorkflow, event.stream);
        if (agencyId === undefined) continue;
        const [known] = find(agencyId);
        const agency = agencyWorkflow.evolve(known, upcast(agencyWorkflow.events, event));
        put.run({ ...agency, calendars: JSON.stringify(agency.calendars) });
      }
    },
  };
};
