import type { RecordedEvent, Revision } from '@phananh/core/store';

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
  /** Forgets all streams. A reading that began before must not add ids after it: {@link KnownIds.epoch} tells. */
  forgetAll(): void;
  /** How often everything was forgotten. */
  readonly epoch: number;
}

export const knownIds = (mostIds: number): KnownIds => {
  // In the order of their last use: a Map keeps the order of insertion, and a stream that is used is inserted anew.
  const idsOfStreams = new Map<string, string[]>();
  let epoch = 0;
  const places = new Map<string, { readonly stream: string; readonly revision: Revision }>();

  const forget = (stream: string): void => {
    for (const id of idsOfStreams.get(stream) ?? []) {
      if (places.get(id)?.stream === stream) places.delete(id);
    }
    idsOfStreams.delete(stream);
  };
  const makeRoom = (keep: string): void => {
    for (const stream of idsOfStreams.keys()) {
      if (places.size <= mostIds) return;
      if (stream !== keep) forget(stream);
    }
  };

  return {
    endOf(stream) {
      const ids = idsOfStreams.get(stream);
      return ids === undefined ? null : ids.length - 1;
    },
    find: (id) => places.get(id),
    learn({ id, stream, revision }) {
      const ids = idsOfStreams.get(stream) ?? [];
      if (revision !== ids.length) return;
      ids.push(id);
      idsOfStreams.delete(stream);
      idsOfStreams.set(stream, ids);
      places.set(id, { stream, revision });
      makeRoom(stream);
    },
    forget,
    forgetAll() {
      epoch += 1;
      idsOfStreams.clear();
      places.clear();
    },
    get epoch() {
      return epoch;
    },
  };
};
