import {
  type Appended,
  type Position,
  type RecordedEvent,
  type Revision,
  recordedEvent,
} from '@phananh/core/store';
import type { GroupedAppend } from './messages.ts';

/** The columns of {@link EventRow}, for a SELECT. */
export const eventColumns =
  'position, stream, revision, lower(hex(id)), type, version, data, metadata, recorded_at';

/**
 * An event as the SELECT of {@link eventColumns} gives it, its id without hyphens. A tuple and not an object, because
 * better-sqlite3 spends a third of a short read on naming the columns of each row.
 */
export type EventRow = readonly [
  position: Position,
  stream: string,
  revision: Revision,
  id: string,
  type: string,
  version: number,
  data: string,
  metadata: string,
  recordedAt: string,
];

export const eventOf = (row: EventRow): RecordedEvent => {
  const [position, stream, revision, id, type, version, data, metadata, recordedAt] = row;
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
    return [position - after, stream, revision - after, hex, type, version, data, metadata, recordedAt];
  });

/** The usual form of a UUID of 32 hexadecimal digits. */
export const uuidOf = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
