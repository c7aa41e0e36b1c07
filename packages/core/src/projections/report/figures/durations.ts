import { type Holder, holders } from '../case-facts.ts';
import type { CaseTimes } from '../evaluated-case.ts';
import type { Distribution, DurationFigures } from './figure-queries.ts';
import type { GroupKey } from './sla-figures.ts';

export const measuredTimes = ['total', ...holders] as const satisfies readonly (Holder | 'total')[];

/** How often each number of days occurs, by whose days they are. */
export interface DurationCounts {
  cases: number;
  readonly workingDays: ReadonlyMap<Holder | 'total', Map<number, number>>;
  readonly calendarDays: ReadonlyMap<Holder | 'total', Map<number, number>>;
}

const countsByHolder = () => new Map(measuredTimes.map((holder) => [holder, new Map<number, number>()]));

export const noDurations = (): DurationCounts => ({
  cases: 0,
  workingDays: countsByHolder(),
  calendarDays: countsByHolder(),
});

export const addDurations = (counts: DurationCounts, times: CaseTimes): void => {
  counts.cases += 1;
  for (const holder of measuredTimes) {
    const { workingDays, calendarDays } = times[holder];
    if (workingDays !== null) increase(counts.workingDays.get(holder), workingDays);
    increase(counts.calendarDays.get(holder), calendarDays);
  }
};

const increase = (counts: Map<number, number> | undefined, days: number): void => {
  counts?.set(days, (counts.get(days) ?? 0) + 1);
};

export const durationFiguresOf = (group: GroupKey, counts: DurationCounts): DurationFigures => ({
  group,
  cases: counts.cases,
  // One entry for each measured time.
  durations: Object.fromEntries(
    measuredTimes.map((holder) => [
      holder,
      {
        workingDays: distributionOf(counts.workingDays.get(holder)),
        calendarDays: distributionOf(counts.calendarDays.get(holder)),
      },
    ]),
  ) as DurationFigures['durations'],
});

const distributionOf = (counts: ReadonlyMap<number, number> = new Map()): Distribution => {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const cases = sorted.reduce((sum, [, times]) => sum + times, 0);
  return { cases, median: ranked(sorted, cases, 0.5), p90: ranked(sorted, cases, 0.9) };
};

/** The value of the nearest rank among values that occur several times. */
const ranked = (
  sorted: readonly (readonly [value: number, times: number])[],
  cases: number,
  share: number,
): number | null => {
  let rank = Math.max(Math.ceil(share * cases), 1);
  for (const [value, times] of sorted) {
    rank -= times;
    if (rank <= 0) return value;
  }
  return null;
};
