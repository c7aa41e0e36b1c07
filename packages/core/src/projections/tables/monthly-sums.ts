/**
 * Sums by month that are kept while rows change: by exact differences, so that what a row was is taken out and what it is put in. A projection
 * says what is summed up; who keeps its tables keeps them.
 */
export interface MonthlySums<Counted> {
  /** Name of their table. */
  readonly name: string;
  /** By which day something counts: each has sums of its own. Null: it does not count by that one. */
  readonly cohorts: { readonly [cohort: string]: (counted: Counted) => string | null };
  /** By what it is summed up in a month, one at a time. */
  readonly dimensions: { readonly [dimension: string]: (counted: Counted) => string };
  /** The sums: a column each. The first counts the rows. */
  readonly numbers: readonly string[];
  /** Adds something to the sums, or takes it out. */
  readonly count: (sums: number[], counted: Counted, sign: 1 | -1) => void;
  /** Whether two count alike, in every cohort, dimension and number. */
  readonly isAlike: (a: Counted, b: Counted) => boolean;
}
