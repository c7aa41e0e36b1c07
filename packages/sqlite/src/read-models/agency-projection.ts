import type { Revision } from '@phananh/core';
import { idInStream, upcast } from '@phananh/core/engine';
import { type AgencyRow, agenciesTable, agencyCalendarsTable } from '@phananh/core/read-models';
import { agencyWorkflow } from '@phananh/core/reports';
import type { Database } from 'better-sqlite3';
import type { Projection } from './projection.ts';
import { followsIn } from './revision-gaps.ts';
import { rowWriter } from './write-rows.ts';

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

/** Events of agencies → rows of `agencies` and `agency_calendars`. */
export const agencyProjection = (database: Database): Projection => {
  const find = agencyRows(database, 'WHERE agency_id = ?');
  const put = rowWriter(database, agenciesTable);
  const putCalendar = rowWriter(database, agencyCalendarsTable);
  const dropCalendars = database.prepare('DELETE FROM agency_calendars WHERE agency_id = ?');
  const demandFollows = followsIn(database, 'agencies');
  const revisionOf = database.prepare<[string], { readonly revision: Revision }>(
    'SELECT revision FROM agency_revisions WHERE agency_id = ?',
  );
  const putRevision = database.prepare<[string, Revision]>(
    'INSERT OR REPLACE INTO agency_revisions (agency_id, revision) VALUES (?, ?)',
  );
  return {
    name: 'agencies',
    apply: (events) => {
      for (const event of events) {
        const agencyId = idInStream(agencyWorkflow, event.stream);
        if (agencyId === undefined) continue;
        const [known] = find(agencyId);
        demandFollows(known && revisionOf.get(agencyId), event);
        const agency = agencyWorkflow.evolve(known, upcast(agencyWorkflow.events, event));
        put(agency);
        putRevision.run(agencyId, event.revision);
        dropCalendars.run(agencyId);
        for (const calendar of agency.calendars) putCalendar({ agencyId, ...calendar });
      }
    },
  };
};
