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
