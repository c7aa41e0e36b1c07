import type { Instant, Position } from '@phananh/core';
import type { Gaps } from '@phananh/core/read-models';

/** What an extract is of: it stands inside every file, so that figures made from it can be made again. */
export interface Provenance
  extends Pick<Gaps, 'parkedReports' | 'skippedEvents' | 'deletedReports' | 'missingReports'> {
  /** Up to where of the log. */
  readonly position: Position | null;
  /** Of the tables. */
  readonly schemaVersion: number;
  readonly exportedAt: Instant;
}

/** The names under which formats with metadata of their own keep it. */
export const provenancePairs = ({
  position,
  schemaVersion,
  exportedAt,
  parkedReports,
  skippedEvents,
  deletedReports,
  missingReports,
}: Provenance): readonly (readonly [string, string])[] => [
  ['phananh.log_position', String(position ?? '')],
  ['phananh.schema_version', String(schemaVersion)],
  ['phananh.exported_at', exportedAt],
  ['phananh.parked_reports', String(parkedReports)],
  ['phananh.skipped_events', String(skippedEvents)],
  ['phananh.deleted_reports', String(deletedReports)],
  ['phananh.missing_reports', String(missingReports)],
];
