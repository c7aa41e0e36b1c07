import { type AgencyRow, type AgencyState, agencyWorkflow, idInStream, upcast } from '@phananh/core';
import type { Database } from 'better-sqlite3';
import type { Projection } from './case-projection.ts';

/** Columns of `agencies` under the names of {@link AgencyRow}. */
export const agencyColumns = 'agency_id AS agencyId, name, kind, calendar, phase';

/** Events of agencies → rows of `agencies`. */
export const agencyProjection = (database: Database): Projection => {
  const find = database.prepare<[string], AgencyRow>(
    `SELECT ${agencyColumns} FROM agencies WHERE agency_id = ?`,
  );
  const put = database.prepare<[AgencyState]>(
    `INSERT OR REPLACE INTO agencies (agency_id, name, kind, calendar, phase)
     VALUES (@agencyId, @name, @kind, @calendar, @phase)`,
  );
  return {
    name: 'agencies',
    apply: (events) => {
      for (const event of events) {
        const agencyId = idInStream(agencyWorkflow, event.stream);
        if (agencyId === undefined) continue;
        put.run(agencyWorkflow.evolve(find.get(agencyId), upcast(agencyWorkflow.events, event)));
      }
    },
  };
};
