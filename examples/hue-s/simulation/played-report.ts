import type { ReportState } from '@phananh/core/reports';

/** The report of a case, once it was submitted. */
export interface PlayedReport {
  readonly index: number;
  id?: string;
  state?: ReportState;
  /** When whoever goes on with it now does so. */
  now: number;
}
