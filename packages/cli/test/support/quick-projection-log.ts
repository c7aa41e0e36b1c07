import { eventFault } from '@phananh/core/reports';
import { eventStoreDbEventStore } from '@phananh/eventstoredb';
import type { OpenLog } from '@phananh/sqlite';

/** Waits a moment where a host waits until somebody may have mended something. */
export const quick = { mendingPause: 50 } as const;

/** As `@phananh/eventstoredb/projection-log`, for the thread of a host in a test. */
export const openLog: OpenLog = (connectionString, { change }) =>
  eventStoreDbEventStore({
    connectionString,
    findFault: eventFault,
    timing: { ...quick, attempts: Number.POSITIVE_INFINITY, total: Number.POSITIVE_INFINITY },
    onSubscriptionChanged: change,
  });
