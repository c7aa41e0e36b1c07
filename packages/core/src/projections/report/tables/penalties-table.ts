import { localDay, optional, required, type Table } from '../../tables/table.ts';
import type { PenaltyFacts } from '../case-facts.ts';
import { dayIn } from './case-facts-table.ts';
import { ofCase, type PartOf } from './part-of-case.ts';

/** One row a fine. */
export const penaltiesTable: Table<PartOf<PenaltyFacts>, 'penalties'> = {
  name: 'penalties',
  meaning: 'One row a fine that was imposed.',
  primaryKey: ['case_number', 'imposed_revision'],
  columns: [
    ...ofCase<PenaltyFacts>(),
    required.integer(
      'imposed_revision',
      'Revision of the event that imposed it.',
      ({ part }) => part.imposedRevision,
    ),
    optional.text('agency_id', 'The agency that had the report then.', ({ part }) => part.agencyId),
    required.integer('amount', 'VND.', ({ part }) => part.amount),
    required.instant('imposed_at', 'When it was imposed.', ({ part }) => part.imposedAt),
    required.day('imposed_day', 'The same as a day.', ({ row, part }) =>
      localDay(row.calendar, part.imposedAt),
    ),
    optional.instant('revoked_at', 'When it was taken back.', ({ part }) => part.revokedAt),
    optional.day('revoked_day', 'The same as a day.', ({ row, part }) => dayIn(row, part.revokedAt)),
  ],
};
