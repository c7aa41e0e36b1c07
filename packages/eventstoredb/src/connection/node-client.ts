import { EventStoreDBClient } from '@eventstore/db-client';
import type { Channel } from '@grpc/grpc-js';
import type { Endpoint, ServerAddress } from './address.ts';

/**
 * The one file that touches what `@eventstore/db-client` 6.2.1 has and does not tell in its types:
 *
 * - `getChannel`: its own connection finds a node by itself, one seed after another, and gives Node 26 an address as a name.
 * - `handleError`: it waits for a connection, and nobody waits for it, so that a discovery that fails ends the process.
 * - `supports`: its appends go over `BatchAppend` otherwise, with one table of answers for all clients of a process, so that
 *   a server that stops fails the appends of the others, and an answer that comes after that ends the process.
 * - `disposableStreams`: what is still under way over a connection that is not used any more.
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
  /** Whether calls are under way over it. */
  isUsed(): boolean;
}

/** @param onError told of every call that ends with an error */
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
    // Of the connection that it does not make. It sends credentials over none that is insecure.
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
