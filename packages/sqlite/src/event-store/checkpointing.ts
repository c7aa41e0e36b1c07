import type { Connection } from './connection.ts';
import type { Group } from './messages.ts';

const pageBytes = 4096;
/** 16 MiB: long enough that a checkpoint is rare, short enough that it and a recovery after a crash are quick. */
const framesPerCheckpoint = 4096;

/**
 * Copies the write-ahead log into the file whenever it has grown long, between two groups, so that nobody waits for it
 * who could have been answered before.
 *
 * SQLite would do it by itself, but then ignores that a sync failed, and a second one might seem to succeed while the
 * pages are lost. Here it throws.
 */
export const checkpointer = (connection: Connection): ((group: Group) => void) => {
  connection.pragma('wal_autocheckpoint = 0');
  let frames = 0;
  return (group) => {
    frames += framesOf(group);
    if (frames < framesPerCheckpoint) return;
    connection.pragma('wal_checkpoint(PASSIVE)');
    frames = 0;
  };
};

/** At most: the table's last pages, and a page in each of the two indexes for every event. */
const framesOf = ({ appends }: Group): number => {
  let frames = 1;
  for (const { events } of appends) {
    for (const { data, metadata } of events) frames += 2 + (data.length + metadata.length) / pageBytes;
  }
  return frames;
};
