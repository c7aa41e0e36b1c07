import { EventStoreDBClient } from '@eventstore/db-client';
import type { Channel } from '@grpc/grpc-js';
import type { Endpoint, ServerAddress } from './address.ts';

/**
 * Members of `@eventstore/db-client` 6.2.1 that its types do not have. Only this file uses them:
 *
 * - `getChannel` is replaced: the client's own connection asks one seed after another, and gives Node 26 an IP address as the server's name.
 * - `handleError` is replaced: the client's own awaits a new connection in a promise that nobody handles, so that a failed discovery ends
 *   the process.
 * - `supports` is replaced: the client would send appends over `BatchAppend`, with one table of answers for all clients of the process. A
 *   server that stops would fail the appends to other servers, and an answer that comes after that would end the process.
 * - `disposableStreams` is read: the calls that are still under way over a connection that is not used any more.
 */
interface Internals {
  getChannel: () => Promise<Channel>;
  handleError: (client: unknown, error: Error) => void;
  supports: () => Promise<boolean>;
  readonly disposableStreams: ReadonlySet<unknown>;
}

/** A client of one node, over one connection. */
export interface NodeClient {
  readonly client: EventStoreDBClient;
  /** Whether calls are under way. */
  isUsed(): boolean;
}

/** @param onError is called with the error of every call that fails */
export const nodeClient = (
  { host, port }: Endpoint,
  { credentials, connectionName, tls }: ServerAddress,
  channel: Channel,
  onError: (error: Error) => void,
): NodeClient => {
  const client = new EventStoreDBClient(
    {
      endpoint: { address: host, port },
      ...(connectionName !== undefined && { connectionName }),
    },
    // The client makes no connection of its own, but sends credentials only when this says that the connection is secure.
    { insecure: !tls },
    credentials,
  );
  const internals: Omit<Internals, 'disposableStreams'> = {
    getChannel: async () => channel,
    handleError: (_, error) => onError(error),
    supports: async () => false,
  };
  Object.assign(client, internals);
  return { client, isUsed: () => streamsOf(client).size > 0 };
};

const streamsOf = (client: object): ReadonlySet<unknown> => {
  const streams: unknown = Reflect.get(client, 'disposableStreams');
  return streams instanceof Set ? streams : new Set();
};
