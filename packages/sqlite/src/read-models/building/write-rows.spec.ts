import type { Table } from '@phananh/core/read-models';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { rowUpserter, rowWriter } from './write-rows.ts';

const optionalColumns = 7;
type Row = readonly [key: number, ...cells: (number | null)[]];

const table: Table<Row> = {
  name: 'rows',
  meaning: '',
  primaryKey: ['key'],
  columns: [
    { name: 'key', type: 'integer', nullable: false, meaning: '', value: ([key]) => key },
    ...Array.from({ length: optionalColumns }, (_, place) => ({
      name: `cell_${place}`,
      type: 'integer' as const,
      nullable: true,
      meaning: '',
      value: (row: Row) => row[place + 1] ?? null,
    })),
  ],
};

/** A row for every set of cells that are empty. */
const everyShape: readonly Row[] = Array.from({ length: 2 ** optionalColumns }, (_, key) => [
  key,
  ...Array.from({ length: optionalColumns }, (__, place) => ((key >> place) % 2 === 0 ? null : key + place)),
]);
/** The same keys with other cells filled. */
const changed: readonly Row[] = everyShape.map(([key], place, all) => [
  key,
  ...(all[all.length - 1 - place]?.slice(1) ?? []),
]);

const open = () => {
  const database = new Database(':memory:');
  const cells = table.columns.map(({ name }) => `${name} INTEGER`).join(', ');
  database.exec(`CREATE TABLE rows (${cells}, PRIMARY KEY (key)) STRICT`);
  const contents = () => database.prepare('SELECT * FROM rows ORDER BY key').raw().all();
  return { database, contents };
};

describe('rows of any shape', () => {
  it('are written over those with the same key', () => {
    const { database, contents } = open();
    const put = rowWriter(database, table);
    for (const rows of [everyShape, changed]) {
      for (const row of rows) put(row);
      expect(contents()).toEqual(rows);
    }
    database.close();
  });

  it('are written over those with the same key, but for what never changes', () => {
    const { database, contents } = open();
    const put = rowUpserter(database, table, new Set(['cell_0']));
    for (const row of [...everyShape, ...changed]) put(row);
    expect(contents()).toEqual(changed.map(([key, , ...rest]) => [key, everyShape[key]?.[1], ...rest]));
    database.close();
  });
});
