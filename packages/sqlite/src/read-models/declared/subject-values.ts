import type { SubjectValues } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import type { Extension } from '../building/subject-projection.ts';

/** SQL that creates the table. */
export const valuesTable = <Facts>({ name, column, subject }: SubjectValues<Facts>): string => `
CREATE TABLE ${name} (
  ${column} TEXT NOT NULL,
  ${subject} INTEGER NOT NULL,
  PRIMARY KEY (${column}, ${subject})
) STRICT, WITHOUT ROWID;
`;

/** Keeps it as subjects change. */
export const valuesWriter = <Facts>(
  database: Database,
  { name, column, subject, numberOf, valuesOf }: SubjectValues<Facts>,
): Extension<Facts> => {
  const add = database.prepare(`INSERT INTO ${name} (${column}, ${subject}) VALUES (?, ?)`);
  const remove = database.prepare(`DELETE FROM ${name} WHERE ${column} = ? AND ${subject} = ?`);
  return {
    changed: (facts, factsBefore) => {
      const number = numberOf(facts);
      const after = valuesOf(facts);
      const before = factsBefore === undefined ? [] : valuesOf(factsBefore);
      if (after === before) return;
      for (const value of before) if (!after.includes(value)) remove.run(value, number);
      for (const value of after) if (!before.includes(value)) add.run(value, number);
    },
  };
};
