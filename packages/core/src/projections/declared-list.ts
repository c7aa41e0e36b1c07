import type { DeclaredColumns } from './tables/declared-column.ts';
import type { ProjectedTable } from './tables/declared-table.ts';

/** A list of a workflow's subjects, or of what else a projection keeps of them: which rows, in which order, for whom. */

/**
 * Which rows are for an actor: all of them, those whose column has the actor's id, those whose column has the actor's agency, or those that are shared
 * with their circle ({@link circleOf}) or with every circle ({@link everyCircle}), beside the actor's own where a column says whose a row is.
 */
export type ListRange = 'all' | 'own' | 'agency' | 'shared';

/** What somebody of a kind gets of a list. */
export interface ListReader {
  readonly range: ListRange;
  /** The columns that they see, and filter, sort and count by. */
  readonly columns: readonly string[];
}

/** A list that fits its table and its workflow. */
export interface DeclaredList<Columns extends DeclaredColumns = DeclaredColumns> {
  readonly of: ProjectedTable<Columns>;
  readonly workflow: string;
  readonly summary: string;
  readonly filters: readonly string[];
  readonly sorts: readonly string[];
  readonly counts: readonly string[];
  readonly search: readonly string[];
  readonly months: readonly string[];
  readonly own: string | undefined;
  readonly agency: string | undefined;
  readonly shared: string | undefined;
  /** By kind of actor. Others get nothing. */
  readonly readers: { readonly [kind: string]: ListReader };
}

/** Any list: hosts answer those of different workflows. */
// biome-ignore lint/suspicious/noExplicitAny: `any` is the one type that the columns of every list fit.
export type AnyList = DeclaredList<any>;
