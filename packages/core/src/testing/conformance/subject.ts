import { expect, onTestFinished } from 'vitest';
import type { PhananhError } from '../../engine/base/errors.ts';
import type { JsonObject } from '../../engine/base/json.ts';
import type { NewEvent, RecordedEvent } from '../../engine/log/envelope.ts';
import type { Batch, EventStore } from '../../engine/log/event-store.ts';

/** A store under test: how to make an empty one, and what can be done to it. */
export interface ConformanceSubject {
  readonly name: string;
  readonly makeStore: () => EventStore | Promise<EventStore>;
  /** Closes a store and opens another one over the same log. Without it the tests of what survives are left out. */
  readonly reopen?: (store: EventStore) => EventStore | Promise<EventStore>;
  /** Cuts the store's connections while it is used. Only for stores that have some. */
  readonly interrupt?: (store: EventStore) => void | Promise<void>;
  /**
   * Whether logs of ten thousand events are read too. Default: true. For a store that is tested a second time, over another way to append:
   * how it reads long logs was shown by the first time.
   */
  readonly longLogs?: boolean;
  /** Characters of three bytes in UTF-8 that the data of an event has room for. Default: what nearly fills 1 MiB. */
  readonly mostCharacters?: number;
  /** Runs of each property. Default: 30. */
  readonly runs?: number;
}

/** An empty store that is closed when the test ends. */
export const openStore = async ({ makeStore }: ConformanceSubject): Promise<EventStore> => {
  const store = await makeStore();
  onTestFinished(() => store.close());
  return store;
};

export const newEvent = (data: JsonObject = {}, changes: Partial<NewEvent> = {}): NewEvent => ({
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
  ...changes,
});

export const newEvents = (count: number): readonly NewEvent[] =>
  Array.from({ length: count }, (_, number) => newEvent({ number }));

export const collect = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
};

export const idsOf = (events: readonly { readonly id: string }[]): readonly string[] =>
  events.map(({ id }) => id);

/** Reads a subscription until it has given a number of events. */
export const take = async (
  batches: AsyncIterable<Batch>,
  count: number,
): Promise<{ readonly events: readonly RecordedEvent[]; readonly position: number }> => {
  const events: RecordedEvent[] = [];
  let position = 0;
  if (count === 0) return { events, position };
  for await (const batch of batches) {
    events.push(...batch.events);
    position = batch.position;
    if (events.length >= count) break;
  }
  return { events, position };
};

/** Expects a refusal by its code, which is what hosts tell refusals apart by. */
export const expectRefusal = async (
  action: Promise<unknown>,
  code: PhananhError['code'],
  details: JsonObject = {},
): Promise<void> => {
  const refusal = await action.then(
    (value) => expect.fail(`expected ${code}, got ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  expect(refusal).toMatchObject({ code, details });
};
