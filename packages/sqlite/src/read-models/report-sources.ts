import type { SlaPolicy } from '@phananh/core';
import type { WorkingCalendar } from '@phananh/core/calendar';
import { agencyProjection } from './agency-projection.ts';
import { caseProjection } from './case-projection.ts';
import { categoryProjection } from './category-projection.ts';
import type { ProjectionSource } from './read-side.ts';
import { agencyTables, caseTables, categoryTables, reportIndexes } from './report-tables.ts';

/**
 * The projections of reports and agencies.
 *
 * @param policy undefined: no signals are looked for
 */
export const reportSources = (
  calendar: WorkingCalendar,
  policy: SlaPolicy | undefined,
): readonly ProjectionSource[] => [
  {
    name: 'cases',
    version: 1,
    isNeeded: true,
    tables: caseTables,
    indexes: reportIndexes,
    on: (database, built) => caseProjection(database, { calendar, policy, ...(built && { built }) }),
  },
  {
    name: 'agencies',
    version: 1,
    isNeeded: true,
    tables: agencyTables,
    indexes: '',
    on: agencyProjection,
  },
  {
    name: 'categories',
    version: 1,
    isNeeded: true,
    tables: categoryTables,
    indexes: '',
    on: (database) => categoryProjection(database, policy),
  },
];
