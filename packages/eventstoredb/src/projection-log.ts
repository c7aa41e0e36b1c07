import '@phananh/core/demand-node';

import type { EventStore, RecordedEvent } from '@phananh/core/store';
import { eventStoreDbEventStore } from './event-store-db-event-store.ts';
import type { SubscriptionState } from './following/follow.ts';

/**
 * The log for a thread that computes read models: a connection of its own, so that no event of theirs is decoded on the
 * thread that answers requests.
 *
 * It waits until an outage is over, however long that takes: read models that stopped because of an outage would stay stopped.
 */
export const openLog = (
  connectionString: string,
  {
    change,
    findFault,
  }: {
    readonly change: (state: SubscriptionState) => void;
    /** What is wrong with an event, if anything is, of the workflows that are computed. */
    readonly findFault: (event: RecordedEvent) => string | undefined;
  },
): EventStore =>
  eventStoreDbEventStore({
    connectionString,
    findFault,
    timing: { attempts: Number.POSITIVE_INFINITY, total: Number.POSITIVE_INFINITY },
    onSubscriptionChanged: change,
  });
