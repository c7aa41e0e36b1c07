import {
  audienceOfCase,
  type CaseRow,
  type CohortCasePage,
  type CohortCasesQuery,
  caseFor,
  caseRowOf,
  evaluateCase,
  isMarked,
  isWithin,
} from '@phananh/core/read-models';
import { fingerprintOf, openCursor, sealCursor } from '../reading/cursor.ts';
import { factsOfText } from '../report/state-text.ts';
import { cohortMembers } from './cohort.ts';
import { asksHappened, demandOneWay, happenedMembers } from './happened-cases.ts';
import type { CohortMember } from './member-rows.ts';
import { momentOf } from './moment.ts';
import { agencyKinds, type FigureSource } from './source.ts';

/** The cases behind a number, in the order in which they came into the log, or in the one that is asked for. */
export const queryCohortCases = async (
  source: FigureSource,
  { limit = 50, cursor, ...query }: CohortCasesQuery,
): Promise<CohortCasePage> => {
  const { now: _, ...asked } = query;
  const fingerprint = fingerprintOf(asked);
  const opened = cursor === undefined ? undefined : openCursor(cursor, fingerprint);
  demandOneWay(query);
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
  const isAsked = ({ counted, phase, day }: CohortMember): boolean =>
    // What happened says itself which groups it is within: an agency may have been fined for what another one has now.
    (asksHappened(query) || isWithin(query.within, counted, day, kinds)) &&
    (query.phase?.includes(phase) ?? true) &&
    (query.verdict?.includes(counted.verdict) ?? true) &&
    (query.againstOriginal?.includes(counted.againstOriginal) ?? true) &&
    (query.mark?.every((mark) => isMarked(counted, mark)) ?? true);
  const members = (from?: number): AsyncGenerator<CohortMember> =>
    asksHappened(query) ? happenedMembers(source, query, from) : cohortMembers(source, query, from);
  const { sort } = query;
  if (sort !== undefined) {
    const [key, caseNumber] = opened ?? [];
    const page = firstOf(sort, limit + 1, key === undefined ? undefined : [key, Number(caseNumber)]);
    const dueAt = source.database
      .prepare<[number], string | null>('SELECT due_at FROM case_facts WHERE case_number = ?')
      .pluck();
    const keyOf = ({ caseNumber, counted, row }: CohortMember): string => {
      if (sort === 'submittedAt' || sort === '-submittedAt') return counted.submittedAt;
      const due = row === undefined ? dueAt.get(caseNumber) : row.final.clock.due?.at;
      return due ?? (sort === 'dueAt' ? afterAllDues : '');
    };
    for await (const member of members())
      if (isAsked(member)) page.add([keyOf(member), member.caseNumber], () => rowOf(member));
    const found = page.rows();
    const last = found.at(limit - 1)?.place;
    return {
      cases: found.slice(0, limit).map(({ row }) => row),
      ...(found.length > limit &&
        last && { nextCursor: sealCursor(fingerprint, [last[0], String(last[1])]) }),
    };
  }
  const after = opened === undefined ? -1 : Number(opened[0]);
  const cases: CaseRow[] = [];
  let last = after;
  for await (const member of members(after)) {
    const row = isAsked(member) ? rowOf(member) : undefined;
    if (row === undefined) continue;
    if (cases.length === limit) return { cases, nextCursor: sealCursor(fingerprint, [String(last)]) };
    cases.push(row);
    last = member.caseNumber;
  }
  return { cases };
};

const afterAllDues = '9999-12-31T23:59:59.999Z';

type Place = readonly [key: string, caseNumber: number];

/** Keeps the first rows of an order, from after a place, however many are looked at. A row is made only where it may be among them. */
const firstOf = (sort: string, most: number, after: Place | undefined) => {
  const sign = sort.startsWith('-') ? -1 : 1;
  const compare = ([a, one]: Place, [b, other]: Place): number =>
    a === b ? sign * (one - other) : a < b ? -sign : sign;
  let kept: { readonly place: Place; readonly row: CaseRow }[] = [];
  let worst: Place | undefined;
  const tidy = (): void => {
    kept = kept.sort((a, b) => compare(a.place, b.place)).slice(0, most);
    worst = kept[most - 1]?.place;
  };
  return {
    add: (place: Place, rowOf: () => CaseRow | undefined): void => {
      if (after !== undefined && compare(place, after) <= 0) return;
      if (worst !== undefined && compare(place, worst) >= 0) return;
      const row = rowOf();
      if (row === undefined) return;
      kept.push({ place, row });
      if (kept.length >= 2 * most) tidy();
    },
    rows: () => {
      tidy();
      return kept;
    },
  };
};
