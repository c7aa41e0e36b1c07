import type { SlaPolicy } from '@phananh/core';
import type { WorkingCalendar } from '@phananh/core/calendar';
import { agencyProjection, caseProjection, caseValues, categoryProjection } from '@phananh/core/read-models';
import type { ProjectionSource } from '../building/read-side.ts';
import { runSubjectProjection } from '../building/subject-projection.ts';
import { declaredSource } from '../declared/source.ts';
import { valuesWriter } from '../declared/subject-values.ts';
import { searchOfCases } from './case-extensions.ts';
import { caseStates } from './case-states.ts';
import { withTelephones } from './case-telephones.ts';
import { caseTables, reportIndexes } from './report-tables.ts';
import { rollup } from './rollup.ts';

/**
 * The projections of reports and agencies.
 *
 * @param policy undefined: no signals are looked for
 */
export const reportSources = (
  calendar: WorkingCalendar,
  policy: SlaPolicy | undefined,
): readonly ProjectionSource[] => [
  casesSource(caseProjection(calendar, policy), calendar),
  { ...declaredSource(agencyProjection, { policy, lists: {} }), isNeeded: true },
  { ...declaredSource(categoryProjection, { policy, lists: {} }), isNeeded: true },
];

const casesSource = (
  definition: ReturnType<typeof caseProjection>,
  calendar: WorkingCalendar,
): ProjectionSource => ({
  name: definition.name,
  version: definition.version,
  isNeeded: true,
  tables: caseTables,
  indexes: reportIndexes,
  on: (database, store, built) =>
    withTelephones(
      database,
      store,
      runSubjectProjection(database, definition, {
        store,
        states: caseStates(database, calendar),
        sums: rollup(database),
        extensions: [
          ...caseValues.map((values) => valuesWriter(database, values)),
          searchOfCases(database, built),
        ],
        built,
      }),
    ),
});
