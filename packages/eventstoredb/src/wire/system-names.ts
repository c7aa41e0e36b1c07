import { InvalidAppend } from '@phananh/core/store';

/** Names that the server keeps for itself: it would write such an event and never give it to a subscription. */
export const assertNotSystem = (stream: string, events: readonly { readonly type: string }[]): void => {
  const name = [stream, ...events.map(({ type }) => type)].find((text) => text.startsWith('$'));
  if (name === undefined) return;
  throw new InvalidAppend(`${name} begins with $, which the event store keeps for itself`, { stream });
};
