/** What the thread that tells is given. */
export interface TellingData {
  readonly what: string;
  /** The descriptor that it writes to. */
  readonly file: number;
  readonly isTerminal: boolean;
  /** In the places of {@link toldPlaces}: 1 when it has ended, and how often it was told. */
  readonly shared: Int32Array;
  /** Milliseconds in which nothing is told. */
  readonly quiet?: number;
}

export const toldPlaces = { end: 0, count: 1 } as const;
