import { type AnyList, type ProjectedTable, storedNameOf } from '@phananh/core/read-models';
import { sortKeyOf } from './sort-key.ts';

/** The indexes that a table declares. */
export const indexesOfTable = ({ name, fields, indexes }: ProjectedTable): string =>
  indexes
    .map((columns) => {
      const stored = columns.map((column) =>
        fields[column]?.kind === 'clock' ? `${storedNameOf(column)}_due_at` : storedNameOf(column),
      );
      return indexOf(name, stored.join('_and_'), stored.join(', '));
    })
    .join('\n');

/** An index for each order of a list: a page is read where it begins, and nothing is sorted. */
export const sortIndexes = ({ of, sorts }: AnyList): string => {
  const table: ProjectedTable = of;
  return sorts
    .flatMap((sort) => {
      const key = table.primaryKey.join(', ');
      const [up, down] = [false, true].map((descending) => sortKeyOf(table, sort, descending));
      const stored = storedNameOf(sort);
      return [
        indexOf(table.name, `order_of_${stored}`, `${up}, ${key}`),
        // Where nothing is empty, one is read both ways.
        ...(up === down ? [] : [indexOf(table.name, `order_back_of_${stored}`, `${down}, ${key}`)]),
      ];
    })
    .join('\n');
};

const indexOf = (table: string, what: string, columns: string): string =>
  `CREATE INDEX IF NOT EXISTS ${table}_by_${what} ON ${table} (${columns});`;
