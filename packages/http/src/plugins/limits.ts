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
  /** Most cases that a bulk preview looks at: as many as a bulk run may have. */
  readonly bulkCases: number;
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
  bulkCases: 500,
  exportStallMilliseconds: 30_000,
  lagMilliseconds: 30_000,
  healthMilliseconds: 2_000,
};

export const limitsOf = (limits: Partial<Limits> = {}): Limits => ({ ...defaultLimits, ...limits });

/** How many requests of one sender are taken. Each is counted by itself; what is over is refused until its time has passed. */
export interface RateLimits {
  /** A minute, of one actor, wherever they come from. */
  readonly requestsOfActor: number;
  /** A minute, of one address, that show no valid token; of preflights ten times as many. IPv6: of one /64. */
  readonly requestsOfAddress: number;
  /** Tokens that are not valid, a minute, of one address. */
  readonly failedSignIns: number;
  /** Tracking codes that are asked for, a minute, by one actor or from one address without a token; and such as there are none of. */
  readonly trackingCodes: number;
  readonly unknownTrackingCodes: number;
  /**
   * What one actor may create, such as reports, an hour, by its kind. A kind that is not here may create as much as it may ask. `guest`: who does
   * not sign in, of one address.
   */
  readonly creations: { readonly [actorKind: string]: number };
  /** What one actor may upload, such as photos, an hour, by its kind. A kind that is not here may upload as much as it may ask. */
  readonly uploads: { readonly [actorKind: string]: number };
}

export const defaultRateLimits: RateLimits = {
  requestsOfActor: 600,
  requestsOfAddress: 600,
  failedSignIns: 20,
  trackingCodes: 60,
  unknownTrackingCodes: 10,
  creations: { citizen: 30, guest: 20 },
  uploads: { citizen: 120, guest: 80 },
};

/** How long a request may take to arrive. Who is slower is cut off (408). */
export interface Timeouts {
  readonly headersMilliseconds: number;
  /** With its body. */
  readonly requestMilliseconds: number;
}

/** Both are longer than any honest request of 1 MiB takes. */
export const defaultTimeouts: Timeouts = { headersMilliseconds: 10_000, requestMilliseconds: 30_000 };

/** From when on a host refuses what it could only answer late. */
export interface OverloadLimits {
  /** Requests that are being answered, from when all of each is there until its answer is; uploads are not among them. */
  readonly requestsAtOnce: number;
  /** How late the event loop may be, on the average of a second. */
  readonly eventLoopDelayMilliseconds: number;
  /** Connections, of all and of one address; what is over is closed. Trusted proxies and this machine may have as many as all. */
  readonly connections: number;
  readonly connectionsOfAddress: number;
}

export const defaultOverloadLimits: OverloadLimits = {
  requestsAtOnce: 64,
  eventLoopDelayMilliseconds: 500,
  connections: 10_000,
  connectionsOfAddress: 256,
};
