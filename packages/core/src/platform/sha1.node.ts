import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';

/** Room for nearly every text, so that none is taken for each: this function never waits. */
const room = Buffer.allocUnsafe(4096);

/**
 * The same as `sha1.ts`, by the platform's own implementation: 0.8 µs instead of 2.9 for an event's id. Three of them are
 * taken for each command.
 */
export const sha1Hex = (prefix: Uint8Array, text: string): string => {
  // A UTF-16 unit takes at most 3 bytes of UTF-8.
  const most = prefix.length + 3 * text.length;
  const message = most <= room.length ? room : Buffer.allocUnsafe(most);
  message.set(prefix);
  const length = prefix.length + message.write(text, prefix.length);
  return hash('sha1', message.subarray(0, length), 'hex');
};
