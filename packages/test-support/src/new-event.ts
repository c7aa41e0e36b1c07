import type { JsonObject, NewEvent } from '@phananh/core';

export const newEvent = (data: JsonObject = {}): NewEvent => ({
  id: crypto.randomUUID(),
  type: 'something-happened',
  version: 1,
  data,
  metadata: {
    actor: { kind: 'operator', id: 'o-1' },
    commandId: crypto.randomUUID(),
    commandDigest: 'digest',
    correlationId: crypto.randomUUID(),
    causationId: null,
    occurredAt: '2026-11-23T08:30:00.000Z',
  },
});

export const newEvents = (count: number): readonly NewEvent[] =>
  Array.from({ length: count }, () => newEvent());
