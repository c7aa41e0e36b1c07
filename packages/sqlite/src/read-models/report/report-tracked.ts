import { shownTrackingCode, trackingCodeOf } from '@phananh/core/reports';
import type { Database } from 'better-sqlite3';

/** The report of a tracking code, written as people write it; undefined when there is none. */
export const reportTracked = (database: Database): ((written: string) => string | undefined) => {
  const tracked = database
    .prepare<[string], string>('SELECT report_id FROM case_states WHERE tracking_code = ?')
    .pluck();
  return (written) => {
    const trackingCode = trackingCodeOf(written);
    if (trackingCode === undefined) return undefined;
    const [reportId, ...others] = tracked.all(trackingCode);
    // Two reports under one code (one chance in 2^50 for each pair) are shown to nobody rather than to the wrong one.
    return others.length === 0 ? reportId : undefined;
  };
};

/** The tracking codes of reports, as people write them, by their id. */
export const trackingCodes = (
  database: Database,
): ((reportIds: readonly string[]) => ReadonlyMap<string, string>) => {
  const codes = database
    .prepare<[string], [string, string]>(
      'SELECT report_id, tracking_code FROM case_states WHERE report_id IN (SELECT value FROM json_each(?))',
    )
    .raw();
  return (reportIds) =>
    new Map(
      codes.all(JSON.stringify(reportIds)).map(([reportId, code]) => [reportId, shownTrackingCode(code)]),
    );
};
