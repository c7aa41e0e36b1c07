import { agencyKinds, agencyWorkflow } from '../../report/index.ts';
import { projection } from '../projection.ts';
import { column } from '../tables/declared-column.ts';
import { table } from '../tables/declared-table.ts';

/** Agencies as lists and figures name them. */
export const agencyProjection = projection({
  name: 'agencies',
  version: 2,
  reads: agencyWorkflow,
  tables: {
    agencies: table(
      {
        agencyId: column.id('Id of the agency.'),
        name: column.text('Its name now.'),
        kind: column.oneOf(agencyKinds, 'government or enterprise.'),
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
    agencyEvents: table(
      {
        position: column.integer('Place in the whole log.').inKey(),
        agencyId: column.text('Id of the agency.'),
        type: column.text('registered, renamed, suspended, reinstated or calendar-set.'),
        occurredAt: column.instant('When it happened.'),
        recordedAt: column.instant('When the log took it.'),
        name: column.text('Its name from then on; empty where it stays.').nullable(),
        kind: column.text('government or enterprise, where it was registered.').nullable(),
        calendar: column.text("The calendar that it was given; empty: none, or the centre's.").nullable(),
        fromDay: column.day('From this day on it works on it; empty: from the beginning.').nullable(),
      },
      { meaning: 'One row an event of an agency, without the words of its reasons.' },
    ),
  },
  apply: (event, { agencies, agencyCalendars, agencyEvents }) => {
    const { id: agencyId } = event;
    const said: EventFacts & object = { ...event.data };
    const { name = null, kind = null, calendar = null, from = null } = said;
    agencyEvents.put({
      position: event.position,
      agencyId,
      type: event.type,
      occurredAt: event.at,
      recordedAt: event.recordedAt,
      name,
      kind,
      calendar,
      fromDay: from,
    });
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

/** What events of agencies say, but for reasons. */
interface EventFacts {
  readonly name?: string | undefined;
  readonly kind?: string | undefined;
  readonly calendar?: string | undefined;
  readonly from?: string | undefined;
}

export const agencyEventsTable = agencyProjection.tables.agencyEvents;
export const agenciesTable = agencyProjection.tables.agencies;
export const agencyCalendarsTable = agencyProjection.tables.agencyCalendars;
