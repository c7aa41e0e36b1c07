import {
  type Actor,
  type Erased,
  type Instant,
  namesField,
  type Workflow,
  type WorkflowTypes,
} from '../engine/index.ts';
import type { Verdict } from '../sla/index.ts';
import { demandList } from './checks/index.ts';
import type { DeclaredList, ListRange, ListReader } from './declared-list.ts';
import type { DeclaredColumn, DeclaredColumns } from './tables/declared-column.ts';
import type { ProjectedTable } from './tables/declared-table.ts';

/** A list as it is declared. */
export interface ListDefinition<T extends WorkflowTypes, Columns extends DeclaredColumns> {
  readonly of: ProjectedTable<Columns>;
  /** The workflow whose views say who sees which column. */
  readonly workflow: Pick<Workflow<T>, 'name' | 'actorKinds' | 'fields' | 'views'>;
  readonly summary?: string;
  /** Columns that can be asked for: of a text its values, of a clock its verdicts, of an instant, a day or a number a range. */
  readonly filters?: readonly (keyof Columns & string)[];
  /** Columns that it can be sorted by, both ways; without one it is in the order of the key. Of a clock, its due moment. */
  readonly sorts?: readonly (keyof Columns & string)[];
  /** By what its rows can be counted: by texts, booleans, and verdicts of clocks. */
  readonly counts?: readonly (keyof Columns & string)[];
  /** Texts in whose words `q` is looked for, of those that the table has ready; each reader is answered by those that they see. */
  readonly search?: readonly (keyof Columns & string)[];
  /** Days by whose months its rows can be counted: `decidedOn` by `decidedOnMonth`. */
  readonly months?: readonly (keyof Columns & string)[];
  /** Who gets which rows: kinds of actors. */
  readonly by: { readonly [Kind in T['actorKind']]?: ListRange };
  /** The column with the id of whom a row belongs to; demanded where somebody gets their own. */
  readonly own?: keyof Columns & string;
  /** The column with the id of the agency that a row is of; demanded where somebody gets those of their agency. */
  readonly agency?: keyof Columns & string;
  /**
   * The column with the circle that a row is shared with, `everyCircle` where with all of them, null where with nobody; demanded where somebody gets
   * what is shared with them.
   */
  readonly shared?: keyof Columns & string;
  /** As which audience each kind reads. Default: the audience of its own name. */
  readonly as?: { readonly [Kind in T['actorKind']]?: T['audience'] };
}

/**
 * Declares a list. Its HTTP routes with their reference and the table of the command follow from it.
 *
 * @throws {@link InvalidWorkflow} for a column that the table does not have or that cannot be asked for so, for a kind of actor without an
 *   audience, and for somebody's own rows without a column that says whose they are
 */
export const list = <T extends WorkflowTypes, const Columns extends DeclaredColumns>({
  of,
  workflow,
  summary = `${of.meaning || `The ${of.name}`}`,
  filters = [],
  sorts = [],
  counts = [],
  search = [],
  months = [],
  by,
  own,
  agency,
  shared,
  as = {},
}: ListDefinition<T, Columns>): DeclaredList<Columns> => {
  const said = { of, summary, filters, sorts, counts, search, months, own, agency, shared };
  const fields: DeclaredColumns = of.fields;
  const audiences: { readonly [kind: string]: T['audience'] | undefined } = as;
  const ranges: { readonly [kind: string]: ListRange | undefined } = by;
  demandList({ ...said, workflow, by: ranges, as: audiences });
  const views: { readonly [audience: string]: View } = workflow.views;
  const readers = Object.entries(ranges).flatMap(
    ([kind, range]): readonly (readonly [string, ListReader])[] => {
      const view = views[audiences[kind] ?? kind];
      if (range === undefined || view === undefined) return [];
      return [
        [kind, { range, columns: Object.keys(fields).filter((name) => isShown(view, name, fields[name])) }],
      ];
    },
  );
  return { ...said, workflow: workflow.name, readers: Object.fromEntries(readers) };
};

interface View {
  readonly state: readonly string[];
  readonly personal?: readonly string[];
}

/** The key is shown to everybody who gets the row: it is what the subject is asked for by. */
const isShown = (view: View, name: string, column: DeclaredColumn | undefined): boolean => {
  if (column === undefined) return false;
  if (column.isKey) return true;
  const field = column.field ?? name;
  return namesField(view.state, field) && (!column.isPersonal || view.personal?.includes(field) === true);
};

/** What a filter asks of a column: one of several values, or a range. */
export type ListFilter =
  | { readonly oneOf: readonly (string | number | boolean)[] }
  | { readonly from?: string | number; readonly to?: string | number };

interface AskedRows {
  /** Of the list, as its workflow's host has it. */
  readonly list: string;
  /** Who asks. Absent: the code itself, which gets every row and column. */
  readonly reader?: Actor;
  readonly where?: { readonly [column: string]: ListFilter };
  /** Words that must occur in the texts that the list is searched in: all of them, the last one may be the beginning of one. */
  readonly q?: string;
  /** The moment of the verdicts. */
  readonly now: Instant;
}

/** A page of a list. */
export interface ListQuery extends AskedRows {
  /** A column, with `-` before it from the largest on. */
  readonly sort?: string;
  /** From 1 to 200. Default 50. */
  readonly limit?: number;
  readonly cursor?: string;
}

/** A clock of a row at the moment of the question. */
export interface ListedClock {
  readonly startedAt: Instant;
  readonly dueDay: string | null;
  readonly dueAt: Instant | null;
  readonly pausedAt: Instant | null;
  readonly stoppedAt: Instant | null;
  readonly cancelledAt: Instant | null;
  /** Null of a clock that was cancelled. */
  readonly verdict: Verdict | null;
}

/** Of a person: erased where it was. */
export type ListedValue = string | number | boolean | ListedClock | Erased | null;

/** A row as its reader may see it: columns that are not theirs are not there. */
export interface ListedRow {
  readonly [column: string]: ListedValue;
}

export interface ListPage {
  readonly rows: readonly ListedRow[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/** How many rows there are of each value of some columns. */
export interface CountQuery extends AskedRows {
  /** Columns that the list can be counted by, and months as {@link monthOf} names them; none: how many there are. */
  readonly by: readonly string[];
}

export interface CountedRows {
  readonly count: number;
  /** Values of the columns, months as `2026-03`; of a clock its verdict, null where it was never started or was cancelled. */
  readonly of: { readonly [column: string]: string | number | boolean | null };
}

export const mostListedRows = 200;
