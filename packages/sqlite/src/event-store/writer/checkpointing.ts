import type { Connection } from '../connection.ts';
import type { WrittenFile } from '../file-identity.ts';
import type { Group } from '../grouped-append.ts';

const pageBytes = 4096;
/**
 * 16 MiB. Long enough that a page which changes many times is copied into the file once; short enough to be reached soon. After the
 * first checkpoint SQLite writes the log over from its beginning, and to sync a file that does not grow takes 110 µs instead of 180.
 */
const framesPerCheckpoint = 4096;

/**
 * Copies the write-ahead log into the file (`PRAGMA wal_checkpoint`) when it has grown long. The writer calls it after a group was
 * answered and before it takes the next one, so that no answer waits for the copy.
 *
 * SQLite's own checkpoints (`wal_autocheckpoint`) are off: they ignore that `fsync` failed, and the next `fsync` may then succeed
 * although the pages are lost. This one throws.
 */
export const checkpointer = (
  connection: Connection,
  { changing }: Pick<WrittenFile, 'changing'>,
): ((group: Group) => void) => {
  connection.pragma('wal_autocheckpoint = 0');
  let frames = 0;
  return (group) => {
    frames += framesOf(group);
    if (frames < framesPerCheckpoint) return;
    changing(() => void connection.pragma('wal_checkpoint(PASSIVE)'));
    frames = 0;
  };
};

/** An estimate of the pages that a group adds to the log: the pages at the end of the table, and one page of an index an event. */
const framesOf = ({ appends }: Group): number => {
  let frames = 1;
  for (const { events } of appends) {
    for (const { data, metadata } of events) frames += 2 + (data.length + metadata.length) / pageBytes;
  }
  return frames;
};
