import { type Revision, StoreCorrupt } from '@phananh/core/store';
import { endChecksumOf } from './checksum.ts';
import type { Connection } from './connection.ts';

/** Where each stream ends, by a table that has no page in common with the index of the events. */
export interface StreamEnds {
  /** The last revision of a stream; undefined when there is no such stream, `damaged` when its entry is not what was written. */
  of(stream: string): Revision | 'damaged' | undefined;
}

export const streamEnds = (connection: Connection): StreamEnds => {
  const end = connection
    .prepare<[string], readonly [revision: Revision, checksum: number]>(
      'SELECT revision, checksum FROM stream_ends WHERE stream = +?',
    )
    .raw();
  return {
    of(stream) {
      const found = end.get(stream);
      if (found === undefined) return undefined;
      const [revision, checksum] = found;
      return checksum === endChecksumOf(stream, revision) ? revision : 'damaged';
    },
  };
};

/** Writes where streams end, in the transaction that appends to them. */
export interface StreamEndsWriter extends StreamEnds {
  /** @param before where it ended; undefined for a new stream */
  move(stream: string, before: Revision | undefined, revision: Revision): void;
}

export const streamEndsWriter = (connection: Connection): StreamEndsWriter => {
  const begin = connection.prepare<[string, Revision, number | undefined]>(
    'INSERT INTO stream_ends (stream, revision, checksum) VALUES (?, ?, ?)',
  );
  const move = connection.prepare<[Revision, number | undefined, string]>(
    'UPDATE stream_ends SET revision = ?, checksum = ? WHERE stream = +?',
  );
  return {
    ...streamEnds(connection),
    move(stream, before, revision) {
      const checksum = endChecksumOf(stream, revision);
      if (before === undefined) begin.run(stream, revision, checksum);
      else move.run(revision, checksum, stream);
    },
  };
};

/** What the index of the events says of a stream and where it ends do not agree. */
export const misplaced = (connection: Connection, stream: string, revision: Revision): StoreCorrupt =>
  new StoreCorrupt(`${connection.name}: revision ${revision} of ${stream} is not where it should be`, {
    path: connection.name,
    stream,
    revision,
  });
