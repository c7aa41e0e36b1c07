import type { SlaPolicy } from '@phananh/core';
import type { WorkingCalendar } from '@phananh/core/calendar';
import { agencyProjection, categoryProjection } from '@phananh/core/read-models';
import { caseProjection } from './case-projection.ts';
import { declaredSource } from './declared/source.ts';
import type { ProjectionSource } from './read-side.ts';
import { caseTables, reportIndexes } from './report-tables.ts';

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
  { ...declaredSource(agencyProjection, { policy, lists: {} }), isNeeded: true },
  { ...declaredSource(categoryProjection, { policy, lists: {} }), isNeeded: true },
];
