import type { PersonalInRows } from '../personal-in-rows.ts';
import type { CaseRow } from './case-queries.ts';

/** What a page of cases shows that is personal. To analysts it shows places rounded, which are nobody's own. */
export const personalInCases = (
  cases: readonly CaseRow[],
  readerKind: string | undefined,
): PersonalInRows => {
  if (readerKind === 'analyst') return { of: [], fields: [] };
  const isThere = (one: CaseRow, field: 'text' | 'lat' | 'officer'): boolean => one[field] !== null;
  const fields = (['text', 'lat', 'officer'] as const).filter((field) =>
    cases.some((one) => isThere(one, field)),
  );
  const shown = cases.filter((one) => fields.some((field) => isThere(one, field)));
  return {
    of: shown.map(({ reportId }) => `report-${reportId}`),
    fields: fields.map((field) => (field === 'lat' ? 'location' : field)),
  };
};
