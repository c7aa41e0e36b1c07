import type { RecordedEvent } from '../../../engine/index.ts';
import type { ReportClock } from '../../../report/index.ts';
import { optional, required, type Table } from '../../tables/table.ts';
import type { CaseFacts } from '../case-facts.ts';
import { clockColumns } from './clock-columns.ts';

/** A clock as an event left it, or as a correction found it. */
export interface ClockEventRow {
  readonly event: RecordedEvent;
  readonly after: CaseFacts;
  /** In the order of the starts, from 0. */
  readonly start: number;
  readonly clock: ReportClock;
  /** As the event found it. */
  readonly found: boolean;
}

/**
 * The clocks that an event changed, as it left them. What a correction says is laid over the events before it: how it found the
 * clocks stands in its own rows only.
 */
export const clockEventsOf = (
  event: RecordedEvent,
  before: CaseFacts | undefined,
  after: CaseFacts,
): readonly ClockEventRow[] => {
  const corrects = event.type === 'corrected';
  if (!corrects && event.data.clocks === undefined) return [];
  return after.clocks.flatMap((clock, start) => {
    const earlier = before?.clocks[start];
    const left = { event, after, start, clock, found: false };
    if (!corrects) return earlier === clock ? [] : [left];
    return earlier === undefined || isAlike(earlier, clock)
      ? []
      : [{ ...left, clock: earlier, found: true }, left];
  });
};

/** Both are folded by themselves, from the same events but for what is corrected. */
const isAlike = (one: ReportClock, other: ReportClock): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** One row a clock that an event changed: how each stood at any moment. */
export const clockEventsTable: Table<ClockEventRow, 'case_clock_events'> = {
  name: 'case_clock_events',
  meaning: 'One row a clock that an event of a report changed, as the event left it.',
  primaryKey: ['case_number', 'revision', 'start', 'found'],
  columns: [
    required.integer('case_number', 'The case.', ({ after }) => after.caseNumber),
    required.text('report_id', 'Id of the report.', ({ after }) => after.reportId),
    required.integer('revision', 'Of the event.', ({ event }) => event.revision),
    required.integer('start', 'Which clock: in the order of the starts, from 0.', ({ start }) => start),
    required.boolean('found', 'As the event found it, not as it left it: of `corrected` only.', ({ found }) =>
      Number(found),
    ),
    required.text('type', 'Type of the event.', ({ event }) => event.type),
    required.instant('occurred_at', 'When it happened.', ({ after }) => after.occurredAt),
    required.instant('recorded_at', 'When the log took it.', ({ after }) => after.recordedAt),
    required.text(
      'clock',
      'overall, verification, resolution, approval or dispute.',
      ({ clock }) => clock.clock,
    ),
    required.integer('round', 'The round that it measures.', ({ clock }) => clock.round),
    optional.text('calendar', 'Calendar version of its due day.', ({ clock }) => clock.due?.calendar ?? null),
    optional.day(
      'unanswered_due_day',
      '`due_day` from `waits_until` on, when nobody answers.',
      ({ clock }) => clock.unanswered?.due.day ?? null,
    ),
    ...clockColumns<ClockEventRow>(({ clock }) => clock),
  ],
};
