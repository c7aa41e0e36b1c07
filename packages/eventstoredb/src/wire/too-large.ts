import { EventTooLarge } from '@phananh/core/store';
import type { OutgoingEvent } from './batch-append.ts';

/**
 * The error for an append that the server finds too large. Its limit is for a whole append; it counts two bytes for each UTF-16 unit of the
 * types, and the metadata as they are stored (`Event.SizeOnDisk`).
 */
export const tooLarge = (events: readonly OutgoingEvent[], limit: number): EventTooLarge => {
  const sizes = events.map((event) => ({ type: event.type, bytes: sizeOnDisk(event) }));
  const largest = sizes.toSorted((a, b) => b.bytes - a.bytes)[0];
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
  return new EventTooLarge(largest?.type ?? '', bytes, limit, events.length);
};

const sizeOnDisk = ({ type, data, metadata }: OutgoingEvent): number =>
  2 * type.length + Buffer.byteLength(data) + Buffer.byteLength(metadata);
