import { clockCells, type DeclaredColumns, storedNameOf } from './declared-column.ts';
import type { ColumnDefinition, TableDefinition } from './table.ts';

/** A table of a projection, before the projection names it. */
export interface DeclaredTable<Columns extends DeclaredColumns = DeclaredColumns> {
  readonly fields: Columns;
  readonly meaning: string;
  /** Lists of columns, each an index: what lists filter and sort by. */
  readonly indexes: readonly (readonly string[])[];
}

/**
 * A table of typed columns. Its key is its `column.id()`, or all of them where there are several.
 *
 * @throws TypeError for a table without a key, and for an index of a column that it does not have
 */
export const table = <Columns extends DeclaredColumns>(
  fields: Columns,
  {
    meaning = '',
    indexes = [],
  }: { readonly meaning?: string; readonly indexes?: readonly (readonly (keyof Columns & string)[])[] } = {},
): DeclaredTable<Columns> => {
  if (!Object.values(fields).some(({ isKey }) => isKey)) throw new TypeError('a table needs a column.id()');
  for (const name of indexes.flat())
    if (!Object.hasOwn(fields, name)) throw new TypeError(`an index names ${name}, which is no column`);
  return { fields, meaning, indexes };
};

/** A table of a projection under its name. */
export interface ProjectedTable<Columns extends DeclaredColumns = DeclaredColumns>
  extends DeclaredTable<Columns>,
    TableDefinition {}

/** Names and columns: letters, digits and underscores, so that they need no quotes anywhere. */
const nameOfSql = /^[a-z][a-z0-9_]{0,60}$/;

/** Gives a table its name. @throws TypeError for a name that is none in SQL */
export const namedTable = <Columns extends DeclaredColumns>(
  name: string,
  declared: DeclaredTable<Columns>,
): ProjectedTable<Columns> => {
  const columns = columnsOf(declared.fields);
  for (const one of [name, ...columns.map((each) => each.name)])
    if (!nameOfSql.test(one)) throw new TypeError(`${one} is no name of a table or column`);
  const keys = Object.entries(declared.fields).filter(([, { isKey }]) => isKey);
  return { ...declared, name, columns, primaryKey: keys.map(([field]) => storedNameOf(field)) };
};

const columnsOf = (fields: DeclaredColumns): readonly ColumnDefinition[] =>
  Object.entries(fields).flatMap(([field, { kind, isNullable, meaning }]): readonly ColumnDefinition[] => {
    const name = storedNameOf(field);
    if (kind !== 'clock') return [{ name, type: kind, nullable: isNullable, meaning }];
    return clockCells.map(({ suffix, type }) => ({
      name: `${name}_${suffix}`,
      type,
      nullable: true,
      meaning: `${meaning} ${suffix.replaceAll('_', ' ')}.`.trim(),
    }));
  });
