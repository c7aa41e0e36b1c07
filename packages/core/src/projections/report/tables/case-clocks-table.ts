import { optional, required, type Table } from '../../tables/table.ts';
import type { EvaluatedClock } from '../evaluated-case.ts';
import { ofCase, type PartOf } from './part-of-case.ts';

/** One row a clock that was started. */
export const caseClocksTable: Table<PartOf<EvaluatedClock>, 'case_clocks'> = {
  name: 'case_clocks',
  meaning: 'One row a clock that was started, with its verdict at `verdict_as_of` of the case.',
  primaryKey: ['case_number', 'start'],
  columns: [
    ...ofCase<EvaluatedClock>(),
    required.integer('start', 'In the order of the starts, from 0.', ({ index }) => index),
    required.text(
      'clock',
      'overall, verification, resolution, approval or dispute.',
      ({ part }) => part.clock.clock,
    ),
    required.integer('round', 'The round that it measures.', ({ part }) => part.clock.round),
    required.instant('started_at', 'When it started.', ({ part }) => part.clock.startedAt),
    optional.text(
      'term',
      'Its term.',
      ({ part: { clock } }) => clock.term && `${clock.term.count} ${clock.term.unit}`,
    ),
    optional.text(
      'calendar',
      'Calendar version of its due day.',
      ({ part }) => part.clock.due?.calendar ?? null,
    ),
    optional.day(
      'original_due_day',
      'Last day in time, without extensions.',
      ({ part }) => part.clock.originalDue?.day ?? null,
    ),
    optional.instant(
      'original_due_at',
      'First late instant, without extensions.',
      ({ part }) => part.clock.originalDue?.at ?? null,
    ),
    optional.day('due_day', 'Last day in time.', ({ part }) => part.clock.due?.day ?? null),
    optional.instant('due_at', 'First late instant.', ({ part }) => part.clock.due?.at ?? null),
    required.boolean(
      'due_projected',
      'Whether its due day counts on days that no notice has confirmed.',
      ({ part }) => Number(part.clock.due?.projected ?? false),
    ),
    required.integer('extended_by', 'Working days of its extensions.', ({ part }) => part.clock.extendedBy),
    required.integer('given_back', 'Days that pauses gave back.', ({ part }) => part.clock.givenBack),
    optional.instant('paused_at', 'Since when it waits for the citizen.', ({ part }) => part.clock.pausedAt),
    optional.instant(
      'waits_until',
      'Until when it waits at most: then it runs again.',
      ({ part }) => part.clock.unanswered?.at ?? null,
    ),
    optional.instant(
      'unanswered_original_due_at',
      '`original_due_at` from then on, when nobody answers.',
      ({ part }) => part.clock.unanswered?.originalDue.at ?? null,
    ),
    optional.instant(
      'unanswered_due_at',
      '`due_at` from then on, when nobody answers.',
      ({ part }) => part.clock.unanswered?.due.at ?? null,
    ),
    optional.instant(
      'stopped_at',
      'When it stopped; at `due_at` exactly is late.',
      ({ part }) => part.clock.stoppedAt,
    ),
    optional.day('stopped_day', 'The same as a day.', ({ part }) => part.stoppedDay),
    optional.instant(
      'cancelled_at',
      'When it ended without a verdict.',
      ({ part }) => part.clock.cancelledAt,
    ),
    optional.instant('late_since', 'Since when it is late for good.', ({ part }) => part.clock.lateSince),
    optional.text(
      'verdict',
      'Verdict; empty when it was cancelled.',
      ({ part }) => part.verdicts?.verdict ?? null,
    ),
    optional.text(
      'against_original',
      'The same without extensions.',
      ({ part }) => part.verdicts?.againstOriginal ?? null,
    ),
    optional.text(
      'against_in_force',
      'The same with extensions.',
      ({ part }) => part.verdicts?.againstInForce ?? null,
    ),
    required.boolean('counts_first', 'It stands for its name in the first round.', ({ part }) =>
      Number(part.countsFirst),
    ),
    required.boolean('counts_final', 'It stands for its name in the last round that it ran in.', ({ part }) =>
      Number(part.countsFinal),
    ),
  ],
};
