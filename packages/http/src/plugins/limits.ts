import '@phananh/core/demand-node';

export interface Limits {
  /** Most bytes of a JSON body. */
  readonly bodyBytes: number;
  /** Most levels of objects and arrays in a body. */
  readonly bodyDepth: number;
  /** How long a query with `after` waits for the read model. */
  readonly afterMilliseconds: number;
  /** Most exports at once, of all and of one actor; more are refused until one has ended. */
  readonly exports: number;
  readonly exportsOfOne: number;
  /** How long the reader of an export may take nothing before it is cut off. */
  readonly exportStallMilliseconds: number;
  /** How old the oldest event may be that the read model has not applied, for the host to be ready. */
  readonly lagMilliseconds: number;
  /** How long `/readyz` and `/metrics` wait for the store. */
  readonly healthMilliseconds: number;
}

/** What holds where nothing else is said. */
export const defaultLimits: Limits = {
  bodyBytes: 1024 * 1024,
  bodyDepth: 32,
  afterMilliseconds: 2_000,
  exports: 4,
  exportsOfOne: 2,
  exportStallMilliseconds: 30_000,
  lagMilliseconds: 30_000,
  healthMilliseconds: 2_000,
};

export const limitsOf = (limits: Partial<Limits> = {}): Limits => ({ ...defaultLimits, ...limits });
