export interface Limits {
  /** Most bytes of a JSON body. */
  readonly bodyBytes: number;
  /** Most levels of objects and arrays in a body. */
  readonly bodyDepth: number;
  /** How long a query with `after` waits for the read model. */
  readonly afterMilliseconds: number;
  /** How old the oldest event may be that the read model has not applied, for the host to be ready. */
  readonly lagMilliseconds: number;
}

const defaults: Limits = {
  bodyBytes: 1024 * 1024,
  bodyDepth: 32,
  afterMilliseconds: 2_000,
  lagMilliseconds: 30_000,
};

export const limitsOf = (limits: Partial<Limits> = {}): Limits => ({ ...defaults, ...limits });
