import { clockCells, type DeclaredColumns, erasedCellOf, storedNameOf } from './declared-column.ts';
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
 * A table of typed columns. Its key is its `column.id()`, or all of them where there are several. Whether its parts fit together is looked at
 * by the projection that it is given to, which has a name for it.
 */
export const table = <Columns extends DeclaredColumns>(
  fields: Columns,
  { meaning = '', indexes = [], search = [], months = {} }: TableOptions<Columns> = {},
): DeclaredTable<Columns> => ({
  fields,
  meaning,
  indexes,
  search,
  // A day that may be there and is not is no entry of it.
  months: months as DeclaredTable['months'],
});

/** A table of a projection under its name. */
export interface ProjectedTable<Columns extends DeclaredColumns = DeclaredColumns>
  extends DeclaredTable<Columns>,
    TableDefinition {}

/** Gives a table its name. */
export const namedTable = <Columns extends DeclaredColumns>(
  name: string,
  declared: DeclaredTable<Columns>,
): ProjectedTable<Columns> => {
  const columns = columnsOf(declared.fields);
  const keys = Object.entries(declared.fields).filter(([, { isKey }]) => isKey);
  return { ...declared, name, columns, primaryKey: keys.map(([field]) => storedNameOf(field)) };
};

const columnsOf = (fields: DeclaredColumns): readonly ColumnDefinition[] =>
  Object.entries(fields).flatMap(
    ([field, { kind, isNullable, isPersonal, meaning }]): readonly ColumnDefinition[] => {
      const name = storedNameOf(field);
      if (kind !== 'clock') {
        const cell: ColumnDefinition = { name, type: kind, nullable: isNullable, meaning };
        if (!isPersonal) return [cell];
        const says = `${meaning} Whether it was erased.`.trim();
        return [cell, { name: erasedCellOf(name), type: 'boolean', nullable: false, meaning: says }];
      }
      return clockCells.map(({ suffix, type }) => ({
        name: `${name}_${suffix}`,
        type,
        nullable: true,
        meaning: `${meaning} ${suffix.replaceAll('_', ' ')}.`.trim(),
      }));
    },
  );
