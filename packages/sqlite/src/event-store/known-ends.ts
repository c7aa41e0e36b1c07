import type { Revision } from '@phananh/core/store';

/** The last revisions of the streams that were appended to lately. */
export interface KnownEnds {
  /** Tells of a commit. */
  note(stream: string, revision: Revision): void;
  /** Whether a stream is known to have nothing at this revision and after it. */
  endsBefore(stream: string, revision: Revision): boolean;
}

const maximumStreams = 10_000;

/**
 * Whoever keeps a folded stream asks, before each decision, whether something has come after it. Nearly always nothing
 * has, and the only writer of the file knows that without asking SQLite, which takes some 15 µs to find no row.
 *
 * What it says was true at the last commit that was answered; one that is on its way may have made the stream longer
 * since. A decision made meanwhile is refused by its expected revision, as after any read.
 */
export const knownEnds = (): KnownEnds => {
  // Two halves: when one is full the other, which has gone without an append for as long, is dropped whole.
  let [young, old] = [new Map<string, Revision>(), new Map<string, Revision>()];
  return {
    note(stream, revision) {
      if (young.size >= maximumStreams / 2) {
        old = young;
        young = new Map();
      }
      young.set(stream, revision);
    },
    endsBefore(stream, revision) {
      const end = young.get(stream) ?? old.get(stream);
      return end !== undefined && end < revision;
    },
  };
};
