import { type Batch, catchUpSubscription, createWakes, type SubscribeOptions } from '@phananh/core/store';
import { type Follower, type FollowOptions, follow, type SubscriptionState } from './follow.ts';

export interface Subscriptions {
  subscribe(options: SubscribeOptions, manner: Manner): AsyncIterable<Batch>;
  readonly states: readonly SubscriptionState[];
  /** Ends all subscriptions. */
  close(): void;
}

/** How often a subscription is tried, which records it is given, and what events it makes of them. */
type Manner = Pick<FollowOptions, 'attempts' | 'eventOf' | 'filter'>;

export const subscriptions = (
  common: Pick<FollowOptions, 'client' | 'open' | 'timing' | 'onDrop' | 'onChange'>,
  assertOpen: () => void,
): Subscriptions => {
  const followers = new Set<Follower>();
  const closing = createWakes();

  const begin = (options: SubscribeOptions, manner: Manner): AsyncIterable<Batch> => {
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
          // The subscription at the server begins when somebody reads, and ends when nobody does any more.
          subscribe(wake) {
            assertOpen();
            const started = follow({ ...common, ...manner, after, streamPrefix, wake });
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
    subscribe: (options, manner) => ({
      [Symbol.asyncIterator]: () => begin(options, manner)[Symbol.asyncIterator](),
    }),
    get states() {
      return [...followers].map(({ state }) => state);
    },
    close: () => closing.wake(),
  };
};
