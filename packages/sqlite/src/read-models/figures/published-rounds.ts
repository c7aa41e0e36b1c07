import {
  type Grouped,
  isWithin,
  localDay,
  type RoundGrade,
  type SatisfactionQuery,
} from '@phananh/core/read-models';
import { snapshotOf } from '../reading/snapshot.ts';
import { groupedColumns, groupedOf, type InRow, labelsOfText } from './grouped.ts';
import { cutOf, hasNotGoneOn, momentOf } from './moment.ts';
import { pastFacts } from './past-cases.ts';
import { agencyKinds, type FigureSource } from './source.ts';

interface Round extends Grouped {
  readonly caseNumber: number;
  readonly day: string;
  readonly grade: string | null;
  readonly windowEndsAt: string | null;
  /** Whether the window is cut short: the case was closed, or went on in another round. */
  readonly over: number;
}

/** A round whose result was published, and what it counts as. */
export interface PublishedRound extends Round {
  readonly counts: RoundGrade;
  /** Whether its case went on after the moment, and so has to be looked at as it was. */
  readonly isPast: boolean;
}

/** The rounds that were published in a time and are within what is asked for. Of cases, those that went on after the moment come last. */
export async function* publishedRounds(
  source: FigureSource,
  query: SatisfactionQuery,
): AsyncGenerator<PublishedRound> {
  const { from = '', to = '~', within } = query;
  const moment = momentOf(query);
  const kinds = agencyKinds(source.database);
  const countsOf = ({ grade, over, windowEndsAt }: Round): RoundGrade => {
    if (isGrade(grade)) return grade;
    return over === 0 && windowEndsAt !== null && windowEndsAt > moment.asOf ? 'pending' : 'not-rated';
  };
  const { database, release } = snapshotOf(source.database);
  try {
    const rounds = database.prepare<[Bound], InRow<Round>>(
      `SELECT case_number AS caseNumber, r.agency_id AS agencyId, ${groupedColumns(query)}, r.outcome,
         r.published_day AS day, r.grade, r.window_ends_at AS windowEndsAt, f.round > r.round AS over
       FROM case_rounds r JOIN case_facts f USING (case_number)
       WHERE r.published_at >= @from AND r.published_at < @to AND ${hasNotGoneOn}`,
    );
    for (const row of rounds.iterate({ from, to, ...cutOf(moment) })) {
      source.demandAsked();
      const round = { ...row, labels: labelsOfText(row.labels) };
      if (isWithin(within, round, round.day, kinds))
        yield { ...round, counts: countsOf(round), isPast: false };
    }
    for await (const facts of pastFacts(source, database, moment))
      for (const { round, publishedAt, agencyId, outcome, grade, windowEndsAt } of facts.rounds) {
        if (publishedAt === null || publishedAt < from || publishedAt >= to) continue;
        const past = {
          ...groupedOf(facts),
          caseNumber: facts.caseNumber,
          agencyId,
          outcome,
          day: localDay(source.calendar, publishedAt),
          grade,
          windowEndsAt,
          over: Number(facts.round > round),
        };
        if (isWithin(within, past, past.day, kinds)) yield { ...past, counts: countsOf(past), isPast: true };
      }
  } finally {
    release();
  }
}

type Bound = { readonly [name: string]: string };

const isGrade = (grade: string | null): grade is 'satisfied' | 'acceptable' | 'unsatisfied' =>
  grade === 'satisfied' || grade === 'acceptable' || grade === 'unsatisfied';
