import { clockCells, type DeclaredColumns, storedNameOf } from './declared-column.ts';
import type { ColumnDefinition, TableDefinition } from './table.ts';

/** A table of a projection, before the projection names it. */
export interface DeclaredTable<Columns extends DeclaredColumns = DeclaredColumns> {
  readonly fields: Columns;
  readonly meaning: string;
  /** Lists of columns, each an index: what lists filter and sort by. */
  readonly indexes: readonly (readonly string[])[];
  /** Texts whose words a list can be searched for. */
  readonly search: readonly string[];
  /** Days by whose months rows are counted while they change, each with the columns that they are counted by beside the month. */
  readonly months: { readonly [day: string]: readonly string[] };
}

type NamesIn<Columns> = readonly (keyof Columns & string)[];

/** What a table has beside its columns. */
interface TableOptions<Columns extends DeclaredColumns> {
  readonly meaning?: string;
  readonly indexes?: readonly NamesIn<Columns>[];
  readonly search?: NamesIn<Columns>;
  readonly months?: { readonly [Day in keyof Columns & string]?: NamesIn<Columns> };
}

/**
 * A table of typed columns. Its key is its `column.id()`, or all of them where there are several.
 *
 * @throws TypeError for a table without a key, for an index of a column that it does not have, for a search in what is no text, for months of
 *   what is no day, and for counts by a clock, whose verdict changes by time alone
 */
export const table = <Columns extends DeclaredColumns>(
  fields: Columns,
  { meaning = '', indexes = [], search = [], months = {} }: TableOptions<Columns> = {},
): DeclaredTable<Columns> => {
  if (!Object.values(fields).some(({ isKey }) => isKey)) throw new TypeError('a table needs a column.id()');
  for (const name of indexes.flat())
    if (!Object.hasOwn(fields, name)) throw new TypeError(`an index names ${name}, which is no column`);
  const kinds: DeclaredColumns = fields;
  for (const name of search)
    if (kinds[name]?.kind !== 'text')
      throw new TypeError(`${name} is no text whose words can be searched for`);
  const counted: { readonly [day: string]: readonly string[] | undefined } = months;
  const kept = Object.entries(counted).map(([day, by = []]) => {
    if (kinds[day]?.kind !== 'day') throw new TypeError(`${day} is no day that has a month`);
    for (const name of by)
      if (!['text', 'boolean'].includes(kinds[name]?.kind ?? ''))
        throw new TypeError(`rows are not counted by ${name} while they change`);
    return [day, by] as const;
  });
  return { fields, meaning, indexes, search, months: Object.fromEntries(kept) };
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
