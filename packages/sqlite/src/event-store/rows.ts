import { type RecordedEvent, recordedEvent, type StoredEvent } from '@phananh/core/store';

/** The columns of {@link EventRow}, for a SELECT. */
export const eventColumns =
  'position, stream, revision, lower(hex(id)) AS id, type, version, data, metadata, recorded_at AS recordedAt';

/** An event as the SELECT of {@link eventColumns} gives it: its id without hyphens. */
export type EventRow = StoredEvent;

export const eventOf = (row: EventRow): RecordedEvent => recordedEvent({ ...row, id: uuidOf(row.id) });

/** The usual form of a UUID of 32 hexadecimal digits. */
export const uuidOf = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
