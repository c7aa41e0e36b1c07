import type { RecordedEvent, Revision } from '@phananh/core/store';
import { LRUCache } from 'lru-cache';

/**
 * The event ids of streams that were read, or written, from their first event on. The server has no index of ids: only reading a stream
 * tells which ids it has.
 *
 * Their number is bounded. The streams that were not used for longest are forgotten, and read again before the next append to them.
 */
export interface KnownIds {
  /** The revision up to which all ids of a stream are known; `null` when none is. */
  endOf(stream: string): Revision | null;
  find(id: string): { readonly stream: string; readonly revision: Revision } | undefined;
  /** Adds the id of an event, if the event is the next one after those that are known of its stream. */
  learn(event: Pick<RecordedEvent, 'id' | 'stream' | 'revision'>): void;
  forget(stream: string): void;
  /** Forgets all streams. What was read before that must not be learned after it: {@link KnownIds.epoch} shows that it happened. */
  forgetAll(): void;
  /** How often everything was forgotten. */
  readonly epoch: number;
}

export const knownIds = (mostIds: number): KnownIds => {
  const most = Math.max(1, mostIds);
  const places = new Map<string, { readonly stream: string; readonly revision: Revision }>();
  const streams = new LRUCache<string, { readonly ids: string[] }>({
    maxSize: most,
    // One stream can have more ids than may be known in all: it is then the only one that is kept.
    sizeCalculation: ({ ids }) => Math.min(ids.length, most),
    dispose: ({ ids }, stream, why) => {
      if (why === 'set') return;
      for (const id of ids) if (places.get(id)?.stream === stream) places.delete(id);
    },
  });
  let epoch = 0;

  return {
    endOf(stream) {
      const known = streams.peek(stream);
      return known === undefined ? null : known.ids.length - 1;
    },
    find: (id) => places.get(id),
    learn({ id, stream, revision }) {
      const ids = streams.peek(stream)?.ids ?? [];
      if (revision !== ids.length) return;
      ids.push(id);
      places.set(id, { stream, revision });
      // A new object: `lru-cache` counts the size again only when the value is another one.
      streams.set(stream, { ids });
    },
    forget: (stream) => void streams.delete(stream),
    forgetAll() {
      epoch += 1;
      streams.clear();
      places.clear();
    },
    get epoch() {
      return epoch;
    },
  };
};
