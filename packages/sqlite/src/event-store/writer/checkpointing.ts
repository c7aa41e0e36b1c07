import type { Connection } from '../connection.ts';
import type { WrittenFile } from '../file-identity.ts';
import type { Group } from '../grouped-append.ts';

const pageBytes = 4096;
/**
 * 16 MiB: long enough that many changes of one page are written into the file at once, and soon reached. From then on the
 * log is written over in place, which a sync has less to do for than for a file that grows: 110 instead of 180 µs a commit.
 */
const framesPerCheckpoint = 4096;

/**
 * Copies the write-ahead log into the file whenever it has grown long, between two groups, so that nobody waits for it
 * who could have been answered before.
 *
 * SQLite would do it by itself, but then ignores that a sync failed, and a second one might seem to succeed while the
 * pages are lost. Here it throws.
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

/** About as many: the table's last pages, and for every event a page of an index. */
const framesOf = ({ appends }: Group): number => {
  let frames = 1;
  for (const { events } of appends) {
    for (const { data, metadata } of events) frames += 2 + (data.length + metadata.length) / pageBytes;
  }
  return frames;
};
