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

/** A table of which cases have each value of a list: of most cases it is empty, before and after. */
const listOfCases =
  (table: string, column: string, listOf: (facts: CaseFacts) => readonly string[]) =>
  (database: Database): Extension<CaseFacts> => {
    const add = database.prepare(`INSERT INTO ${table} (${column}, case_number) VALUES (?, ?)`);
    const remove = database.prepare(`DELETE FROM ${table} WHERE ${column} = ? AND case_number = ?`);
    return {
      changed: (facts, factsBefore) => {
        const { caseNumber } = facts;
        const after = listOf(facts);
        const before = factsBefore === undefined ? [] : listOf(factsBefore);
        if (after === before) return;
        for (const value of before) if (!after.includes(value)) remove.run(value, caseNumber);
        for (const value of after) if (!before.includes(value)) add.run(value, caseNumber);
      },
    };
  };

/** Which cases an agency supports. */
export const supportOfCases = listOfCases('case_supporting', 'agency_id', ({ supporting }) => supporting);

/** Which cases have a label. */
export const labelsOfCases = listOfCases('case_labels', 'label', ({ labels }) => labels);

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
