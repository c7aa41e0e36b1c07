import {
  type Grouped,
  grouping,
  InvalidQuery,
  isWithin,
  ratio,
  type SatisfactionFigures,
  type SatisfactionQuery,
} from '@phananh/core';
import { agencyKinds, type FigureSource } from './source.ts';

interface Counts {
  published: number;
  satisfied: number;
  acceptable: number;
  unsatisfied: number;
  pending: number;
}

interface RoundRow extends Grouped {
  readonly day: string;
  readonly grade: 'satisfied' | 'acceptable' | 'unsatisfied' | null;
  readonly windowEndsAt: string | null;
  /** Whether the window is cut short: the case was closed, or went on in another round. */
  readonly over: number;
}

/** Grades of published rounds, with those that got none. */
export const querySatisfaction = (
  { database }: FigureSource,
  { from, to, groupBy = [], within, now }: SatisfactionQuery,
): readonly SatisfactionFigures[] => {
  demandRange(from, to);
  const kinds = agencyKinds(database);
  const sums = grouping<Counts>(groupBy, kinds, () => ({
    published: 0,
    satisfied: 0,
    acceptable: 0,
    unsatisfied: 0,
    pending: 0,
  }));
  const rounds = database.prepare<[{ from: string; to: string }], RoundRow>(
    `SELECT r.agency_id AS agencyId, f.category, f.area_code AS areaCode, f.channel, f.procedure,
       r.published_day AS day, r.grade, r.window_ends_at AS windowEndsAt, f.round > r.round AS over
     FROM case_rounds r JOIN case_facts f USING (case_number)
     WHERE r.published_at >= @from AND r.published_at < @to`,
  );
  for (const row of rounds.iterate({ from: from ?? '', to: to ?? '~' })) {
    if (!isWithin(within, row, row.day, kinds)) continue;
    const counts = sums.at(row, row.day);
    counts.published += 1;
    if (row.grade !== null) counts[row.grade] += 1;
    else if (row.over === 0 && row.windowEndsAt !== null && row.windowEndsAt > now) counts.pending += 1;
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

/** @throws {@link InvalidQuery} for a range that is empty */
export const demandRange = (from: string | undefined, to: string | undefined): void => {
  if (from !== undefined && to !== undefined && from >= to)
    throw new InvalidQuery('from is not before to: the range is empty', '/from');
};
