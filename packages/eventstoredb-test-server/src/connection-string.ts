/** `@eventstore/db-client` knows none of the names that came after its own. */
export const forEventStoreClient = (connectionString: string): string =>
  connectionString.replace(/^(?:kurrentdb|kurrent|kdb)(?=[+:])/, 'esdb');
