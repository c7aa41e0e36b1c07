import type { Bar, Benchmark, Figure } from '../benchmark.ts';

/** A benchmark's runs. Empty when it was skipped, with the reason. */
export interface Result {
  readonly benchmark: Benchmark;
  readonly runs: readonly (readonly Figure[])[];
  readonly skipped?: string;
}

/** One row of a benchmark's table. */
export interface Row {
  readonly subject: string;
  readonly median: string;
  readonly range: string;
  /** How many times the figure of the first subject is this one's. */
  readonly ratio: string;
  readonly bars: string;
  readonly notes: string;
}

export const rowsOf = ({ benchmark, runs }: Result): readonly Row[] => {
  const [firstRun = []] = runs;
  const leading = firstRun[0]?.subject;
  return firstRun.map(({ subject, unit, notes }) => {
    const figures = runs.flatMap((run) => run.filter((figure) => figure.subject === subject));
    const values = figures.map(({ value }) => value);
    const failures = figures.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
    return {
      subject,
      median:
        failures.length > 0 ? `fails (${show(median(values))} ${unit})` : `${show(median(values))} ${unit}`,
      range: `${show(Math.min(...values))}–${show(Math.max(...values))}`,
      ratio: leading === undefined || unit !== firstRun[0]?.unit ? '' : ratioText(runs, leading, subject),
      bars: benchmark.bars
        .filter((bar) => bar.subject === subject)
        .map((bar) => barText(bar, runs, failures.length > 0))
        .join('; '),
      notes: [...notes, ...failures.slice(0, 1)].join('; '),
    };
  });
};

/** Whether every bar of a benchmark was met. */
export const meetsBars = ({ benchmark, runs }: Result): boolean =>
  benchmark.bars.every(
    (bar) =>
      isMet(bar, runs) &&
      !runs.some((run) =>
        run.some(({ subject, failure }) => subject === bar.subject && failure !== undefined),
      ),
  );

const barText = (bar: Bar, runs: Result['runs'], failed: boolean): string => {
  const { limit } = bar;
  const verdict = !failed && isMet(bar, runs) ? 'met' : 'not met';
  if (limit === undefined) return `nothing fails: ${verdict}`;
  const { demand, value, unit, timesAsManyAs } = limit;
  const sign = demand === 'at least' ? '≥' : '<';
  const what = timesAsManyAs === undefined ? unit : `× ${timesAsManyAs}`;
  return `${sign} ${show(value)} ${what}: ${verdict}`;
};

const isMet = ({ subject, limit }: Bar, runs: Result['runs']): boolean => {
  if (limit === undefined) return valuesOf(runs, subject).length > 0;
  const { demand, value, timesAsManyAs } = limit;
  const found =
    timesAsManyAs === undefined
      ? median(valuesOf(runs, subject))
      : median(ratios(runs, subject, timesAsManyAs));
  return demand === 'at least' ? found >= value : found < value;
};

const valuesOf = (runs: Result['runs'], subject: string): readonly number[] =>
  runs.flatMap((run) => run.filter((figure) => figure.subject === subject).map(({ value }) => value));

/** Of the same run each, so that a slow minute of the machine slows both. */
const ratios = (runs: Result['runs'], subject: string, other: string): readonly number[] =>
  runs.map((run) => {
    const [ours] = valuesOf([run], subject);
    const [theirs] = valuesOf([run], other);
    return (ours ?? Number.NaN) / (theirs ?? Number.NaN);
  });

const ratioText = (runs: Result['runs'], leading: string, subject: string): string => {
  const ratio = median(ratios(runs, leading, subject));
  return Number.isFinite(ratio) ? ratio.toFixed(ratio < 10 ? 2 : 1) : '–';
};

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? upper)) / 2 : upper;
};

const show = (value: number): string =>
  Math.abs(value) >= 100 || Number.isInteger(value)
    ? Math.round(value).toLocaleString('en-GB')
    : value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
