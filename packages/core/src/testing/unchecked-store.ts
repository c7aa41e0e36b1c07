import type { EventStore } from '../engine/index.ts';

/** A store that does not check related streams, as EventStoreDB does not. */
export interface UncheckedStore extends EventStore {
  /** Lets the next appends of the streams with a prefix wait for each other: all of them were decided before the first is recorded. */
  race(appends: number, streamPrefix?: string): void;
}

/** Makes a store one that does not check related streams, and races that are rare elsewhere certain. */
export const uncheckedStore = (store: EventStore): UncheckedStore => {
  let awaited = 0;
  let prefix = '';
  let waiting: (() => void)[] = [];

  const turn = async (stream: string): Promise<void> => {
    if (awaited === 0 || !stream.startsWith(prefix)) return;
    const mine = new Promise<void>((resolve) => waiting.push(resolve));
    awaited -= 1;
    if (awaited === 0) {
      for (const go of waiting) go();
      waiting = [];
    }
    await mine;
  };

  return {
    ...store,
    checksRelated: false,
    append: async (stream, events, { expectedRevision }) => {
      await turn(stream);
      return store.append(stream, events, { expectedRevision });
    },
    race: (appends, streamPrefix = '') => {
      awaited = appends;
      prefix = streamPrefix;
    },
  };
};
