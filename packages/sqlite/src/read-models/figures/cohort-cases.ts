import {
  audienceOfCase,
  type CaseRow,
  type CohortCasePage,
  type CohortCasesQuery,
  caseFor,
  caseRowOf,
  evaluateCase,
  isWithin,
} from '@phananh/core/read-models';
import { fingerprintOf, openCursor, sealCursor } from '../reading/cursor.ts';
import { factsOfText } from '../report/state-text.ts';
import { type CohortMember, cohortMembers, momentOf } from './cohort.ts';
import { agencyKinds, type FigureSource } from './source.ts';

/** The cases behind a number, in the order in which they came into the log. */
export const queryCohortCases = async (
  source: FigureSource,
  { limit = 50, cursor, ...query }: CohortCasesQuery,
): Promise<CohortCasePage> => {
  const { now: _, ...asked } = query;
  const fingerprint = fingerprintOf(asked);
  const after = cursor === undefined ? -1 : Number(openCursor(cursor, fingerprint)[0]);
  const { asOf } = momentOf(query);
  const kinds = agencyKinds(source.database);
  const state = source.database
    .prepare<[number], string>('SELECT state FROM case_states WHERE case_number = ?')
    .pluck();
  /** As its reader may see it; undefined when they may not know of it now, whoever had it then. */
  const rowOf = ({ caseNumber, row, counted }: CohortMember): CaseRow | undefined => {
    const facts = factsOfText(state.get(caseNumber) ?? '');
    const audience = audienceOfCase(facts, query.reader);
    if (audience === undefined) return undefined;
    // With the verdict that it counts with: of the clock and the round that were asked for.
    const { verdict, againstOriginal } = counted;
    const whole = caseRowOf(row ?? evaluateCase(facts, source.calendar, asOf));
    return caseFor(audience, { ...whole, verdict, againstOriginal });
  };
  const cases: CaseRow[] = [];
  let last = after;
  for await (const member of cohortMembers(source, query, after)) {
    const { counted, day, caseNumber } = member;
    const counts =
      isWithin(query.within, counted, day, kinds) &&
      (query.verdict?.includes(counted.verdict) ?? true) &&
      (query.againstOriginal?.includes(counted.againstOriginal) ?? true);
    const row = counts ? rowOf(member) : undefined;
    if (row === undefined) continue;
    if (cases.length === limit) return { cases, nextCursor: sealCursor(fingerprint, [String(last)]) };
    cases.push(row);
    last = caseNumber;
  }
  return { cases };
};
