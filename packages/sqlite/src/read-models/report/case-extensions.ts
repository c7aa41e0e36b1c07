import type { CaseFacts } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import type { BuiltAnew } from '../building/projection.ts';
import type { Extension } from '../building/subject-projection.ts';
import { searchFilling, searchWriter } from './search-tables.ts';

/** Full text and places of cases. */
export const searchOfCases = (database: Database, built: BuiltAnew | undefined): Extension<CaseFacts> => {
  if (built === undefined) return { changed: searchWriter(database) };
  const { write, step, finish } = searchFilling(database, built.rowsAtOnce);
  return { changed: write, committed: step, filled: finish };
};

/** Which cases an agency supports: nearly always none, before and after. */
export const supportOfCases = (database: Database): Extension<CaseFacts> => {
  const supports = database.prepare('INSERT INTO case_supporting (agency_id, case_number) VALUES (?, ?)');
  const supportsNoMore = database.prepare(
    'DELETE FROM case_supporting WHERE agency_id = ? AND case_number = ?',
  );
  return {
    changed: ({ caseNumber, supporting }, factsBefore) => {
      const before = factsBefore?.supporting ?? [];
      if (supporting === before) return;
      for (const agencyId of before)
        if (!supporting.includes(agencyId)) supportsNoMore.run(agencyId, caseNumber);
      for (const agencyId of supporting) if (!before.includes(agencyId)) supports.run(agencyId, caseNumber);
    },
  };
};

/** Which officer has a case: of most nobody has said it. */
export const officersOfCases = (database: Database): Extension<CaseFacts> => {
  const has = database.prepare('INSERT INTO case_officers (officer, case_number) VALUES (?, ?)');
  const hasNoMore = database.prepare('DELETE FROM case_officers WHERE officer = ? AND case_number = ?');
  return {
    changed: ({ caseNumber, officer }, factsBefore) => {
      const before = factsBefore?.officer ?? null;
      if (officer?.id === before?.id) return;
      if (before !== null) hasNoMore.run(before.id, caseNumber);
      if (officer !== null) has.run(officer.id, caseNumber);
    },
  };
};
