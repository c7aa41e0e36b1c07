import { optional, required, type Table } from '../../tables/table.ts';
import type { RoundFacts } from '../case-facts.ts';
import { dayIn } from './case-facts-table.ts';
import { ofCase, type PartOf } from './part-of-case.ts';

/** One row a round: what the citizen rates and disputes. */
export const caseRoundsTable: Table<PartOf<RoundFacts>, 'case_rounds'> = {
  name: 'case_rounds',
  meaning: 'One row a round of a report: the first handling, and one more for each dispute upheld.',
  primaryKey: ['case_number', 'round'],
  columns: [
    ...ofCase<RoundFacts>(),
    required.integer('round', 'From 1.', ({ part }) => part.round),
    optional.text('agency_id', 'The agency that had it last in this round.', ({ part }) => part.agencyId),
    optional.instant(
      'assigned_at',
      'When it was last assigned in this round.',
      ({ part }) => part.assignedAt,
    ),
    optional.instant(
      'resolved_at',
      'When it was last resolved in this round.',
      ({ part }) => part.resolvedAt,
    ),
    optional.text('outcome', 'fixed, not-fixed, no-fault-found or planned.', ({ part }) => part.outcome),
    optional.instant('published_at', 'When the result was published.', ({ part }) => part.publishedAt),
    optional.day('published_day', 'The same as a day.', ({ row, part }) => dayIn(row, part.publishedAt)),
    optional.instant(
      'window_ends_at',
      'From then on the citizen may not rate any more.',
      ({ part }) => part.windowEndsAt,
    ),
    optional.text('grade', 'Last grade: satisfied, acceptable, unsatisfied.', ({ part }) => part.grade),
    optional.instant('rated_at', 'When it was given.', ({ part }) => part.ratedAt),
    optional.instant(
      'disputed_at',
      'When the citizen last disputed the result.',
      ({ part }) => part.disputedAt,
    ),
    optional.text('dispute_decision', 'upheld or dismissed.', ({ part }) => part.disputeDecision),
  ],
};
