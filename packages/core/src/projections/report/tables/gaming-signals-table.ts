import type { WorkingCalendar } from '../../../calendar/index.ts';
import { localDay, optional, required, type Table } from '../../tables/table.ts';
import type { GamingSignal } from '../gaming-signals.ts';

/** A signal with the case that it is about. */
export interface SignalOfCase {
  readonly signal: GamingSignal;
  readonly caseNumber: number;
  readonly reportId: string;
  readonly calendar: WorkingCalendar;
}

export const gamingSignalsTable: Table<SignalOfCase, 'gaming_signals'> = {
  name: 'gaming_signals',
  meaning: 'One row a sign that a clock may have been played with: where to look, no verdict.',
  primaryKey: ['case_number', 'revision', 'signal'],
  columns: [
    required.integer('case_number', 'The case.', ({ caseNumber }) => caseNumber),
    required.text('report_id', 'Id of the report.', ({ reportId }) => reportId),
    required.integer('revision', 'Of the event that says so.', ({ signal }) => signal.revision),
    required.text(
      'signal',
      'closed-minutes-before-due, recategorised-before-expiry, returned-before-expiry, information-asked-on-last-day, extension-on-last-day, closed-and-reopened or corrected-to-better.',
      ({ signal }) => signal.signal,
    ),
    required.instant('at', 'When it happened.', ({ signal }) => signal.at),
    required.day('day', 'The same as a day.', ({ signal, calendar }) => localDay(calendar, signal.at)),
    optional.text('agency_id', 'Who had the report.', ({ signal }) => signal.agencyId),
    optional.text('by', 'Kind of the actor.', ({ signal }) =>
      typeof signal.detail.by === 'string' ? signal.detail.by : null,
    ),
    required.text('detail', 'What the signal is about, for a machine: JSON.', ({ signal }) =>
      JSON.stringify(signal.detail),
    ),
  ],
};
