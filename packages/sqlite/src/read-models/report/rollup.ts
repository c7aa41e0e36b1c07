import { type CountedCase, count, emptyTally, type Tally, tallyColumns } from '@phananh/core/read-models';
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

/** Tallies by key. */
type Cells = Map<string, Tally>;

export const rollup = (database: Database): Rollup => {
  const add = database.prepare(
    `INSERT INTO sla_rollup (cohort, round, dimension, month, key, ${tallyColumns.join(', ')})
     VALUES (?, ?, ?, ?, ?, ${tallyColumns.map(() => '?').join(', ')})
     ON CONFLICT DO UPDATE SET ${tallyColumns.map((column) => `${column} = ${column} + excluded.${column}`).join(', ')}`,
  );
  const dropEmpty = database.prepare(
    'DELETE FROM sla_rollup WHERE cohort = ? AND round = ? AND dimension = ? AND month = ? AND key = ? AND cases = 0',
  );
  const mark = database.prepare(
    `INSERT INTO sla_rollup_months (month, version) VALUES (?, 1) ON CONFLICT DO UPDATE SET version = version + 1`,
  );
  const months = monthsOfCells();

  const countIn = (
    cohort: string,
    round: keyof RolledUp,
    day: string,
    counted: CountedCase,
    sign: 1 | -1,
  ): void => {
    const cells = months.at(cohort, round, day.slice(0, 7));
    for (const dimension of rollupDimensions) {
      const key = keyOf[dimension](counted) ?? '';
      let tally = cells[dimension].get(key);
      if (tally === undefined) {
        tally = emptyTally();
        cells[dimension].set(key, tally);
      }
      count(tally, counted, sign);
    }
  };
  const countRound = (round: keyof RolledUp, counted: CountedCase | undefined, sign: 1 | -1): void => {
    if (counted === undefined) return;
    countIn('submitted', round, counted.submittedDay, counted, sign);
    if (counted.decidedDay !== null) countIn('decided', round, counted.decidedDay, counted, sign);
  };

  return {
    change: (before, after) => {
      for (const round of ['first', 'final'] as const) {
        const [was, is] = [before?.[round], after?.[round]];
        // Most events change nothing that is counted.
        if (was !== undefined && is !== undefined && countsAlike(was, is)) continue;
        countRound(round, was, -1);
        countRound(round, is, 1);
      }
    },
    flush: () => {
      const changed = new Set<string>();
      for (const [cohort, round, month, cells] of months.all())
        for (const dimension of rollupDimensions)
          for (const [key, tally] of cells[dimension]) {
            if (tally.every((number) => number === 0)) continue;
            add.run(cohort, round, dimension, month, key, ...tally);
            if ((tally[0] ?? 0) < 0) dropEmpty.run(cohort, round, dimension, month, key);
            changed.add(month);
          }
      for (const month of changed) mark.run(month);
      months.clear();
    },
    forget: () => months.clear(),
  };
};

type CellsOfMonth = { readonly [D in RollupDimension]: Cells };

/** Cells that changed, by cohort, round and month. */
const monthsOfCells = () => {
  const known = new Map<
    string,
    readonly [cohort: string, round: string, month: string, cells: CellsOfMonth]
  >();
  return {
    at: (cohort: string, round: string, month: string): CellsOfMonth => {
      const name = cohort + round + month;
      const found = known.get(name);
      if (found !== undefined) return found[3];
      const cells = {
        agency: new Map(),
        category: new Map(),
        area: new Map(),
        channel: new Map(),
        procedure: new Map(),
      };
      known.set(name, [cohort, round, month, cells]);
      return cells;
    },
    all: () => known.values(),
    clear: () => known.clear(),
  };
};

const countsAlike = (a: CountedCase, b: CountedCase): boolean =>
  // Every field, and those that change most often first.
  a.decidedDay === b.decidedDay &&
  a.agencyId === b.agencyId &&
  a.verdict === b.verdict &&
  a.againstOriginal === b.againstOriginal &&
  a.category === b.category &&
  a.areaCode === b.areaCode &&
  a.procedure === b.procedure &&
  a.channel === b.channel &&
  a.submittedDay === b.submittedDay &&
  a.assigned === b.assigned &&
  a.returned === b.returned &&
  a.extended === b.extended &&
  a.published === b.published &&
  a.disputed === b.disputed &&
  a.disputeDecided === b.disputeDecided &&
  a.upheld === b.upheld &&
  a.reopened === b.reopened;
