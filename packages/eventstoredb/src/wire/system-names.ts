import { InvalidAppend } from '@phananh/core/store';

/** Refuses names that begin with `$`, which the server keeps for itself: it would write such an event, and no subscription would give it. */
export const assertNotSystem = (stream: string, events: readonly { readonly type: string }[]): void => {
  const name = [stream, ...events.map(({ type }) => type)].find((text) => text.startsWith('$'));
  if (name === undefined) return;
  throw new InvalidAppend(`${name} begins with $, which the event store keeps for itself`, { stream });
};
