import type { RecordedEvent, Revision } from '@phananh/core';
import { demandNext } from '@phananh/core/engine';
import type { Database } from 'better-sqlite3';

/**
 * Refuses an event before which others of its stream are missing, unless somebody had those left out.
 *
 * @returns throws `StoreCorrupt` of core, given what was taken in before
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
