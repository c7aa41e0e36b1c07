import { eventStoreDbEventStore } from '@phananh/eventstoredb';
import { type ServerLoadName, serverLoads } from './loads.ts';

/** Runs one load against a server, or follows its log and tells when it is connected, and tells its parent. */
const [what = '', connectionString = ''] = process.argv.slice(2);
process.once('disconnect', () => process.exit());

if (what === 'follow') {
  const store = eventStoreDbEventStore({
    connectionString,
    onSubscriptionChanged: ({ connected, caughtUp }) =>
      process.send?.({ connected, caughtUp, at: Date.now() }),
  });
  for await (const _ of store.subscribe({ signal: new AbortController().signal }));
} else {
  // The parent names a load of the table.
  process.send?.(await serverLoads[what as ServerLoadName](connectionString));
}
