import type { LogModule } from '@phananh/sqlite';

/** How a thread follows the log of a server. */
export const serverLog = ({ connectionString }: { readonly connectionString: string }): LogModule => ({
  module: import.meta.resolve('@phananh/eventstoredb/projection-log'),
  address: connectionString,
});
