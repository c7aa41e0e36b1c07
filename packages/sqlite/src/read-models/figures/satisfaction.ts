import {
  type Grouped,
  grouping,
  isWithin,
  localDay,
  ratio,
  type SatisfactionFigures,
  type SatisfactionQuery,
} from '@phananh/core/read-models';
import { snapshotOf } from '../reading/snapshot.ts';
import { groupedColumns, groupedOf, type InRow, labelsOfText } from './grouped.ts';
import { cutOf, hasNotGoneOn, momentOf } from './moment.ts';
import { pastFacts } from './past-cases.ts';
import { agencyKinds, type FigureSource } from './source.ts';

interface Counts {
  published: number;
  satisfied: number;
  acceptable: number;
  unsatisfied: number;
  pending: number;
}

interface Round extends Grouped {
  readonly day: string;
  readonly grade: string | null;
  readonly windowEndsAt: string | null;
  /** Whether the window is cut short: the case was closed, or went on in another round. */
  readonly over: number;
}

type RoundRow = InRow<Round>;

/** Grades of published rounds, with those that got none. */
export const querySatisfaction = async (
  source: FigureSource,
  query: SatisfactionQuery,
): Promise<readonly SatisfactionFigures[]> => {
  const { from = '', to = '~', groupBy = [], within } = query;
  const moment = momentOf(query);
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
  const add = (row: Round): void => {
    if (!isWithin(within, row, row.day, kinds)) return;
    for (const counts of sums.at(row, row.day)) {
      counts.published += 1;
      if (isGrade(row.grade)) counts[row.grade] += 1;
      else if (row.over === 0 && row.windowEndsAt !== null && row.windowEndsAt > moment.asOf)
        counts.pending += 1;
    }
  };
  const { database, release } = snapshotOf(source.database);
  try {
    const rounds = database.prepare<[Bound], RoundRow>(
      `SELECT r.agency_id AS agencyId, ${groupedColumns(query)}, r.outcome,
         r.published_day AS day, r.grade, r.window_ends_at AS windowEndsAt, f.round > r.round AS over
       FROM case_rounds r JOIN case_facts f USING (case_number)
       WHERE r.published_at >= @from AND r.published_at < @to AND ${hasNotGoneOn}`,
    );
    for (const row of rounds.iterate({ from, to, ...cutOf(moment) })) {
      source.demandAsked();
      add({ ...row, labels: labelsOfText(row.labels) });
    }
    for await (const facts of pastFacts(source, database, moment))
      for (const { round, publishedAt, agencyId, outcome, grade, windowEndsAt } of facts.rounds)
        if (publishedAt !== null && publishedAt >= from && publishedAt < to)
          add({
            ...groupedOf(facts),
            agencyId,
            outcome,
            day: localDay(source.calendar, publishedAt),
            grade,
            windowEndsAt,
            over: Number(facts.round > round),
          });
  } finally {
    release();
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

type Bound = { readonly [name: string]: string };

const isGrade = (grade: string | null): grade is 'satisfied' | 'acceptable' | 'unsatisfied' =>
  grade === 'satisfied' || grade === 'acceptable' || grade === 'unsatisfied';
