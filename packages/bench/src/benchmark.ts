/** What one run of a benchmark found out about one subject. */
export interface Figure {
  readonly subject: string;
  readonly value: number;
  readonly unit: string;
  /** Durability in force, CPU time: what the figure must be read with. */
  readonly notes: readonly string[];
  /** What went wrong; then the figure counts as failed. */
  readonly failure?: string;
}

/**
 * What we demand of a subject: a limit for its figure, or for how many times another subject's figure of the same run it
 * is. Without a limit: that nothing goes wrong, which every other bar demands too.
 */
export interface Bar {
  readonly subject: string;
  readonly limit?: {
    readonly demand: 'at least' | 'below';
    readonly value: number;
    readonly unit: string;
    readonly timesAsManyAs?: string;
  };
}

export interface Benchmark {
  readonly name: string;
  /** Takes so long that it is run when it is named, and in no whole run. */
  readonly onlyByName?: true;
  /** What is done, in a sentence. */
  readonly workload: string;
  readonly bars: readonly Bar[];
  /** @returns why it cannot be run here; absent when it always can */
  readonly skip?: () => string | undefined;
  readonly run: () => Promise<readonly Figure[]>;
}
