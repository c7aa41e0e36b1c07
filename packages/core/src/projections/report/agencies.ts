import { agencyWorkflow } from '../../report/index.ts';
import { projection } from '../projection.ts';
import { column } from '../tables/declared-column.ts';
import { table } from '../tables/declared-table.ts';

/** Agencies as lists and figures name them. */
export const agencyProjection = projection({
  name: 'agencies',
  version: 1,
  reads: agencyWorkflow,
  tables: {
    agencies: table(
      {
        agencyId: column.id('Id of the agency.'),
        name: column.text('Its name now.'),
        kind: column.oneOf(['government', 'enterprise'], 'government or enterprise.'),
        calendar: column.text("The calendar that it was registered with; empty: the centre's.").nullable(),
        phase: column.oneOf(['active', 'suspended'], 'active or suspended.'),
      },
      { meaning: 'One row an agency.' },
    ),
    agencyCalendars: table(
      {
        agencyId: column.id('Id of the agency.'),
        fromDay: column.day('From this day on.').inKey(),
        calendar: column.text('Id of the calendar.'),
      },
      { meaning: "One row a change of an agency's calendar." },
    ),
  },
  apply: (event, { agencies, agencyCalendars }) => {
    const { id: agencyId } = event;
    switch (event.type) {
      case 'registered': {
        const { name, kind, calendar = null } = event.data;
        return agencies.insert({ agencyId, name, kind, calendar, phase: 'active' });
      }
      case 'renamed':
        return agencies.update(agencyId, { name: event.data.name });
      case 'suspended':
        return agencies.update(agencyId, { phase: 'suspended' });
      case 'reinstated':
        return agencies.update(agencyId, { phase: 'active' });
      case 'calendar-set': {
        const { from: fromDay, calendar } = event.data;
        // One that was to come later does not come any more.
        for (const later of agencyCalendars.under(agencyId))
          if (later.fromDay >= fromDay) agencyCalendars.remove([agencyId, later.fromDay]);
        return agencyCalendars.insert({ agencyId, fromDay, calendar });
      }
    }
  },
});

export const agenciesTable = agencyProjection.tables.agencies;
export const agencyCalendarsTable = agencyProjection.tables.agencyCalendars;
