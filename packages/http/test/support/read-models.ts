import type { EventStore, ReadModels } from '@phananh/core';
import { readModels } from '@phananh/sqlite';

export interface FollowingReadModels extends ReadModels {
  /** Applies what the log has by now: the tests say when. */
  catchUp(): Promise<void>;
}

export const followingReadModels = (store: EventStore): FollowingReadModels => {
  const models = readModels(':memory:');
  return {
    ...models,
    catchUp: () => models.catchUp(store),
    whenApplied: async (position, options) => {
      await models.catchUp(store);
      return models.whenApplied(position, options);
    },
  };
};
