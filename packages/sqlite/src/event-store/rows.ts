import {
  type Appended,
  followedEvent,
  type Position,
  type RecordedEvent,
  type Revision,
  recordedEvent,
  StoreCorrupt,
} from '@phananh/core/store';
import { type CheckedColumns, checksumOf } from './checksum.ts';
import type { GroupedAppend } from './grouped-append.ts';

/** The columns of {@link EventRow}, for a SELECT. A file that is older than checksums, and only read, has none. */
export const eventColumns = (hasChecksums: boolean): string =>
  `position, stream, revision, lower(hex(id)), type, version, data, metadata, recorded_at, ${hasChecksums ? 'checksum' : 'NULL'}`;

/**
 * An event as the SELECT of {@link eventColumns} gives it, its id without hyphens. A tuple and not an object, because
 * better-sqlite3 spends a third of a short read on naming the columns of each row.
 *
 * Its checksum is null where there is none to compare with, and `damaged` when it was compared and was not that of the row.
 */
export type EventRow = readonly [...CheckedColumns, checksum: number | null | 'damaged'];

export const isSound = (row: EventRow): boolean => {
  const [position, stream, revision, id, type, version, data, metadata, recordedAt, checksum] = row;
  return (
    checksum === null ||
    checksum === checksumOf([position, stream, revision, id, type, version, data, metadata, recordedAt])
  );
};

/** Whether a row was compared already, and found not to be what was written. */
export const isDamaged = (row: EventRow): boolean => row[9] === 'damaged';

/** The same row, known not to be what was written. */
export const damagedRow = (row: EventRow): EventRow => {
  const [position, stream, revision, id, type, version, data, metadata, recordedAt] = row;
  return [position, stream, revision, id, type, version, data, metadata, recordedAt, 'damaged'];
};

/** @throws {@link StoreCorrupt} for a damaged row, and for text that is not JSON */
export const eventOf = (row: EventRow): RecordedEvent => {
  const [position, stream, revision, id, type, version, data, metadata, recordedAt] = row;
  if (isDamaged(row)) throw damagedEvent({ position, stream, revision });
  return recordedEvent({
    id: uuidOf(id),
    type,
    version,
    data,
    metadata,
    stream,
    revision,
    position,
    recordedAt,
  });
};

/** Where an event is, as far as what is there can be believed. */
export interface DamagedPlace {
  readonly position: Position;
  readonly stream: string;
  readonly revision: Revision;
}

export const damagedEvent = ({ position, stream, revision }: DamagedPlace): StoreCorrupt => {
  // What was a text may be none any more.
  const details = { position: Number(position), stream: String(stream), revision: Number(revision) };
  return new StoreCorrupt(
    `the event at position ${details.position} (revision ${details.revision} of ${details.stream}) is not what was written: its checksum is another one`,
    details,
  );
};

/** For who follows the log: an event that cannot be read stands in its place and says why. */
export const followedEventOf = (row: EventRow): RecordedEvent => {
  const [position, stream, revision, id, type, , , , recordedAt] = row;
  return followedEvent({ position, stream, revision, id: uuidOf(id), type, recordedAt }, () => eventOf(row));
};

export const positionOf = ([position]: EventRow): Position => position;
export const revisionOf = ([, , revision]: EventRow): Revision => revision;

/** What the file has of an append, without reading it. */
export const rowsOfAppend = (
  { stream, events, recordedAt }: GroupedAppend,
  { revision, position }: Appended,
): readonly EventRow[] =>
  events.map(({ id, type, version, data, metadata }, index) => {
    // An append is inserted in one piece: nothing comes between its events.
    const after = events.length - 1 - index;
    const hex = id.replaceAll('-', '');
    return [position - after, stream, revision - after, hex, type, version, data, metadata, recordedAt, null];
  });

/** The usual form of a UUID of 32 hexadecimal digits. */
export const uuidOf = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
