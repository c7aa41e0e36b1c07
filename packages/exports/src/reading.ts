import type { CellValue, TableDefinition } from '@phananh/core/read-models';

/** Reads cells of a table by the names of its columns. */
export const cellReader = ({ name: table, columns }: TableDefinition) => {
  const places = new Map(columns.map(({ name }, place) => [name, place]));
  const placeOf = (name: string): number => {
    const place = places.get(name);
    if (place === undefined) throw new TypeError(`${table} has no column ${name}`);
    return place;
  };
  return {
    text: (name: string): ((row: readonly CellValue[]) => string | null) => {
      const place = placeOf(name);
      return (row) => {
        const value = row[place];
        return value == null ? null : String(value);
      };
    },
    number: (name: string): ((row: readonly CellValue[]) => number) => {
      const place = placeOf(name);
      return (row) => Number(row[place]);
    },
  };
};

/** Rows one after the other. */
export async function* rowsOf(
  pages: AsyncIterable<readonly (readonly CellValue[])[]>,
): AsyncGenerator<readonly CellValue[]> {
  for await (const page of pages) yield* page;
}
