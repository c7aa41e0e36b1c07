import { isErased } from '../engine/index.ts';
import type { AnyList } from './declared-list.ts';
import type { ListedRow } from './list.ts';
import type { DeclaredColumns } from './tables/declared-column.ts';

export interface PersonalInRows {
  /** Of which subjects, by their streams. */
  readonly of: readonly string[];
  readonly fields: readonly string[];
}

/** What a page of rows shows that is personal: which columns, and of which subjects, by their streams. */
export const personalInRows = (
  { of: { fields }, workflow }: AnyList,
  rows: readonly ListedRow[],
): PersonalInRows => {
  const columns: DeclaredColumns = fields;
  const names = Object.keys(columns);
  const idName = names.find((name) => columns[name]?.isKey === true);
  const isThere = (row: ListedRow, name: string): boolean =>
    row[name] !== undefined && row[name] !== null && !isErased(row[name]);
  const personal = names.filter(
    (name) => columns[name]?.isPersonal === true && rows.some((row) => isThere(row, name)),
  );
  const shown = rows.filter((row) => personal.some((name) => isThere(row, name)));
  return {
    of: idName === undefined ? [] : shown.map((row) => `${workflow}-${row[idName]}`),
    fields: personal,
  };
};
