import type { MonthlySums } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';

/** Sums by month as they are kept in a file, of whatever projection says what is summed up. */

/** Which months changed stands beside them, for those who keep them: a number that is another one then. */
const monthsOf = (name: string): string => `${name}_months`;

/** Their tables in SQL. */
export const sumsTables = ({ name, numbers }: Pick<MonthlySums<never>, 'name' | 'numbers'>): string => `
CREATE TABLE ${name} (
  cohort TEXT NOT NULL,
  round TEXT NOT NULL,
  dimension TEXT NOT NULL,
  month TEXT NOT NULL,
  key TEXT NOT NULL,
  ${numbers.map((column) => `${column} INTEGER NOT NULL`).join(',\n  ')},
  PRIMARY KEY (cohort, round, dimension, month, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE ${monthsOf(name)} (month TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Writes sums by exact differences. */
export interface SumsWriter<Counted> {
  /**
   * Takes out what something counted as, and puts in what it counts as now.
   *
   * @param round as what of several it counts; empty where it counts once
   */
  change(round: string, before: Counted | undefined, after: Counted | undefined): void;
  /** Writes what changed since the last time. */
  flush(): void;
  /** Drops it: the transaction was rolled back. */
  forget(): void;
}

/** Sums by dimension and key. */
type Cells = { readonly [dimension: string]: Map<string, number[]> };

export const sumsWriter = <Counted>(
  database: Database,
  { name, cohorts, dimensions, numbers, count, isAlike }: MonthlySums<Counted>,
): SumsWriter<Counted> => {
  const add = database.prepare(
    `INSERT INTO ${name} (cohort, round, dimension, month, key, ${numbers.join(', ')})
     VALUES (?, ?, ?, ?, ?, ${numbers.map(() => '?').join(', ')})
     ON CONFLICT DO UPDATE SET ${numbers.map((column) => `${column} = ${column} + excluded.${column}`).join(', ')}`,
  );
  const dropEmpty = database.prepare(
    `DELETE FROM ${name} WHERE cohort = ? AND round = ? AND dimension = ? AND month = ? AND key = ? AND ${numbers[0]} = 0`,
  );
  const mark = database.prepare(
    `INSERT INTO ${monthsOf(name)} (month, version) VALUES (?, 1) ON CONFLICT DO UPDATE SET version = version + 1`,
  );
  const zeros: readonly number[] = numbers.map(() => 0);
  const dimensionNames = Object.keys(dimensions);
  const keys = dimensionNames.map((dimension) => [dimension, dimensions[dimension]] as const);
  const days = Object.entries(cohorts);
  /** Cells that changed, by cohort, round and month. */
  const known = new Map<string, readonly [cohort: string, round: string, month: string, cells: Cells]>();
  const cellsAt = (cohort: string, round: string, month: string): Cells => {
    const place = cohort + round + month;
    const found = known.get(place);
    if (found !== undefined) return found[3];
    const cells = Object.fromEntries(dimensionNames.map((dimension) => [dimension, new Map()]));
    known.set(place, [cohort, round, month, cells]);
    return cells;
  };
  const countAs = (round: string, counted: Counted | undefined, sign: 1 | -1): void => {
    if (counted === undefined) return;
    for (const [cohort, dayOf] of days) {
      const day = dayOf(counted);
      if (day === null) continue;
      const cells = cellsAt(cohort, round, day.slice(0, 7));
      for (const [dimension, keyOf] of keys) {
        const key = keyOf?.(counted) ?? '';
        const ofDimension = cells[dimension];
        let sums = ofDimension?.get(key);
        if (sums === undefined) {
          sums = zeros.slice();
          ofDimension?.set(key, sums);
        }
        count(sums, counted, sign);
      }
    }
  };
  return {
    change: (round, before, after) => {
      // Most events change nothing that is counted.
      if (before !== undefined && after !== undefined && isAlike(before, after)) return;
      countAs(round, before, -1);
      countAs(round, after, 1);
    },
    flush: () => {
      const changed = new Set<string>();
      for (const [cohort, round, month, cells] of known.values())
        for (const dimension of dimensionNames)
          for (const [key, sums] of cells[dimension] ?? []) {
            if (sums.every((number) => number === 0)) continue;
            add.run(cohort, round, dimension, month, key, ...sums);
            if ((sums[0] ?? 0) < 0) dropEmpty.run(cohort, round, dimension, month, key);
            changed.add(month);
          }
      for (const month of changed) mark.run(month);
      known.clear();
    },
    forget: () => known.clear(),
  };
};
