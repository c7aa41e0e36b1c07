import { InvalidAppend } from '@phananh/core/store';

/**
 * Refuses names that begin with `$`, which are reserved for the server: it would write such an event, and no subscription would ever give
 * it.
 */
export const assertNotSystem = (stream: string, events: readonly { readonly type: string }[]): void => {
  const name = [stream, ...events.map(({ type }) => type)].find((text) => text.startsWith('$'));
  if (name === undefined) return;
  throw new InvalidAppend(`${name} begins with $, which the event store keeps for itself`, { stream });
};
