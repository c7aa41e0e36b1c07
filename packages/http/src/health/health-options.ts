import type { Instant, Reports } from '@phananh/core';
import type { Timers } from '@phananh/core/engine';
import type { ReadModels, RunningWorkflow } from '@phananh/core/read-models';

/** What tells how a host does. */
export interface HealthOptions {
  readonly reports: Reports;
  /** Throws as long as nobody is let in. */
  readonly demandReady?: (() => void | Promise<void>) | undefined;
  /** Those beside reports; `/readyz` tells of each what its lists lack. */
  readonly workflows?: readonly RunningWorkflow[];
  readonly readModels?: ReadModels | undefined;
  readonly timers?: Timers | undefined;
  /** What this host could not give of what events cause. */
  readonly reactions?: HostReactions | undefined;
  /** The subscriptions by which this host follows a log that is elsewhere; `/readyz` tells how they are. */
  readonly subscriptions?: (() => readonly FollowedSubscription[]) | undefined;
}

/** Reactions that could not be given and wait for somebody. */
interface HostReactions {
  standing(): readonly unknown[];
}

/** A subscription to a log over a connection. */
export interface FollowedSubscription {
  /** What follows the log by it. */
  readonly follower: string;
  readonly connected: boolean;
  readonly caughtUp: boolean;
  /** Since when it is connected, or is not. */
  readonly since: Instant;
  readonly drops: number;
  /** The code of the error that it was last dropped with. */
  readonly lastDropCode?: string | null;
}
