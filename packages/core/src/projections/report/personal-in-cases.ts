import { isErased, type JsonObject } from '../../engine/index.ts';
import type { PersonalInRows } from '../personal-in-rows.ts';
import type { CaseRow } from './case-queries.ts';
import type { CaseClusters, ClusterQuery } from './cluster-queries.ts';
import { audienceOfList, roundsPlaces } from './shown-case.ts';

/** What a page of cases shows that is personal. To analysts it shows places rounded, which are nobody's own. */
export const personalInCases = (
  cases: readonly CaseRow[],
  readerKind: string | undefined,
): PersonalInRows => {
  if (readerKind === 'analyst') return { of: [], fields: [] };
  const isThere = (one: CaseRow, field: 'text' | 'lat' | 'officer'): boolean =>
    one[field] !== null && !isErased(one[field]);
  const fields = (['text', 'lat', 'officer'] as const).filter((field) =>
    cases.some((one) => isThere(one, field)),
  );
  const shown = cases.filter((one) => fields.some((field) => isThere(one, field)));
  return {
    of: shown.map(({ reportId }) => `report-${reportId}`),
    fields: fields.map((field) => (field === 'lat' ? 'location' : field)),
  };
};

/** What a map shows that is personal: where the cases of its list are, to those who see that exactly. */
export const personalOnMap = (
  { reader, now: _, ...query }: ClusterQuery,
  { count }: CaseClusters,
): PersonalInRows & { readonly query?: JsonObject } =>
  count === 0 || roundsPlaces(audienceOfList(reader))
    ? { of: [], fields: [] }
    : { of: [], fields: ['location'], query: JSON.parse(JSON.stringify(query)) };

/** The same of cases that were found by a telephone number: of each it is shown that the number is theirs. */
export const personalInFound = (
  cases: readonly CaseRow[],
  readerKind: string | undefined,
): PersonalInRows => ({
  of: cases.map(({ reportId }) => `report-${reportId}`),
  fields: cases.length === 0 ? [] : [...new Set([...personalInCases(cases, readerKind).fields, 'contact'])],
});
