import type { Actor } from '@phananh/core';
import { circleOf, erased, everyCircle, Forbidden, InvalidQuery } from '@phananh/core/engine';
import {
  type AnyList,
  type CellValue,
  type CountedRows,
  type CountQuery,
  type DeclaredColumn,
  erasedCellOf,
  type ListedClock,
  type ListedRow,
  type ListedValue,
  type ListFilter,
  type ListPage,
  type ListQuery,
  monthOf,
  type ProjectedTable,
  searchPhrases,
  storedNameOf,
} from '@phananh/core/read-models';
import { verdicts } from '@phananh/core/sla';
import type { Database } from 'better-sqlite3';
import { fingerprintOf, openCursor, sealCursor } from '../reading/cursor.ts';
import { verdictOf } from '../reading/verdict.ts';
import { hasWords, matchingIn, nameOfSums } from './row-extensions.ts';
import { sortKeyOf } from './sort-key.ts';

/** What is bound in a statement. */
interface Bound {
  [name: string]: string | number | null;
}

type Stored = { readonly [name: string]: CellValue };

const defaultRows = 50;

/** A page of a list, as its reader may see it. */
export const queryList = (database: Database, list: AnyList, query: ListQuery): ListPage => {
  const table: ProjectedTable = list.of;
  const seen = columnsFor(list, query.reader);
  const { sort, limit = defaultRows, cursor, now: _, ...asked } = query;
  const fingerprint = fingerprintOf({ ...asked, ...(sort !== undefined && { sort }) });
  const { key, descending } = orderOf(list, seen, sort);
  const bound: Bound = { now: query.now, limit: limit + 1 };
  const conditions = conditionsOf(list, query, seen, bound);
  const order = [...(key === undefined ? [] : [key]), ...table.primaryKey];
  if (cursor !== undefined) {
    const values = openCursor(cursor, fingerprint);
    if (values.length !== order.length) throw notOfThisQuery();
    const places = order.map((_, place) => `@after${place}`);
    for (const [place, value] of values.entries())
      bound[`after${place}`] = place === 0 && isNumeric(table, sort) ? Number(value) : value;
    conditions.push(`(${order.join(', ')}) ${descending ? '<' : '>'} (${places.join(', ')})`);
  }
  const direction = descending ? 'DESC' : 'ASC';
  const rows = database
    .prepare<[Bound], Stored>(
      `SELECT ${[...selected(table, seen), ...order.map((by, place) => `${by} AS order_${place}`)].join(', ')}
       FROM ${table.name} ${where(conditions)}
       ORDER BY ${order.map((by) => `${by} ${direction}`).join(', ')} LIMIT @limit`,
    )
    .all(bound);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map((row) => shownRow(table, seen, row)),
    ...(rows.length > limit &&
      last !== undefined && {
        nextCursor: sealCursor(
          fingerprint,
          order.map((_, place) => String(last[`order_${place}`])),
        ),
      }),
  };
};

/** How many rows there are of each value of some columns, in the order of the values. */
export const queryCounts = (database: Database, list: AnyList, query: CountQuery): readonly CountedRows[] => {
  const table: ProjectedTable = list.of;
  const seen = columnsFor(list, query.reader);
  const by = query.by.map((name) => countedBy(list, seen, name));
  const kept = keptCounts(list, query, by);
  const bound: Bound = { now: query.now };
  const conditions = conditionsOf(list, query, seen, bound);
  const groups = by.map(({ column, isMonth }) => {
    const stored = storedNameOf(column);
    if (isMonth) return `substr(${stored}, 1, 7)`;
    return columnOf(table, column).kind === 'clock' ? verdictOf(stored) : stored;
  });
  const places = groups.map((_, place) => String(place + 1));
  const ordered = places.length === 0 ? '' : `ORDER BY ${places.join(', ')}`;
  const sql =
    kept ??
    `SELECT ${[...groups.map((group, place) => `${group} AS of_${place}`), 'count(*) AS count'].join(', ')}
     FROM ${table.name} ${where(conditions)} ${places.length === 0 ? '' : `GROUP BY ${places.join(', ')}`}`;
  const rows = database.prepare<[Bound], Stored>(`${sql} ${ordered}`).all(bound);
  return rows.map((row) => ({
    count: Number(row.count),
    of: Object.fromEntries(
      by.map(({ name, column }, place) => [
        name,
        cellShown(columnOf(table, column), row[`of_${place}`] ?? null),
      ]),
    ),
  }));
};

/** By what rows are counted: a column, or the months of a day. */
interface CountedBy {
  /** As it was asked for. */
  readonly name: string;
  readonly column: string;
  readonly isMonth: boolean;
}

const countedBy = ({ counts, months }: AnyList, seen: readonly string[], name: string): CountedBy => {
  const day = months.find((one) => monthOf(one) === name);
  const found =
    day !== undefined
      ? { name, column: day, isMonth: true }
      : { name, column: counts.find((one) => one === name) ?? '', isMonth: false };
  if (!seen.includes(found.column)) throw new InvalidQuery(`the list cannot be counted by ${name}`, '/by');
  return found;
};

/**
 * The counts that are kept by month, in SQL, where they answer a question: by the months of one day and a column at most, of every row, or of whole
 * months of that day. Undefined: rows have to be counted.
 */
const keptCounts = (
  list: AnyList,
  { reader, q, where: filters = {} }: CountQuery,
  by: readonly CountedBy[],
): string | undefined => {
  const table: ProjectedTable = list.of;
  // They are of everybody's rows.
  const isOfAll = reader === undefined || list.readers[reader.kind]?.range === 'all';
  const [month, ...months] = by.filter(({ isMonth }) => isMonth);
  const [other, ...others] = by.filter(({ isMonth }) => !isMonth);
  const columns =
    month && (Object.hasOwn(table.months, month.column) ? table.months[month.column] : undefined);
  if (!isOfAll || q !== undefined || month === undefined || columns === undefined) return undefined;
  if (months.length + others.length > 0 || (other !== undefined && !columns.includes(other.column)))
    return undefined;
  const names = Object.keys(filters);
  const range = filters[month.column];
  if (names.some((name) => name !== month.column) || (range !== undefined && !isOfWholeMonths(range)))
    return undefined;
  const stored = storedNameOf(month.column);
  const ends = [
    ...(range !== undefined && 'from' in range ? [`month >= substr(@${stored}_from, 1, 7)`] : []),
    ...(range !== undefined && 'to' in range ? [`month < substr(@${stored}_to, 1, 7) AND month <> ''`] : []),
  ];
  const cells = by.map(({ isMonth }, place) =>
    isMonth ? `nullif(month, '') AS of_${place}` : `json_extract(key, '$') AS of_${place}`,
  );
  return `SELECT ${[...cells, 'counted AS count'].join(', ')} FROM ${nameOfSums(table)}
     ${where([`cohort = '${stored}'`, `dimension = '${other === undefined ? '' : storedNameOf(other.column)}'`, ...ends])}`;
};

const isOfWholeMonths = (range: ListFilter): boolean =>
  !('oneOf' in range) &&
  [range.from, range.to].every(
    (end) => end === undefined || (typeof end === 'string' && end.endsWith('-01')),
  );

/** The columns that somebody sees. @throws {@link Forbidden} for whom the list is not */
const columnsFor = (list: AnyList, reader: Actor | undefined): readonly string[] => {
  if (reader === undefined) return Object.keys(list.of.fields);
  const found = Object.hasOwn(list.readers, reader.kind) ? list.readers[reader.kind] : undefined;
  if (found === undefined)
    throw new Forbidden(`this list is not for actors of the kind ${reader.kind}`, {
      visible: true,
      by: Object.keys(list.readers),
    });
  return found.columns;
};

const columnOf = ({ fields }: ProjectedTable, name: string): DeclaredColumn => {
  const column = fields[name];
  if (column === undefined) throw new TypeError(`${name} is no column`);
  return column;
};

const orderOf = (
  { of, sorts }: AnyList,
  seen: readonly string[],
  sort: string | undefined,
): { readonly key: string | undefined; readonly descending: boolean } => {
  if (sort === undefined) return { key: undefined, descending: false };
  const descending = sort.startsWith('-');
  const name = descending ? sort.slice(1) : sort;
  if (!sorts.includes(name) || !seen.includes(name))
    throw new InvalidQuery(`the list cannot be sorted by ${name}`, '/sort');
  return { key: sortKeyOf(of, name, descending), descending };
};

const isNumeric = (table: ProjectedTable, sort: string | undefined): boolean =>
  sort !== undefined && ['integer', 'real', 'boolean'].includes(columnOf(table, sort.replace(/^-/, '')).kind);

const conditionsOf = (
  list: AnyList,
  { reader, q, where: filters = {} }: Pick<ListQuery, 'reader' | 'where' | 'q'>,
  seen: readonly string[],
  bound: Bound,
): string[] => {
  const table: ProjectedTable = list.of;
  const range = reader === undefined ? 'all' : list.readers[reader.kind]?.range;
  const conditions: string[] = [];
  const [own, whose] =
    range === 'own' ? [list.own, reader?.id] : range === 'agency' ? [list.agency, reader?.agencyId] : [];
  if (own !== undefined) {
    conditions.push(`${storedNameOf(own)} = @own`);
    bound.own = whose ?? '';
  }
  if (range === 'shared' && reader !== undefined && list.shared !== undefined) {
    const isShared = `${storedNameOf(list.shared)} IN (@circle, @every)`;
    conditions.push(list.own === undefined ? isShared : `(${storedNameOf(list.own)} = @own OR ${isShared})`);
    if (list.own !== undefined) bound.own = reader.id;
    bound.circle = circleOf(reader);
    bound.every = everyCircle;
  }
  for (const [name, filter] of Object.entries(filters)) {
    // Whoever does not see a column could ask it out by what it finds.
    if (!list.filters.includes(name) || !seen.includes(name))
      throw new InvalidQuery(`the list cannot be filtered by ${name}`, `/${name}`);
    conditions.push(...filtered(columnOf(table, name), name, filter, bound));
  }
  if (q !== undefined) conditions.push(found(list, q, seen, bound));
  return conditions;
};

/** Words of the texts that the reader sees: of others what is found would tell. */
const found = ({ of, search }: AnyList, q: string, seen: readonly string[], bound: Bound): string => {
  const shown = search.filter((name) => seen.includes(name));
  if (shown.length === 0) throw new InvalidQuery('the list cannot be searched', '/q');
  const phrases = searchPhrases(q);
  if (phrases.length === 0) return '0';
  bound.q = matchingIn(phrases, shown);
  return hasWords(of, '@q');
};

const filtered = (
  column: DeclaredColumn,
  name: string,
  filter: ListFilter,
  bound: Bound,
): readonly string[] => {
  const stored = storedNameOf(name);
  const bind = (what: string, value: string | number | boolean): string => {
    const place = `${stored}_${what}`;
    bound[place] = typeof value === 'boolean' ? Number(value) : value;
    return `@${place}`;
  };
  if ('oneOf' in filter) {
    const of = column.kind === 'clock' ? verdictOf(stored) : stored;
    return [`${of} IN (${filter.oneOf.map((value, place) => bind(String(place), value)).join(', ')})`];
  }
  const of = column.kind === 'clock' ? `${stored}_due_at` : stored;
  return [
    ...(filter.from === undefined ? [] : [`${of} >= ${bind('from', filter.from)}`]),
    ...(filter.to === undefined ? [] : [`${of} < ${bind('to', filter.to)}`]),
  ];
};

const where = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : `WHERE ${conditions.map((condition) => `(${condition})`).join(' AND ')}`;

const shownOfClock = ['started_at', 'due_day', 'due_at', 'paused_at', 'stopped_at', 'cancelled_at'] as const;

const selected = (table: ProjectedTable, seen: readonly string[]): readonly string[] =>
  seen.flatMap((name) => {
    const stored = storedNameOf(name);
    const { kind, isPersonal } = columnOf(table, name);
    if (kind !== 'clock') return isPersonal ? [stored, erasedCellOf(stored)] : [stored];
    return [...shownOfClock.map((cell) => `${stored}_${cell}`), `${verdictOf(stored)} AS ${stored}_verdict`];
  });

const shownRow = (table: ProjectedTable, seen: readonly string[], row: Stored): ListedRow =>
  Object.fromEntries(
    seen.map((name): [string, ListedValue] => {
      const column = columnOf(table, name);
      const stored = storedNameOf(name);
      if (column.isPersonal && row[erasedCellOf(stored)] === 1) return [name, erased];
      return column.kind === 'clock'
        ? [name, clockShown(row, stored)]
        : [name, cellShown(column, row[stored] ?? null)];
    }),
  );

const cellShown = ({ kind }: DeclaredColumn, cell: CellValue): string | number | boolean | null =>
  kind === 'boolean' && cell !== null ? cell === 1 : cell;

const clockShown = (row: Stored, stored: string): ListedClock | null => {
  const startedAt = textOf(row[`${stored}_started_at`]);
  if (startedAt === null) return null;
  return {
    startedAt,
    dueDay: textOf(row[`${stored}_due_day`]),
    dueAt: textOf(row[`${stored}_due_at`]),
    pausedAt: textOf(row[`${stored}_paused_at`]),
    stoppedAt: textOf(row[`${stored}_stopped_at`]),
    cancelledAt: textOf(row[`${stored}_cancelled_at`]),
    verdict: verdicts.find((verdict) => verdict === row[`${stored}_verdict`]) ?? null,
  };
};

const textOf = (cell: CellValue | undefined): string | null => (typeof cell === 'string' ? cell : null);

const notOfThisQuery = (): InvalidQuery =>
  new InvalidQuery('the cursor is not one that this query gave out', '/cursor');
