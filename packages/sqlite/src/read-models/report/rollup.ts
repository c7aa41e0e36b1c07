import { caseSums } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import type { SubjectSums } from '../building/subject-projection.ts';
import { sumsWriter } from '../declared/monthly-sums.ts';
import type { RolledUp } from './case-states.ts';

/** Sums of cases, each by its first round and by its last. */
export const rollup = (database: Database): SubjectSums<RolledUp> => {
  const { change, flush, forget } = sumsWriter(database, caseSums);
  return {
    change: (before, after) => {
      change('first', before?.first, after?.first);
      change('final', before?.final, after?.final);
    },
    flush,
    forget,
  };
};
