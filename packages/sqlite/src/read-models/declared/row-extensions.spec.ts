import {
  column,
  type ListFilter,
  list,
  monthOf,
  projection,
  searchPhrases,
  table,
  textMatches,
} from '@phananh/core/read-models';
import { agencyWorkflow } from '@phananh/core/reports';
import { memoryEventStore } from '@phananh/core/testing';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { machineTables } from '../building/schema.ts';
import { queryCounts, queryList } from './list-query.ts';
import { extendedRows } from './row-extensions.ts';
import { rowsOf } from './rows.ts';
import { declaredSource } from './source.ts';

const words = ['lê', 'lợi', 'le', 'duẩn', 'nhà', '12'] as const;
const text = fc.array(fc.constantFrom(...words), { maxLength: 4 }).map((all) => all.join(' '));
const day = fc.option(fc.constantFrom('2026-02-28', '2026-03-01', '2026-03-31', '2027-03-01'), { nil: null });
const key = fc.constantFrom('a', 'b', 'c');
const row = fc.record({
  id: key,
  kind: fc.constantFrom('', 'x', 'y'),
  open: fc.option(fc.boolean(), { nil: null }),
  text,
  name: fc.option(text, { nil: null }),
  day,
});
type Row = typeof row extends fc.Arbitrary<infer One> ? One : never;

/** Something that happens to the table; what cannot be done, such as a second row with a key, is refused. */
const change = fc.oneof(
  fc.record({ do: fc.constant('put' as const), row }),
  fc.record({ do: fc.constant('insert' as const), row }),
  fc.record({
    do: fc.constant('update' as const),
    id: key,
    changes: fc.record({ kind: fc.constantFrom('', 'x'), text, day }, { requiredKeys: [] }),
  }),
  fc.record({ do: fc.constant('remove' as const), id: key }),
  fc.record({ do: fc.constant('erase' as const), id: key }),
);

/** The event that the projection below takes next: what it does is what is tried. */
let next: (typeof change extends fc.Arbitrary<infer One> ? One : never) | undefined;

const declared = projection({
  name: 'things',
  version: 1,
  reads: agencyWorkflow,
  tables: {
    things: table(
      {
        id: column.id(),
        kind: column.text(),
        open: column.boolean().nullable(),
        text: column.text(),
        name: column.personal(),
        day: column.day().nullable(),
      },
      { search: ['text', 'name'], months: { day: ['kind', 'open'] } },
    ),
  },
  begin: ({ things }) => {
    if (next?.do === 'put') things.put(next.row);
    if (next?.do === 'insert') things.insert(next.row);
    if (next?.do === 'update') things.update(next.id, next.changes);
    if (next?.do === 'remove') things.remove(next.id);
    if (next?.do === 'erase') things.erase(next.id);
  },
  apply: () => {},
});
const things = list({
  of: declared.tables.things,
  workflow: agencyWorkflow,
  filters: ['day', 'kind'],
  counts: ['kind', 'open'],
  months: ['day'],
  search: ['text', 'name'],
  by: {},
});

/** Whether it can be done to these rows. */
const isPossible = (rows: Map<string, Row>): boolean => {
  if (next?.do === 'insert') return !rows.has(next.row.id);
  if (next?.do === 'update') return rows.has(next.id) || Object.keys(next.changes).length === 0;
  return next?.do !== 'erase' || rows.has(next.id);
};

/** The same rows, without anything beside them. */
const applied = (rows: Map<string, Row>): void => {
  if (next === undefined) return;
  if (next.do === 'put') rows.set(next.row.id, next.row);
  if (next.do === 'insert') rows.set(next.row.id, next.row);
  if (next.do === 'remove') rows.delete(next.id);
  const id = 'id' in next ? next.id : '';
  const before = rows.get(id);
  if (next.do === 'update' && before) rows.set(id, { ...before, ...next.changes });
  if (next.do === 'erase' && before) rows.set(id, { ...before, name: null });
};

const now = '2026-03-01T00:00:00.000Z';

describe('what is kept beside the rows of a declared table', () => {
  it('finds and counts what looking at every row does, whatever happened to them, and what did not', () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 25 }),
        fc.array(fc.constantFrom(...words, 'l', '"lợi 12"'), { minLength: 1, maxLength: 2 }),
        fc.constantFrom<ListFilter | undefined>(
          undefined,
          { from: '2026-03-01' },
          { to: '2026-03-01' },
          { from: '2026-02-01', to: '2027-03-01' },
          { from: '2026-03-02' },
        ),
        (changes, asked, range) => {
          const database = new Database(':memory:');
          const source = declaredSource(declared, { policy: undefined, lists: {} });
          database.exec(machineTables);
          database.exec(source.tables);
          const rows = new Map<string, Row>();
          for (next of changes) {
            if (isPossible(rows)) {
              source.on(database, memoryEventStore());
              applied(rows);
            } else expect(() => source.on(database, memoryEventStore())).toThrow();
          }
          next = undefined;
          const q = asked.join(' ');
          const hasAll = searchPhrases(q).map((phrase) => textMatches([phrase]));
          const expected = [...rows.values()]
            .filter((one) => hasAll.every((matches) => matches(one.text) || matches(one.name ?? '')))
            .map(({ id }) => id)
            .sort();
          expect(queryList(database, things, { list: 'things', now, q }).rows.map(({ id }) => id)).toEqual(
            expected,
          );
          const where = range === undefined ? {} : { where: { day: range } };
          for (const by of [[monthOf('day')], [monthOf('day'), 'kind'], ['open', monthOf('day')]]) {
            const question = { list: 'things', now, by, ...where };
            const kept = queryCounts(database, things, question);
            // A filter that lets everything through has every row looked at.
            const all = { ...where.where, kind: { oneOf: ['', 'x', 'y'] } };
            expect(kept).toEqual(queryCounts(database, things, { ...question, where: all }));
          }
          database.close();
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has nothing of a transaction that was rolled back', () => {
    const database = new Database(':memory:');
    database.exec(declaredSource(declared, { policy: undefined, lists: {} }).tables);
    const { things: projected } = declared.tables;
    const kept = extendedRows(database, projected, rowsOf(database, projected));
    database.exec('BEGIN');
    kept.rows.insert({ id: 'a', kind: 'x', text: 'lê', day: '2026-03-01' });
    database.exec('ROLLBACK');
    kept.forget();
    kept.flush();
    expect(database.prepare('SELECT * FROM things_sums').all()).toEqual([]);
    expect(queryList(database, things, { list: 'things', now, q: 'lê' }).rows).toEqual([]);
  });
});
