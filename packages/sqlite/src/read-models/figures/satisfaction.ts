import { grouping, ratio, type SatisfactionFigures, type SatisfactionQuery } from '@phananh/core/read-models';
import { publishedRounds } from './published-rounds.ts';
import { agencyKinds, type FigureSource } from './source.ts';

interface Counts {
  published: number;
  satisfied: number;
  acceptable: number;
  unsatisfied: number;
  pending: number;
}

/** Grades of published rounds, with those that got none. */
export const querySatisfaction = async (
  source: FigureSource,
  query: SatisfactionQuery,
): Promise<readonly SatisfactionFigures[]> => {
  const { groupBy = [] } = query;
  const kinds = agencyKinds(source.database);
  const sums = grouping<Counts>(
    groupBy,
    kinds,
    () => ({
      published: 0,
      satisfied: 0,
      acceptable: 0,
      unsatisfied: 0,
      pending: 0,
    }),
    query,
  );
  for await (const round of publishedRounds(source, query))
    for (const counts of sums.at(round, round.day)) {
      counts.published += 1;
      if (round.counts !== 'not-rated') counts[round.counts] += 1;
    }
  return sums.entries().map(([group, { published, pending, satisfied, acceptable, unsatisfied }]) => {
    const rated = satisfied + acceptable + unsatisfied;
    return {
      group,
      published,
      rated,
      notRated: published - rated - pending,
      pending,
      satisfied: ratio(satisfied, rated),
      acceptable: ratio(acceptable, rated),
      unsatisfied: ratio(unsatisfied, rated),
      responseRate: ratio(rated, published),
      ripe: pending === 0,
    };
  });
};
