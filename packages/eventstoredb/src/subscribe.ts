import { type Batch, catchUpSubscription, createWakes, type SubscribeOptions } from '@phananh/core/store';
import { type Follower, type FollowOptions, follow, type SubscriptionState } from './follow.ts';

export interface Subscriptions {
  subscribe(options: SubscribeOptions, limits: { readonly attempts: number }): AsyncIterable<Batch>;
  readonly states: readonly SubscriptionState[];
  /** Ends them all. */
  close(): void;
}

export const subscriptions = (
  common: Pick<FollowOptions, 'client' | 'timing' | 'onDrop'>,
  assertOpen: () => void,
): Subscriptions => {
  const followers = new Set<Follower>();
  const closing = createWakes();

  const begin = (options: SubscribeOptions, attempts: number): AsyncIterable<Batch> => {
    const { after = 0, streamPrefix = '' } = options;
    let follower: Follower | undefined;
    return catchUpSubscription(
      {
        async readBatch() {
          assertOpen();
          const batch = await follower?.take();
          assertOpen();
          return batch;
        },
        wakes: {
          // Following begins when reading does, and ends with it.
          subscribe(wake) {
            assertOpen();
            const started = follow({ ...common, after, streamPrefix, attempts, wake });
            follower = started;
            followers.add(started);
            const stopClosing = closing.subscribe(() => {
              started.stop();
              wake();
            });
            return () => {
              stopClosing();
              started.stop();
              followers.delete(started);
            };
          },
        },
      },
      options,
    );
  };

  return {
    subscribe: (options, { attempts }) => ({
      [Symbol.asyncIterator]: () => begin(options, attempts)[Symbol.asyncIterator](),
    }),
    get states() {
      return [...followers].map(({ state }) => state);
    },
    close: () => closing.wake(),
  };
};
