import {
  type CaseSumsDimension,
  caseSums,
  type Grouped,
  type Tally,
  tallyColumns,
} from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { LRUCache } from 'lru-cache';

/** Sums of one dimension over months, both included. */
export interface RollupRange {
  readonly cohort: 'submitted' | 'decided';
  readonly round: 'first' | 'final';
  readonly dimension: CaseSumsDimension;
  readonly fromMonth: string;
  readonly toMonth: string;
}

export interface RollupCell {
  readonly month: string;
  /** What its cases are grouped by; but for the one dimension, nothing is known. */
  readonly grouped: Grouped;
  readonly tally: Readonly<Tally>;
}

/** Some 15 MB. Three years of a province by agency are 8,000, for each cohort and round. */
const mostKept = 50_000;

/**
 * Reads sums. Months are kept from one question to the next and read again when their version is another one: of a long
 * time only the last months change, however much is written. To be asked within one transaction.
 */
export const readRollup = (database: Database): ((range: RollupRange) => readonly RollupCell[]) => {
  const versions = database
    .prepare<[string, string], readonly [month: string, version: number]>(
      `SELECT month, version FROM ${caseSums.name}_months WHERE month BETWEEN ? AND ? ORDER BY month`,
    )
    .raw();
  const select = database
    .prepare<[string, string, string, string], readonly (string | number)[]>(
      `SELECT key, ${tallyColumns.join(', ')} FROM ${caseSums.name}
       WHERE cohort = ? AND round = ? AND dimension = ? AND month = ?`,
    )
    .raw();
  const kept = new LRUCache<string, { readonly version: number; readonly cells: readonly RollupCell[] }>({
    maxSize: mostKept,
    sizeCalculation: ({ cells }) => Math.max(1, cells.length),
  });
  let schema: unknown;

  const cellsOf = ({ cohort, round, dimension }: RollupRange, month: string, version: number) => {
    const name = `${cohort} ${round} ${dimension} ${month}`;
    const known = kept.get(name);
    if (known?.version === version) return known.cells;
    const cells = select.all(cohort, round, dimension, month).map(
      ([key, ...numbers]): RollupCell => ({
        month,
        grouped: groupedBy(dimension, key === '' ? null : String(key)),
        tally: numbers.map(Number),
      }),
    );
    kept.set(name, { version, cells });
    return cells;
  };
  return (range) => {
    // Tables that were made anew count their versions anew.
    const now = database.pragma('schema_version', { simple: true });
    if (now !== schema) kept.clear();
    schema = now;
    return versions
      .all(range.fromMonth, range.toMonth)
      .flatMap(([month, version]) => cellsOf(range, month, version));
  };
};

const groupedBy = (dimension: CaseSumsDimension, key: string | null): Grouped => ({
  agencyId: dimension === 'agency' ? key : null,
  category: dimension === 'category' ? key : null,
  labels: [],
  areaCode: dimension === 'area' ? key : null,
  channel: dimension === 'channel' ? (key ?? '') : '',
  procedure: dimension === 'procedure' ? (key ?? '') : '',
  priority: '',
  outcome: null,
});
