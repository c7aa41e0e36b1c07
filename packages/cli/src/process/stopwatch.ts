/** Begins to measure now. @returns the seconds since then, to a tenth */
export const stopwatch = (): (() => number) => {
  const started = performance.now();
  return () => Math.round((performance.now() - started) / 100) / 10;
};
