import { createHash, randomUUID } from 'node:crypto';
import { type EventStore, type JsonObject, PhananhError, type RecordedEvent } from '@phananh/core';
import { newEvent } from '@phananh/test-support/new-event';
import { runPrefix } from './shared-server.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * A part of a store that looks like an empty store of its own: a real server cannot be emptied for each test.
 *
 * Streams get names, and events ids, that no other part has.
 */
export const namespaced = async (store: EventStore): Promise<EventStore> => {
  const space = `${runPrefix}${randomUUID().slice(0, 8)}-`;
  // What is before this event is not there for this part.
  const { position: beginning } = await store.append(`${space}begin`, [newEvent()], {
    expectedRevision: 'no-stream',
  });
  const begun = (after = 0) => Math.max(after, beginning);
  const names = new Map<string, string>();
  const ids = new Map<string, string>();

  const outer = (name: string): string => {
    if (name === '') return '';
    // The longest names have no room for more.
    const room = 255 - space.length;
    const isShortened = name.length > room && name.length <= 255;
    const longer = space + (isShortened ? name.slice(name.length - room) : name);
    names.set(longer, name);
    return longer;
  };
  const outerId = (id: string): string => {
    if (!uuid.test(String(id))) return id;
    const hex = createHash('sha1').update(space).update(id).digest('hex');
    const other = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    ids.set(other, id);
    return other;
  };
  const inner = (event: RecordedEvent): RecordedEvent => ({
    ...event,
    id: ids.get(event.id) ?? event.id,
    stream: names.get(event.stream) ?? event.stream,
  });
  const innerError = (error: unknown): never => {
    if (!(error instanceof PhananhError)) throw error;
    const details: JsonObject = { ...error.details };
    const { stream, eventId } = error.details;
    // An error that says the stream itself too, says the same.
    if ('stream' in error && typeof stream === 'string') error.stream = names.get(stream) ?? stream;
    throw Object.assign(error, {
      details: {
        ...details,
        ...(typeof stream === 'string' && { stream: names.get(stream) ?? stream }),
        ...(typeof eventId === 'string' && { eventId: ids.get(eventId) ?? eventId }),
      },
    });
  };

  return {
    append: (stream, events, options) =>
      store
        .append(
          outer(stream),
          events.map((event) => ({ ...event, id: outerId(event.id) })),
          options,
        )
        .catch(innerError),
    async *readStream(stream, options) {
      for await (const event of store.readStream(outer(stream), options)) yield inner(event);
    },
    async *readAll({ streamPrefix = '', after, ...options } = {}) {
      const within = { ...options, after: begun(after), streamPrefix: space + streamPrefix };
      for await (const event of store.readAll(within)) yield inner(event);
    },
    subscribe({ streamPrefix = '', after, ...options }) {
      const batches = store.subscribe({
        ...options,
        after: begun(after),
        streamPrefix: space + streamPrefix,
      });
      return {
        [Symbol.asyncIterator]() {
          const iterator = batches[Symbol.asyncIterator]();
          return {
            async next() {
              const result = await iterator.next();
              if (result.done) return result;
              return { done: false, value: { ...result.value, events: result.value.events.map(inner) } };
            },
            return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
          };
        },
      };
    },
    close: () => store.close(),
  };
};
