import { operator } from '@phananh/core';

/** An event of a type that nobody knows. */
export const strangeEvent = (occurredAt: string) => ({
  id: crypto.randomUUID(),
  type: 'strange',
  version: 1,
  data: {},
  metadata: {
    actor: operator('o-1'),
    commandId: 'x',
    commandDigest: 'x',
    correlationId: 'x',
    causationId: null,
    occurredAt,
  },
});
