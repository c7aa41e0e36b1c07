import { addTally, type CountedCase, count, emptyTally, type Tally, tallyColumns } from '@phananh/core';
import type { Database } from 'better-sqlite3';
import type { RolledUp } from './case-states.ts';

/** By what cases are summed up, beside cohort, round and month. More than one at a time is counted case by case. */
const rollupDimensions = ['agency', 'category', 'area', 'channel', 'procedure'] as const;
export type RollupDimension = (typeof rollupDimensions)[number];

const keyOf: { readonly [D in RollupDimension]: (counted: CountedCase) => string | null } = {
  agency: ({ agencyId }) => agencyId,
  category: ({ category }) => category,
  area: ({ areaCode }) => areaCode,
  channel: ({ channel }) => channel,
  procedure: ({ procedure }) => procedure,
};

/** Sums of cases kept by exact differences: a case that changed takes out what it was, and puts in what it is. */
export interface Rollup {
  change(before: RolledUp | undefined, after: RolledUp | undefined): void;
  /** Writes what changed since the last time. */
  flush(): void;
  /** Drops it: the transaction was rolled back. */
  forget(): void;
}

interface Cell {
  readonly key: readonly string[];
  readonly tally: Tally;
}

export const rollup = (database: Database): Rollup => {
  const add = database.prepare(
    `INSERT INTO sla_rollup (cohort, round, dimension, month, key, ${tallyColumns.join(', ')})
     VALUES (?, ?, ?, ?, ?, ${tallyColumns.map(() => '?').join(', ')})
     ON CONFLICT DO UPDATE SET ${tallyColumns.map((column) => `${column} = ${column} + excluded.${column}`).join(', ')}`,
  );
  const dropEmpty = database.prepare(
    'DELETE FROM sla_rollup WHERE cohort = ? AND round = ? AND dimension = ? AND month = ? AND key = ? AND cases = 0',
  );
  const cells = new Map<string, Cell>();

  const countIn = (key: readonly string[], counted: CountedCase, sign: 1 | -1): void => {
    const name = key.join('\u0000');
    let cell = cells.get(name);
    if (cell === undefined) {
      cell = { key, tally: emptyTally() };
      cells.set(name, cell);
    }
    count(cell.tally, counted, sign);
  };
  const countRound = (round: 'first' | 'final', counted: CountedCase | undefined, sign: 1 | -1): void => {
    if (counted === undefined) return;
    for (const dimension of rollupDimensions) {
      const key = keyOf[dimension](counted) ?? '';
      countIn(['submitted', round, dimension, counted.submittedDay.slice(0, 7), key], counted, sign);
      const { decidedDay } = counted;
      if (decidedDay !== null)
        countIn(['decided', round, dimension, decidedDay.slice(0, 7), key], counted, sign);
    }
  };
  const countAll = (counted: RolledUp | undefined, sign: 1 | -1): void => {
    countRound('first', counted?.first, sign);
    countRound('final', counted?.final, sign);
  };

  return {
    change: (before, after) => {
      countAll(before, -1);
      countAll(after, 1);
    },
    flush: () => {
      for (const { key, tally } of cells.values()) {
        if (tally.every((number) => number === 0)) continue;
        add.run(...key, ...tally);
        if ((tally[0] ?? 0) < 0) dropEmpty.run(...key);
      }
      cells.clear();
    },
    forget: () => cells.clear(),
  };
};

/** Sums of one dimension over months, both included. */
export interface RollupRange {
  readonly cohort: 'submitted' | 'decided';
  readonly round: 'first' | 'final';
  readonly dimension: RollupDimension;
  readonly fromMonth: string;
  readonly toMonth: string;
}

export interface RollupCell {
  readonly month: string;
  readonly key: string | null;
  readonly tally: Tally;
}

export const readRollup = (database: Database): ((range: RollupRange) => Iterable<RollupCell>) => {
  const select = database
    .prepare<[string, string, string, string, string], readonly (string | number)[]>(
      `SELECT month, key, ${tallyColumns.join(', ')} FROM sla_rollup
       WHERE cohort = ? AND round = ? AND dimension = ? AND month BETWEEN ? AND ?`,
    )
    .raw();
  return function* ({ cohort, round, dimension, fromMonth, toMonth }) {
    for (const [month, key, ...numbers] of select.all(cohort, round, dimension, fromMonth, toMonth)) {
      const tally = emptyTally();
      addTally(tally, numbers.map(Number));
      yield { month: String(month), key: key === '' ? null : String(key), tally };
    }
  };
};
