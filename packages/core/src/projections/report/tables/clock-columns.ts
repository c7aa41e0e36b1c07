import type { ReportClock } from '../../../report/index.ts';
import { type Column, optional } from '../../tables/table.ts';

/**
 * A clock as an event left it, for rows of events.
 *
 * @param of the clock of a row; undefined: the cells stay empty
 */
export const clockColumns = <Row>(of: (row: Row) => ReportClock | undefined): readonly Column<Row>[] => {
  const cell =
    <Value>(read: (clock: ReportClock) => Value | null) =>
    (row: Row): Value | null => {
      const clock = of(row);
      return clock === undefined ? null : read(clock);
    };
  return [
    optional.day(
      'original_due_day',
      'Last day in time after it, without extensions.',
      cell((c) => c.originalDue?.day ?? null),
    ),
    optional.instant(
      'original_due_at',
      'First late instant, without extensions.',
      cell((c) => c.originalDue?.at ?? null),
    ),
    optional.day(
      'due_day',
      'Last day in time after it.',
      cell((c) => c.due?.day ?? null),
    ),
    optional.instant(
      'due_at',
      'First late instant.',
      cell((c) => c.due?.at ?? null),
    ),
    optional.instant(
      'late_since',
      'Since when it is late for good.',
      cell((c) => c.lateSince),
    ),
    optional.instant(
      'paused_at',
      'Since when it waits for the citizen.',
      cell((c) => c.pausedAt),
    ),
    optional.instant(
      'waits_until',
      'Until when it waits at most: then it runs again.',
      cell((c) => c.unanswered?.at ?? null),
    ),
    optional.instant(
      'unanswered_original_due_at',
      '`original_due_at` from then on, when nobody answers.',
      cell((c) => c.unanswered?.originalDue.at ?? null),
    ),
    optional.instant(
      'unanswered_due_at',
      '`due_at` from then on, when nobody answers.',
      cell((c) => c.unanswered?.due.at ?? null),
    ),
    optional.instant(
      'stopped_at',
      'When it stopped; at `due_at` exactly is late.',
      cell((c) => c.stoppedAt),
    ),
    optional.instant(
      'cancelled_at',
      'When it ended without a verdict.',
      cell((c) => c.cancelledAt),
    ),
    optional.integer(
      'extended_by',
      'Working days of its extensions.',
      cell((c) => c.extendedBy),
    ),
    optional.integer(
      'given_back',
      'Days that pauses gave back.',
      cell((c) => c.givenBack),
    ),
  ];
};
