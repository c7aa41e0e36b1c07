import { type Grouped, isWithin, localDay, type PenaltyQuery } from '@phananh/core/read-models';
import { snapshotOf } from '../reading/snapshot.ts';
import { groupedColumns, groupedOf, type InRow, labelsOfText, outcomeOf } from './grouped.ts';
import { cutOf, hasNotGoneOn, momentOf } from './moment.ts';
import { pastFacts } from './past-cases.ts';
import { agencyKinds, type FigureSource } from './source.ts';

interface Penalty extends Grouped {
  readonly caseNumber: number;
  readonly amount: number;
  readonly imposedAt: string;
  readonly imposedDay: string;
  readonly revokedAt: string | null;
  readonly revokedDay: string | null;
}

/** A fine that was imposed in a time, or one that was revoked in it: a fine may be both. */
export interface DecidedFine extends Grouped {
  readonly caseNumber: number;
  readonly decision: 'imposed' | 'revoked';
  readonly amount: number;
  /** The day of the decision. */
  readonly day: string;
  /** Whether its case went on after the moment, and so has to be looked at as it was. */
  readonly isPast: boolean;
}

/** The decisions of a time that are within what is asked for. */
export async function* decidedFines(source: FigureSource, query: PenaltyQuery): AsyncGenerator<DecidedFine> {
  const { from = '', to = '~', within } = query;
  const kinds = agencyKinds(source.database);
  const moment = momentOf(query);
  const counts = (row: Grouped, at: string, day: string): boolean =>
    at >= from && at < to && isWithin(within, row, day, kinds);
  const decisionsOf = function* (row: Penalty, isPast: boolean): Generator<DecidedFine> {
    const { imposedAt, imposedDay, revokedAt, revokedDay } = row;
    if (counts(row, imposedAt, imposedDay)) yield { ...row, decision: 'imposed', day: imposedDay, isPast };
    if (revokedAt !== null && revokedDay !== null && counts(row, revokedAt, revokedDay))
      yield { ...row, decision: 'revoked', day: revokedDay, isPast };
  };
  const dayOf = (at: string | null): string | null => at && localDay(source.calendar, at);
  const { database, release } = snapshotOf(source.database);
  try {
    const penalties = database.prepare<[{ readonly [name: string]: string }], InRow<Penalty>>(
      `SELECT case_number AS caseNumber, p.agency_id AS agencyId, ${groupedColumns(query)},
         ${outcomeOf('final')} AS outcome, p.amount,
         p.imposed_at AS imposedAt, p.imposed_day AS imposedDay, p.revoked_at AS revokedAt, p.revoked_day AS revokedDay
       FROM penalties p JOIN case_facts f USING (case_number)
       WHERE ((p.imposed_at >= @from AND p.imposed_at < @to) OR (p.revoked_at >= @from AND p.revoked_at < @to))
         AND ${hasNotGoneOn}`,
    );
    for (const row of penalties.iterate({ from, to, ...cutOf(moment) })) {
      source.demandAsked();
      yield* decisionsOf({ ...row, labels: labelsOfText(row.labels) }, false);
    }
    for await (const facts of pastFacts(source, database, moment))
      for (const { agencyId, amount, imposedAt, revokedAt } of facts.penalties)
        yield* decisionsOf(
          {
            ...groupedOf(facts),
            caseNumber: facts.caseNumber,
            agencyId,
            amount,
            imposedAt,
            imposedDay: localDay(source.calendar, imposedAt),
            revokedAt,
            revokedDay: dayOf(revokedAt),
          },
          true,
        );
  } finally {
    release();
  }
}
