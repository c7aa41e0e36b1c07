import type { InputIssue } from '../../engine/index.ts';
import { clockCells, type DeclaredColumns, storedNameOf } from '../tables/declared-column.ts';
import type { DeclaredTable } from '../tables/declared-table.ts';
import { faultOfSqlName, nameIssues } from './names.ts';

/** What of a declared table does not fit together, by where it stands. */
export const tableIssues = (at: string, table: DeclaredTable): readonly InputIssue[] => [
  ...columnIssues(`${at}/fields`, table.fields),
  ...(Object.values(table.fields).some(({ isKey }) => isKey)
    ? []
    : [{ pointer: `${at}/fields`, message: 'has no key: a table needs a column.id()' }]),
  ...indexIssues(`${at}/indexes`, table),
  ...searchIssues(`${at}/search`, table),
  ...monthIssues(`${at}/months`, table),
];

const columnIssues = (at: string, fields: DeclaredColumns): readonly InputIssue[] => {
  const before = new Map<string, string>();
  return Object.entries(fields).flatMap(([field, { kind, isKey, isNullable, values }]) => {
    const pointer = `${at}/${field}`;
    const name = storedNameOf(field);
    const wrong = faultOfSqlName(name);
    if (wrong !== undefined) return [{ pointer, message: wrong }];
    const cells = kind === 'clock' ? clockCells.map(({ suffix }) => `${name}_${suffix}`) : [name];
    const same = cells.find((cell) => before.has(cell));
    for (const cell of cells) before.set(cell, field);
    return [
      ...(same === undefined
        ? []
        : [{ pointer, message: `is kept as ${same}, and so is ${before.get(same)}` }]),
      ...(isKey && isNullable ? [{ pointer, message: 'is part of the key, and may be empty' }] : []),
      ...(isKey && kind === 'clock' ? [{ pointer, message: 'is part of the key, and a clock' }] : []),
      ...(values?.length === 0 ? [{ pointer, message: 'is one of no texts' }] : []),
    ];
  });
};

/** What names say of columns that are not there. */
export const noColumn = 'is no column';

const indexIssues = (at: string, { indexes, fields }: DeclaredTable): readonly InputIssue[] =>
  indexes.flatMap((columns, place) => [
    ...(columns.length === 0 ? [{ pointer: `${at}/${place}`, message: 'is an index of nothing' }] : []),
    ...nameIssues(`${at}/${place}`, columns, (name) => (Object.hasOwn(fields, name) ? undefined : noColumn)),
  ]);

/** FTS5 has columns of these names itself (sqlite.org/fts5.html, 3). */
const columnsOfIndexes: readonly string[] = ['rank', 'rowid'];

const searchIssues = (at: string, { search, fields }: DeclaredTable): readonly InputIssue[] =>
  nameIssues(at, search, (name) => {
    if (fields[name]?.kind !== 'text') return 'is no text whose words can be searched for';
    return columnsOfIndexes.includes(storedNameOf(name))
      ? 'is a name that an index of words has itself'
      : undefined;
  });

const monthIssues = (at: string, { months, fields }: DeclaredTable): readonly InputIssue[] =>
  Object.entries(months).flatMap(([day, by]) => [
    ...(Object.hasOwn(fields, day) && fields[day]?.kind === 'day'
      ? []
      : [{ pointer: `${at}/${day}`, message: 'is no day that has a month' }]),
    ...nameIssues(`${at}/${day}`, by, (name) =>
      Object.hasOwn(fields, name) && ['text', 'boolean'].includes(fields[name]?.kind ?? '')
        ? undefined
        : 'rows are not counted by while they change',
    ),
  ]);
