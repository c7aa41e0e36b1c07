/** Of times in milliseconds, by nearest rank. */
export interface Percentiles {
  readonly median: number;
  readonly p99: number;
  readonly most: number;
}

export const percentilesOf = (times: readonly number[]): Percentiles => {
  const sorted = times.toSorted((a, b) => a - b);
  const ranked = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return { median: ranked(0.5), p99: ranked(0.99), most: ranked(1) };
};
