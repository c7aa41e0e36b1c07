import { z } from 'zod';
import { type InputIssue, InvalidWorkflow, inWords, issuesOf } from '../../engine/index.ts';
import { storedNameOf } from '../tables/declared-column.ts';
import type { DeclaredTable } from '../tables/declared-table.ts';
import { columnTypes } from '../tables/table.ts';
import { faultOfSqlName, nameIssues } from './names.ts';
import { tableIssues } from './table-issues.ts';

const names = z.array(z.string());
const callable = z.custom((value) => typeof value === 'function', 'is not a function');

const column = z.looseObject({
  kind: z.enum([...columnTypes, 'clock']),
  isNullable: z.boolean(),
  isKey: z.boolean(),
  isPersonal: z.boolean(),
  values: names.optional(),
  field: z.string().optional(),
  meaning: z.string(),
});

/** The form of a declared table: types say the same of one that is written in TypeScript. */
const table = z.looseObject({
  fields: z.record(z.string(), column),
  meaning: z.string(),
  indexes: z.array(names),
  search: names,
  months: z.record(z.string(), names),
});

const definition = z.looseObject({
  name: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{0,60}$/,
      'is no name of a projection: a small letter, then letters, digits and hyphens',
    ),
  version: z.int('is no version: they count from 1').min(1, 'is no version: they count from 1'),
  tables: z.record(z.string(), table).refine((tables) => Object.keys(tables).length > 0, 'has no table'),
  types: names.min(1, 'names no type: nothing would be taken in').optional(),
  passesFaults: z.boolean().optional(),
  begin: callable.optional(),
  apply: callable,
});

interface CheckedProjection {
  readonly name: string;
  readonly reads: { readonly name: string; readonly events: object };
  readonly tables: { readonly [name: string]: DeclaredTable };
  readonly types?: readonly string[];
}

/**
 * Demands that the parts of a projection fit together.
 *
 * @throws {@link InvalidWorkflow} with everything that is wrong, each by where it stands
 */
export const demandProjection = (given: CheckedProjection): void => {
  const { name, reads, types = [], tables } = given;
  // Parsed once in a life: code that is generated for it would take longer than the parse.
  const parsed = definition.safeParse(given, { jitless: true, error: inWords });
  const issues: readonly InputIssue[] = parsed.success
    ? [
        ...nameIssues('/types', types, (type) =>
          Object.hasOwn(reads.events, type) ? undefined : `is no event of ${reads.name}`,
        ),
        ...Object.entries(tables).flatMap(([key, one]) => tableIssues(`/tables/${key}`, one)),
        ...tableNameIssues(Object.keys(tables)),
      ]
    : issuesOf(parsed.error);
  if (issues.length > 0)
    throw new InvalidWorkflow(
      reads.name,
      issues.map(({ pointer, message }) => ({ pointer: `/projections/${name}${pointer}`, message })),
    );
};

const tableNameIssues = (tables: readonly string[]): readonly InputIssue[] => {
  const stored = tables.map(storedNameOf);
  return tables.flatMap((table, place) => {
    const name = stored[place] ?? '';
    const first = stored.indexOf(name);
    const message =
      faultOfSqlName(name) ??
      (first < place ? `is kept as ${name}, and so is ${tables[first] ?? ''}` : undefined);
    return message === undefined ? [] : [{ pointer: `/tables/${table}`, message }];
  });
};
