import { InvalidQuery } from '@phananh/core/engine';
import type { CohortCasesQuery, Happening } from '@phananh/core/read-models';
import { snapshotOf } from '../reading/snapshot.ts';
import { memberAt } from './cohort.ts';
import { decidedFines } from './decided-fines.ts';
import type { CohortMember } from './member-rows.ts';
import { momentOf } from './moment.ts';
import { publishedRounds } from './published-rounds.ts';
import type { FigureSource } from './source.ts';

type Asked = CohortCasesQuery & { readonly happened: readonly Happening[] };

export const asksHappened = (query: CohortCasesQuery): query is Asked => query.happened !== undefined;

/** @throws {@link InvalidQuery} for grades of what has none, and for two ways of saying which cases */
export const demandOneWay = ({ happened, grade, cohort }: CohortCasesQuery): void => {
  if (grade !== undefined && happened?.includes('published') !== true)
    throw new InvalidQuery('grades are of rounds: ask with happened=published', '/grade');
  if (happened !== undefined && cohort !== 'submitted')
    throw new InvalidQuery('happened says which cases, and so does cohort: ask by one of them', '/cohort');
};

/** The cases of rounds and of fines of a time, each once, in the order of their numbers. */
export async function* happenedMembers(
  source: FigureSource,
  query: Asked,
  after = -1,
): AsyncGenerator<CohortMember> {
  const found = new Map<number, boolean>();
  for await (const { caseNumber, isPast } of happenedIn(source, query))
    if (caseNumber > after) found.set(caseNumber, isPast);
  const { database, release } = snapshotOf(source.database);
  try {
    const state = database
      .prepare<[number], string>('SELECT state FROM case_states WHERE case_number = ?')
      .pluck();
    const moment = momentOf(query);
    for (const [caseNumber, isPast] of [...found].toSorted(([one], [other]) => one - other)) {
      source.demandAsked();
      const member = await memberAt({ caseNumber, affected: Number(isPast) }, query, moment, source, state);
      if (member !== undefined) yield member;
    }
  } finally {
    release();
  }
}

const happenedIn = async function* (source: FigureSource, query: Asked) {
  const { happened, grade } = query;
  if (happened.includes('published'))
    for await (const round of publishedRounds(source, query))
      if (grade === undefined || grade.includes(round.counts)) yield round;
  const decisions = happened.flatMap((one) => (one === 'published' ? [] : [decisionOf[one]]));
  if (decisions.length === 0) return;
  for await (const fine of decidedFines(source, query)) if (decisions.includes(fine.decision)) yield fine;
};

const decisionOf = { fined: 'imposed', 'fine-revoked': 'revoked' } as const;
