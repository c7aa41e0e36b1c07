import { type EventStore, huePolicy } from '@phananh/core';
import type { TimerIndex } from '@phananh/core/engine';
import type { AnyHostedWorkflow, ReadModels } from '@phananh/core/read-models';
import { readModels } from '@phananh/sqlite';

export interface FollowingReadModels extends ReadModels {
  /** Applies what the log has by now: the tests say when. */
  catchUp(): Promise<void>;
  readonly timers: TimerIndex;
}

export const followingReadModels = (
  store: EventStore,
  workflows: readonly AnyHostedWorkflow[] = [],
): FollowingReadModels => {
  const models = readModels(':memory:', { policy: huePolicy, workflows });
  return {
    ...models,
    catchUp: () => models.catchUp(store),
    whenApplied: async (position, options) => {
      await models.catchUp(store);
      return models.whenApplied(position, options);
    },
  };
};
