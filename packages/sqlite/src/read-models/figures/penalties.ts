import {
  type Grouped,
  grouping,
  isWithin,
  localDay,
  type PenaltyFigures,
  type PenaltyQuery,
} from '@phananh/core/read-models';
import { snapshotOf } from '../reading/snapshot.ts';
import { groupedColumns, groupedOf, type InRow, labelsOfText, outcomeOf } from './grouped.ts';
import { cutOf, hasNotGoneOn, momentOf } from './moment.ts';
import { pastFacts } from './past-cases.ts';
import { agencyKinds, type FigureSource } from './source.ts';

interface Sums {
  readonly imposed: { decisions: number; amount: number };
  readonly revoked: { decisions: number; amount: number };
}

interface Penalty extends Grouped {
  readonly amount: number;
  readonly imposedAt: string;
  readonly imposedDay: string;
  readonly revokedAt: string | null;
  readonly revokedDay: string | null;
}

type PenaltyRow = InRow<Penalty>;

/** Fines by the time at which they were imposed, and by the time at which they were revoked. */
export const queryPenalties = async (
  source: FigureSource,
  query: PenaltyQuery,
): Promise<readonly PenaltyFigures[]> => {
  const { from = '', to = '~', groupBy = [], within } = query;
  const kinds = agencyKinds(source.database);
  const moment = momentOf(query);
  const sums = grouping<Sums>(
    groupBy,
    kinds,
    () => ({
      imposed: { decisions: 0, amount: 0 },
      revoked: { decisions: 0, amount: 0 },
    }),
    query,
  );
  const counts = (row: Grouped, at: string, day: string): boolean =>
    at >= from && at < to && isWithin(within, row, day, kinds);
  const increase = (sum: { decisions: number; amount: number }, amount: number): void => {
    sum.decisions += 1;
    sum.amount += amount;
  };
  const add = (row: Penalty): void => {
    if (counts(row, row.imposedAt, row.imposedDay))
      for (const { imposed } of sums.at(row, row.imposedDay)) increase(imposed, row.amount);
    const { revokedAt, revokedDay } = row;
    if (revokedAt !== null && revokedDay !== null && counts(row, revokedAt, revokedDay))
      for (const { revoked } of sums.at(row, revokedDay)) increase(revoked, row.amount);
  };
  const dayOf = (at: string | null): string | null => at && localDay(source.calendar, at);
  const { database, release } = snapshotOf(source.database);
  try {
    const penalties = database.prepare<[{ readonly [name: string]: string }], PenaltyRow>(
      `SELECT p.agency_id AS agencyId, ${groupedColumns(query)},
         ${outcomeOf('final')} AS outcome, p.amount,
         p.imposed_at AS imposedAt, p.imposed_day AS imposedDay, p.revoked_at AS revokedAt, p.revoked_day AS revokedDay
       FROM penalties p JOIN case_facts f USING (case_number)
       WHERE ((p.imposed_at >= @from AND p.imposed_at < @to) OR (p.revoked_at >= @from AND p.revoked_at < @to))
         AND ${hasNotGoneOn}`,
    );
    for (const row of penalties.iterate({ from, to, ...cutOf(moment) })) {
      source.demandAsked();
      add({ ...row, labels: labelsOfText(row.labels) });
    }
    for await (const facts of pastFacts(source, database, moment))
      for (const { agencyId, amount, imposedAt, revokedAt } of facts.penalties)
        add({
          ...groupedOf(facts),
          agencyId,
          amount,
          imposedAt,
          imposedDay: localDay(source.calendar, imposedAt),
          revokedAt,
          revokedDay: dayOf(revokedAt),
        });
  } finally {
    release();
  }
  return sums.entries().map(([group, { imposed, revoked }]) => ({
    group,
    imposed,
    revoked,
    amount: imposed.amount - revoked.amount,
  }));
};
