import type { EventStoreDBClient } from '@eventstore/db-client';
import type { EventStoreDbClient, ServerReading } from '../wire/client.ts';
import type { StreamsCalls } from '../wire/streams-service.ts';
import { parseConnectionString } from './address.ts';
import { channelsOf } from './channel.ts';
import type { Connection } from './connection.ts';
import { holdReconnectionErrors, isEventStoreDbClient } from './given-client.ts';
import { type OpenSubscription, subscriptionsOver, subscriptionsThrough } from './subscription.ts';
import type { Timing } from './timing.ts';

/** The calls of a server that the store makes, over a connection of its own or through a client that it was given. */
export interface ServerCalls {
  readonly client: CallsOfClient;
  /** Absent for a client of another make. */
  readonly streams: StreamsCalls | undefined;
  readonly subscribe: OpenSubscription;
  /** A call had no answer in time. */
  suspect(): void;
  close(): void;
}

/** What a client of whatever make does. */
export type CallsOfClient = Pick<EventStoreDbClient, 'appendToStream' | 'readStream' | 'readAll'>;

/** Its maker disposes of it, and its connection is its own. */
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
 * The client is loaded when it is first used: whoever gives another one does not have both in one process, where each would break the
 * other.
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

/** A read that begins when there is a node to read from, and that can be given up before. */
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
      // The client tells of an error a second time when nobody listens any more, and that would end the process.
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
