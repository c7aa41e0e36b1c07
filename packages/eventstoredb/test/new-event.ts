import type { JsonObject, NewEvent } from '@phananh/core';

export const newEvent = (data: JsonObject = {}): NewEvent => ({
  id: crypto.randomUUID(),
  type: 'something-happened',
  version: 1,
  data,
  metadata: {
    actor: { kind: 'operator', id: 'o-1' },
    commandId: 'c0000000-0000-4000-8000-000000000001',
    commandDigest: 'digest',
    correlationId: 'c0000000-0000-4000-8000-000000000002',
    causationId: null,
    occurredAt: '2026-11-23T08:30:00.000Z',
  },
});

export const collect = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
};
