import '@phananh/core/demand-node';

import { eventFault } from '@phananh/core/reports';
import type { EventStore } from '@phananh/core/store';
import { eventStoreDbEventStore } from './event-store-db-event-store.ts';
import type { SubscriptionState } from './following/follow.ts';

/**
 * The log for a thread that computes read models: a connection of its own, so that no event of theirs is decoded on the
 * thread that answers requests.
 *
 * An outage is sat out, however long it is: read models that stopped because of one would stay stopped.
 */
export const openLog = (
  connectionString: string,
  { change }: { readonly change: (state: SubscriptionState) => void },
): EventStore =>
  eventStoreDbEventStore({
    connectionString,
    findFault: eventFault,
    timing: { attempts: Number.POSITIVE_INFINITY, total: Number.POSITIVE_INFINITY },
    onSubscriptionChanged: change,
  });
