import type { RecordedEvent, Revision } from '@phananh/core';
import { demandNext } from '@phananh/core/engine';
import type { Database } from 'better-sqlite3';

/**
 * Refuses an event when events of its stream before it are missing, unless an operator had all of those left out.
 *
 * @returns a function of what was taken in before and the event, which throws `StoreCorrupt` of core
 */
export const followsIn = (
  database: Database,
  projection: string,
): ((before: { readonly revision: Revision } | undefined, event: RecordedEvent) => void) => {
  const leftOut = database
    .prepare<[string, string, Revision, Revision], number>(
      `SELECT count(*) FROM skipped_events
       WHERE projection = ? AND stream = ? AND revision > ? AND revision < ?`,
    )
    .pluck();
  return (before, event) => {
    const last = before?.revision ?? -1;
    if (event.revision === last + 1) return;
    const missing = event.revision - last - 1;
    if (missing > 0 && leftOut.get(projection, event.stream, last, event.revision) === missing) return;
    demandNext(before, event);
  };
};
