import { listedTimers, parseQuery, type TimersPage, timersQuery } from '@phananh/core/engine';
import type { ParkedStream, Rebuild, SkippedEvent } from '@phananh/core/read-models';
import { type CalendarReach, calendarReach } from '@phananh/core/sla';
import type { FollowedSubscription, HealthOptions } from '../health/health-options.ts';
import { projectionLag } from '../health/projection-lag.ts';
import { shown } from '../health/ready-answer.ts';
import type { HostOperations, LeftOutReaction, ParkedReaction } from './port.ts';

export type OperationsOptions = Pick<HealthOptions, 'reports' | 'readModels' | 'timers' | 'subscriptions'> & {
  readonly operations: HostOperations;
};

/** How a host does, and what waits for somebody. */
export interface HostState {
  /** Age of the oldest event that is not applied; null: none was applied yet, and how old the oldest is nobody knows. */
  readonly lagMilliseconds: number | null;
  /** Up to where of the log the read models are. */
  readonly position: number | null;
  /** What stopped them; null: all is well. */
  readonly failure: string | null;
  readonly parked: readonly ParkedStream[];
  readonly skipped: readonly SkippedEvent[];
  readonly waitingOrders: number;
  /** The last time that all were computed anew; null: not since the host has started. */
  readonly rebuild: Rebuild | null;
  readonly reactions: readonly ParkedReaction[];
  readonly reactionsLeftOut: readonly LeftOutReaction[];
  /** Null: none fire here. */
  readonly timers: { readonly lagMilliseconds: number; readonly failing: number } | null;
  readonly subscriptions: readonly Omit<FollowedSubscription, 'lastDropCode'>[];
  readonly calendars: readonly CalendarReach[];
}

export const stateOfHost = async (options: OperationsOptions): Promise<HostState> => {
  const { reports, readModels, timers, subscriptions, operations } = options;
  const lag = await projectionLag(options);
  return {
    lagMilliseconds: Number.isFinite(lag) ? lag : null,
    position: readModels?.position() ?? null,
    failure: readModels?.failure()?.message ?? null,
    parked: operations.parked(),
    skipped: operations.skipped(),
    waitingOrders: operations.waitingOrders(),
    rebuild: operations.rebuilding() ?? null,
    reactions: operations.reactions.standing(),
    reactionsLeftOut: operations.reactions.leftOut(),
    timers:
      timers === undefined ? null : { lagMilliseconds: timers.lagMilliseconds(), failing: timers.failing() },
    subscriptions: (subscriptions?.() ?? []).map(shown),
    calendars: calendarReach(reports.policy, reports.handler.clock.now()),
  };
};

/** The pending timers, and whether any fire on this host. */
export interface PendingTimers extends TimersPage {
  readonly firing: boolean;
}

/** Those that fire next, and those that are late. @throws {@link InvalidQuery} */
export const timersOfHost = (
  { reports, timers, operations }: Pick<OperationsOptions, 'reports' | 'timers' | 'operations'>,
  query: unknown,
): PendingTimers => {
  const now = reports.handler.clock.now();
  const page = listedTimers(operations.pendingTimers, parseQuery(timersQuery, query), {
    now,
    firing: timers,
  });
  return { ...page, firing: timers !== undefined };
};
