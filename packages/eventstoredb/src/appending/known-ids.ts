import type { RecordedEvent, Revision } from '@phananh/core/store';

/**
 * The ids of streams that were read or written from their first event on. The server keeps no index of ids, so that who
 * wants to know whether an id is in a stream has to have read it.
 *
 * Bounded: streams that were not used for long are forgotten, and read again when they are written to.
 */
export interface KnownIds {
  /** The last revision up to which every id of the stream is known; `null` when nothing is. */
  endOf(stream: string): Revision | null;
  find(id: string): { readonly stream: string; readonly revision: Revision } | undefined;
  /** Learns an event, if it is the next one of what is known of its stream. */
  learn(event: Pick<RecordedEvent, 'id' | 'stream' | 'revision'>): void;
  forget(stream: string): void;
  /** After that, what is learned from a reading that began before is not true of now: see {@link KnownIds.epoch}. */
  forgetAll(): void;
  /** Goes up when everything is forgotten. */
  readonly epoch: number;
}

export const knownIds = (mostIds: number): KnownIds => {
  // In the order of their last use: a map gives its keys in the order in which they were set.
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
