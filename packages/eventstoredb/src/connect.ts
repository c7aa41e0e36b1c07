import { EventStoreDBClient } from '@eventstore/db-client';
import { InvalidConnectionString } from '@phananh/core/store';
import type { EventStoreDbClient } from './client.ts';

/**
 * A client for a connection string as EventStoreDB and KurrentDB document it: `esdb://`, `esdb+discover://`, and the newer
 * names of the same, `kurrentdb`, `kurrent` and `kdb`.
 *
 * Its own appends are one call each, never over `BatchAppend`: in 6.2.1 all clients of a process share one table of what was
 * sent there, so that a server that stops fails the appends of the others, and an answer that comes after that ends the
 * process. `batchAppends` does better over the same connection.
 *
 * @throws {@link InvalidConnectionString}
 */
export const connect = (connectionString: string): EventStoreDbClient => {
  try {
    return withSingleAppends(EventStoreDBClient.connectionString(schemeOfClient(connectionString)));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidConnectionString(
      `${withoutPassword(message)} (in ${withoutPassword(connectionString)})`,
    );
  }
};

const schemeOfClient = (connectionString: string): string =>
  connectionString.trim().replace(/^(?:kurrentdb|kurrent|kdb)(\+discover)?:\/\//, 'esdb$1://');

/** The client's own question whether the server has `BatchAppend`, answered with no. */
const withSingleAppends = (client: EventStoreDBClient): EventStoreDbClient =>
  Object.assign(client, { supports: async () => false });

/** A password does not belong in an error message. */
const withoutPassword = (text: string): string => text.replace(/\/\/([^:@/\s]+):[^@\s]*@/g, '//$1:…@');
