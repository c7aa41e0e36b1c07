import type { EventStoreDBClient } from '@eventstore/db-client';
import type { EventStoreDbClient, ServerReading } from '../wire/client.ts';
import type { StreamsCalls } from '../wire/streams-service.ts';
import { parseConnectionString } from './address.ts';
import { channelsOf } from './channel.ts';
import type { Connection } from './connection.ts';
import { holdReconnectionErrors, isEventStoreDbClient } from './given-client.ts';
import { type OpenSubscription, subscriptionsOver, subscriptionsThrough } from './subscription.ts';
import type { Timing } from './timing.ts';

/** The calls that the store makes to a server, over a connection of its own or through a client that the caller made. */
export interface ServerCalls {
  readonly client: CallsOfClient;
  /** Absent for a client that is not `@eventstore/db-client`. */
  readonly streams: StreamsCalls | undefined;
  readonly subscribe: OpenSubscription;
  /** To be called when a call had no answer in time. */
  suspect(): void;
  close(): void;
}

/** The calls that both `@eventstore/db-client` and its successor have. */
export type CallsOfClient = Pick<EventStoreDbClient, 'appendToStream' | 'readStream' | 'readAll'>;

/** Calls through a client that the caller made. The caller disposes of it, and it keeps its own connection. */
export const callsThrough = (client: EventStoreDbClient): ServerCalls => {
  holdReconnectionErrors(client);
  const streams = isEventStoreDbClient(client) ? streamsOver({ client: async () => client }) : undefined;
  return {
    client,
    streams,
    subscribe: streams ? subscriptionsOver(streams) : subscriptionsThrough(client),
    suspect() {},
    close() {},
  };
};

/** @throws {@link InvalidConnectionString} */
export const callsTo = (connectionString: string, timing: Pick<Timing, 'chance'>): ServerCalls => {
  const address = parseConnectionString(connectionString);
  const open = channelsOf(address);
  const connection = lateConnection(async () => {
    const { connectionOver } = await import('./connection.ts');
    return connectionOver(address, open, timing.chance);
  });
  const streams = streamsOver(connection);
  return {
    client: {
      appendToStream: async (...call) => (await connection.client()).appendToStream(...call),
      readStream: (...call) => lateReading(connection, (client) => client.readStream(...call)),
      readAll: (...call) => lateReading(connection, (client) => client.readAll(...call)),
    },
    streams,
    subscribe: subscriptionsOver(streams),
    suspect: connection.suspect,
    close: connection.close,
  };
};

/**
 * Loads `@eventstore/db-client` when it is first used. A process that gives the successor as client never loads it: loaded together, each
 * would break the other.
 */
const lateConnection = (load: () => Promise<Connection>): Connection => {
  let opening: Promise<Connection> | undefined;
  let opened: Connection | undefined;
  let closed = false;
  return {
    async client() {
      opening ??= load();
      opened = await opening;
      if (closed) opened.close();
      return opened.client();
    },
    suspect: () => opened?.suspect(),
    close() {
      closed = true;
      opened?.close();
    },
  };
};

const streamsOver = (connection: { client(): Promise<EventStoreDbClient> }): StreamsCalls => {
  const known = new WeakMap<EventStoreDbClient, StreamsCalls>();
  let errorOf: StreamsCalls['errorOf'] = (error) => error;
  const current = async (): Promise<StreamsCalls> => {
    const client = await connection.client();
    const calls = known.get(client) ?? (await import('../wire/streams-service.ts')).streamsCalls(client);
    if (calls === undefined) throw new TypeError('the client has not what this store needs of it');
    known.set(client, calls);
    errorOf = calls.errorOf;
    return calls;
  };
  return {
    batchAppend: async () => (await current()).batchAppend(),
    read: async (request) => (await current()).read(request),
    subscribe: async (request) => (await current()).subscribe(request),
    errorOf: (error) => errorOf(error),
  };
};

/** A read that begins as soon as a node is found, and that can be ended before that. */
const lateReading = (
  connection: Connection,
  open: (client: EventStoreDBClient) => ServerReading,
): ServerReading => {
  const givenUp = Promise.withResolvers<never>();
  givenUp.promise.catch(() => {});
  let reading: ServerReading | undefined;
  let over = false;
  return {
    async *[Symbol.asyncIterator]() {
      const client = await Promise.race([connection.client(), givenUp.promise]);
      if (over) return;
      reading = open(client);
      // The client emits `error` once more after the read has ended; without a listener Node would end the process.
      reading.on?.('error', () => {});
      yield* reading;
    },
    destroy(error) {
      over = true;
      givenUp.reject(error);
      reading?.destroy?.(error);
    },
    async cancel() {
      over = true;
      await reading?.cancel?.();
    },
  };
};
