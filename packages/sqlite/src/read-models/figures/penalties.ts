import { type Grouped, grouping, type PenaltyFigures, type PenaltyQuery } from '@phananh/core';
import { demandRange } from './satisfaction.ts';
import { agencyKinds, type FigureSource } from './source.ts';

interface Sums {
  readonly imposed: { decisions: number; amount: number };
  readonly revoked: { decisions: number; amount: number };
}

interface PenaltyRow extends Grouped {
  readonly amount: number;
  readonly imposedAt: string;
  readonly imposedDay: string;
  readonly revokedAt: string | null;
  readonly revokedDay: string | null;
}

/** Fines by the time at which they were imposed, and by the time at which they were revoked. */
export const queryPenalties = (
  { database }: FigureSource,
  { from = '', to = '~', groupBy = [] }: PenaltyQuery,
): readonly PenaltyFigures[] => {
  demandRange(from, to);
  const sums = grouping<Sums>(groupBy, agencyKinds(database), () => ({
    imposed: { decisions: 0, amount: 0 },
    revoked: { decisions: 0, amount: 0 },
  }));
  const penalties = database.prepare<[{ from: string; to: string }], PenaltyRow>(
    `SELECT p.agency_id AS agencyId, f.category, f.area_code AS areaCode, f.channel, f.procedure, p.amount,
       p.imposed_at AS imposedAt, p.imposed_day AS imposedDay, p.revoked_at AS revokedAt, p.revoked_day AS revokedDay
     FROM penalties p JOIN case_facts f USING (case_number)
     WHERE (p.imposed_at >= @from AND p.imposed_at < @to) OR (p.revoked_at >= @from AND p.revoked_at < @to)`,
  );
  const add = (sum: { decisions: number; amount: number }, amount: number): void => {
    sum.decisions += 1;
    sum.amount += amount;
  };
  for (const row of penalties.iterate({ from, to })) {
    const isIn = (at: string) => at >= from && at < to;
    if (isIn(row.imposedAt)) add(sums.at(row, row.imposedDay).imposed, row.amount);
    if (row.revokedAt !== null && row.revokedDay !== null && isIn(row.revokedAt))
      add(sums.at(row, row.revokedDay).revoked, row.amount);
  }
  return sums.entries().map(([group, { imposed, revoked }]) => ({
    group,
    imposed,
    revoked,
    amount: imposed.amount - revoked.amount,
  }));
};
