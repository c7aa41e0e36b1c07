import type { WorkingCalendar } from '@phananh/core/calendar';
import {
  agencyEventsTable,
  caseClocksTable,
  caseEventsTable,
  caseFactsTable,
  clockEventsTable,
  formerClockEventsTable,
  formerEventsTable,
  type RowsWanted,
} from '@phananh/core/read-models';
import { boundWanted, isWanted } from '../reading/any-of.ts';
import type { WantedRows } from '../reading/snapshot.ts';
import { type Bound, filters } from './case-filters.ts';

/**
 * The rows of an extract, in SQL: cases by the filters of a worklist, events and changes of clocks by when they happened and by their case, clocks by when they started and by their case,
 * events of agencies by when they happened and by the agency.
 */
export const rowsWanted =
  (calendar: WorkingCalendar, { verdict, ...wanted }: RowsWanted): WantedRows =>
  (database) => {
    const { from, to, range, agencyId } = wanted;
    const during = (column: string): readonly string[] => [
      ...(from === undefined ? [] : [`${column} >= @from`]),
      ...(to === undefined ? [] : [`${column} < @to`]),
    ];
    const times: Bound = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    const ofCases: Bound = {};
    const cases = filters(database, calendar, wanted, ofCases);
    // The verdict that stands in the file, with the moment that it is of.
    if (verdict !== undefined) {
      cases.push(isWanted('verdict', 'verdict', verdict));
      ofCases.verdict = boundWanted(verdict);
    }
    const happened = during('occurred_at');
    return (table) => {
      switch (table) {
        case caseFactsTable.name: {
          const which = range === 'submissions' ? during('submitted_at') : hasEvent(happened);
          return { conditions: [...cases, ...which], bound: { ...ofCases, ...times } };
        }
        case caseEventsTable.name:
        case clockEventsTable.name:
        case formerEventsTable.name:
        case formerClockEventsTable.name:
          return { conditions: [...happened, ...ofThese(cases)], bound: { ...ofCases, ...times } };
        case caseClocksTable.name:
          return {
            conditions: [...during('started_at'), ...ofThese(cases)],
            bound: { ...ofCases, ...times },
          };
        case agencyEventsTable.name:
          return agencyId === undefined
            ? { conditions: happened, bound: times }
            : {
                conditions: [...happened, isWanted('agency_id', 'agencyId', agencyId)],
                bound: { ...times, agencyId: boundWanted(agencyId) },
              };
        default:
          return { conditions: [], bound: {} };
      }
    };
  };

/** Of cases: something happened to them in the time. */
const hasEvent = (happened: readonly string[]): readonly string[] =>
  happened.length === 0
    ? []
    : [
        `case_number IN (SELECT e.case_number FROM case_events e WHERE ${happened.map((one) => `e.${one}`).join(' AND ')})`,
      ];

/** Of events: their case is one of these. */
const ofThese = (cases: readonly string[]): readonly string[] =>
  cases.length === 0
    ? []
    : [`case_number IN (SELECT case_number FROM case_facts WHERE ${cases.join(' AND ')})`];
