import { z } from 'zod';
import { type InputIssue, InvalidWorkflow, inWords, issuesOf, namesField } from '../../engine/index.ts';
import type { DeclaredList } from '../declared-list.ts';
import type { DeclaredColumn, DeclaredColumns } from '../tables/declared-column.ts';
import { nameIssues } from './names.ts';
import { noColumn } from './table-issues.ts';

const names = z.array(z.string());
const ranges = ['all', 'own', 'agency', 'shared'] as const;

/** The form of a list: types say the same of one that is written in TypeScript. */
const definition = z.looseObject({
  summary: z.string(),
  filters: names,
  sorts: names,
  counts: names,
  search: names,
  months: names,
  by: z.record(z.string(), z.enum(ranges).optional()),
  own: z.string().optional(),
  agency: z.string().optional(),
  shared: z.string().optional(),
  as: z.record(z.string(), z.string().optional()),
});

interface CheckedList extends Omit<DeclaredList, 'workflow' | 'readers'> {
  readonly workflow: {
    readonly name: string;
    readonly actorKinds: object;
    readonly fields: object;
    readonly views: object;
  };
  readonly by: { readonly [kind: string]: (typeof ranges)[number] | undefined };
  readonly as: { readonly [kind: string]: string | undefined };
}

/**
 * Demands that a list fits its table and its workflow. It has no name yet: it is told by that of its table.
 *
 * @throws {@link InvalidWorkflow} with everything that is wrong, each by where it stands
 */
export const demandList = (given: CheckedList): void => {
  const parsed = definition.safeParse(given, { jitless: true, error: inWords });
  const issues = parsed.success
    ? [...columnIssues(given), ...readerIssues(given), ...shownIssues(given)]
    : issuesOf(parsed.error);
  if (issues.length > 0)
    throw new InvalidWorkflow(
      given.workflow.name,
      issues.map(({ pointer, message }) => ({ pointer: `/lists/${given.of.name}${pointer}`, message })),
    );
};

const columnIssues = ({ of, filters, sorts, counts, search, months }: CheckedList): readonly InputIssue[] => {
  const fields: DeclaredColumns = of.fields;
  const ofColumns =
    (faultOf: (column: DeclaredColumn, name: string) => string | undefined) =>
    (name: string): string | undefined => {
      const column = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return column === undefined ? noColumn : faultOf(column, name);
    };
  return [
    ...nameIssues(
      '/filters',
      filters,
      ofColumns((_, name) => (parametersOfLists.includes(name) ? 'is a parameter of every list' : undefined)),
    ),
    ...nameIssues(
      '/sorts',
      sorts,
      ofColumns(() => undefined),
    ),
    ...nameIssues(
      '/counts',
      counts,
      ofColumns(({ kind }) =>
        countable.includes(kind) ? undefined : 'is of a kind that rows are not counted by',
      ),
    ),
    ...nameIssues(
      '/search',
      search,
      ofColumns((_, name) =>
        of.search.includes(name) ? undefined : 'its table has no words of ready (search)',
      ),
    ),
    ...nameIssues(
      '/months',
      months,
      ofColumns(({ kind }, name) => {
        if (kind !== 'day') return 'is no day that has a month';
        return Object.hasOwn(fields, monthOf(name))
          ? `has the month ${monthOf(name)}, which is a column`
          : undefined;
      }),
    ),
  ];
};

const countable: readonly string[] = ['text', 'boolean', 'clock', 'day'];

/** What rows are counted by as the month of a day. */
export const monthOf = (day: string): string => `${day}Month`;

/** No column can be asked for by these names. */
const parametersOfLists: readonly string[] = ['q', 'sort', 'limit', 'cursor', 'by', 'after'];

const readerIssues = ({ of, workflow, by, own, agency, shared, as }: CheckedList): readonly InputIssue[] => {
  const { actorKinds, views } = workflow;
  const columns = { own, agency, shared };
  const isKind = (kind: string): boolean => Object.hasOwn(actorKinds, kind);
  return [
    ...Object.entries(columns).flatMap(([pointer, name]) =>
      name === undefined || (Object.hasOwn(of.fields, name) && of.fields[name]?.kind === 'text')
        ? []
        : [{ pointer: `/${pointer}`, message: `names ${name}, which is no text that has an id` }],
    ),
    ...Object.entries(by).flatMap(([kind, range]) => {
      const pointer = `/by/${kind}`;
      if (range === undefined) return [];
      if (!isKind(kind)) return [{ pointer, message: 'is no kind of actor' }];
      if (range !== 'all' && columns[range] === undefined)
        return [{ pointer, message: `is ${range}, and no column is named as ${range}` }];
      const audience = as[kind] ?? kind;
      return Object.hasOwn(views, audience)
        ? []
        : [{ pointer, message: `reads as ${audience}, which is no audience` }];
    }),
    ...Object.keys(as)
      .filter((kind) => !isKind(kind))
      .map((kind) => ({ pointer: `/as/${kind}`, message: 'is no kind of actor' })),
  ];
};

/** A column that no view can show would be shown to nobody, and nobody would know why. */
const shownIssues = ({ of, workflow }: CheckedList): readonly InputIssue[] => {
  const known = Object.keys(workflow.fields);
  return Object.entries(of.fields).flatMap(([name, { field }]) =>
    field === undefined || namesField(known, field)
      ? []
      : [{ pointer: `/of/${name}`, message: `is shown as ${field}, which is no field of ${workflow.name}` }],
  );
};
