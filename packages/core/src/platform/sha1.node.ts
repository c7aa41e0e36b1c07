import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';

/**
 * The same as `sha1.ts`, by the platform's own implementation: 0.8 µs instead of 2.9 for an event's id. Three of them are
 * taken for each command.
 */
export const sha1Hex = (prefix: Uint8Array, text: string): string => {
  const message = Buffer.allocUnsafe(prefix.length + Buffer.byteLength(text));
  message.set(prefix);
  message.write(text, prefix.length);
  return hash('sha1', message, 'hex');
};
