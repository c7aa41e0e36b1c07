import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import {
  asShownNow,
  type CohortQuery,
  countedCase,
  evaluateCase,
  type SlaQuery,
} from '@phananh/core/read-models';
import { snapshotOf } from '../reading/snapshot.ts';
import { factsOfText } from '../report/state-text.ts';
import {
  boundOf,
  type CohortMember,
  casesPerPage,
  dayOfCohort,
  type MemberRow,
  memberOfRow,
  memberSql,
} from './member-rows.ts';
import { isPresent, type Moment, momentOf } from './moment.ts';
import { factsUpTo } from './past-cases.ts';
import type { FigureSource } from './source.ts';
import type { CohortBound } from './within.ts';

/**
 * The cases of a cohort in the order of their numbers, each with what it counts as at the moment of the query. All of
 * them are of one state of the read models, however long it takes.
 */
export async function* cohortMembers(
  source: FigureSource,
  query: SlaQuery,
  after = -1,
): AsyncGenerator<CohortMember> {
  const moment = momentOf(query);
  const { database, release } = snapshotOf(source.database);
  try {
    const page = database.prepare<[CohortBound], MemberRow>(memberSql(query, isPresent(database, moment)));
    const state = database
      .prepare<[number], string>('SELECT state FROM case_states WHERE case_number = ?')
      .pluck();
    let last = after;
    for (;;) {
      source.demandAsked();
      const rows = page.all(boundOf(query, moment, last));
      for (const row of rows) {
        if (row.affected === 1) source.demandAsked();
        const member =
          row.asIs === 1 ? memberOfRow(row, query) : await memberAt(row, query, moment, source, state);
        if (member !== undefined && isInRange(member, query)) yield member;
      }
      const end = rows.at(-1)?.caseNumber;
      if (end === undefined || rows.length < casesPerPage) return;
      last = end;
      await turnOfTheLoop();
    }
  } finally {
    release();
  }
}

/** A case whose row is not of the moment: from its state, or from its stream when it went on after the cut. */
export const memberAt = async (
  { caseNumber, affected }: Pick<MemberRow, 'caseNumber' | 'affected'>,
  query: CohortQuery,
  { asOf, cut }: Moment,
  source: FigureSource,
  state: { get(caseNumber: number): string | undefined },
): Promise<CohortMember | undefined> => {
  const known = state.get(caseNumber);
  if (known === undefined) return undefined;
  const now = factsOfText(known);
  const past = affected === 1 ? await factsUpTo(source, now, cut ?? { at: asOf }) : now;
  if (past === undefined) return undefined;
  const facts = asShownNow(past, now);
  const row = evaluateCase(facts, source.calendar, asOf);
  const counted = countedCase(row, query.clock ?? 'overall', query.round ?? 'final');
  if (counted === undefined) return undefined;
  const { phase } = facts;
  return { caseNumber, counted, phase, times: row.times, day: dayOfCohort(counted, query), row };
};

const isInRange = ({ counted }: CohortMember, { cohort, from, to }: CohortQuery): boolean => {
  const at = cohort === 'submitted' ? counted.submittedAt : counted.decidedAt;
  return at !== null && (from === undefined || at >= from) && (to === undefined || at < to);
};
