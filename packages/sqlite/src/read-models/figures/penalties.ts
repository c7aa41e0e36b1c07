import { grouping, type PenaltyFigures, type PenaltyQuery } from '@phananh/core/read-models';
import { decidedFines } from './decided-fines.ts';
import { agencyKinds, type FigureSource } from './source.ts';

interface Sum {
  decisions: number;
  amount: number;
}

/** Fines by the time at which they were imposed, and by the time at which they were revoked. */
export const queryPenalties = async (
  source: FigureSource,
  query: PenaltyQuery,
): Promise<readonly PenaltyFigures[]> => {
  const { groupBy = [] } = query;
  const sums = grouping<{ readonly imposed: Sum; readonly revoked: Sum }>(
    groupBy,
    agencyKinds(source.database),
    () => ({
      imposed: { decisions: 0, amount: 0 },
      revoked: { decisions: 0, amount: 0 },
    }),
    query,
  );
  for await (const fine of decidedFines(source, query))
    for (const { [fine.decision]: sum } of sums.at(fine, fine.day)) {
      sum.decisions += 1;
      sum.amount += fine.amount;
    }
  return sums.entries().map(([group, { imposed, revoked }]) => ({
    group,
    imposed,
    revoked,
    amount: imposed.amount - revoked.amount,
  }));
};
