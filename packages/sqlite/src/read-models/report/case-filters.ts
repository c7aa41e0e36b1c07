import type { WorkingCalendar } from '@phananh/core/calendar';
import {
  audienceOfList,
  type CaseSelection,
  type EvaluatedCase,
  evaluateCase,
  roundsPlaces,
  seesFilters,
  seesVerdictsOfMerged,
  type Wanted,
} from '@phananh/core/read-models';
import type { Verdict } from '@phananh/core/sla';
import type { Database } from 'better-sqlite3';
import { boundWanted, isWanted } from '../reading/any-of.ts';
import { hasLabel } from './has-label.ts';
import { factsOfText } from './state-text.ts';

/** What a statement is given, by name. */
export type Bound = { [name: string]: string | number | null };

export interface WithTelephones {
  /** Only cases of those who gave a number: what may stand in the tables for it. */
  readonly telephones?: readonly string[];
}

/** The conditions of a query in SQL, for the rows of `case_facts`. @param bound takes the values of the query */
export const filters = (
  database: Database,
  calendar: WorkingCalendar,
  query: CaseSelection & WithTelephones,
  bound: Bound,
): string[] => {
  const audience = audienceOfList(query.reader);
  const conditions: string[] = audience === 'public' ? [isForEverybody] : [];
  if (!seesFilters(audience, query)) conditions.push('FALSE');
  const bind = (name: string, value: string | number | null): string => {
    bound[name] = value;
    return `@${name}`;
  };
  const list = (name: string, values: readonly (string | number)[]): string =>
    values.map((value, index) => bind(`${name}${index}`, value)).join(', ');
  const among = (column: string, name: string, wanted: Wanted): string => {
    bind(name, boundWanted(wanted));
    return isWanted(column, name, wanted);
  };
  const equal = (column: string, name: keyof typeof columnsOf) => {
    const wanted = query[name];
    if (wanted !== undefined) conditions.push(among(column, name, wanted));
  };
  const supporting = query.role === 'supporting' ? query.agencyId : undefined;
  for (const [name, column] of Object.entries(columnsOf)) {
    // The names are those of the table of columns.
    if (name !== 'agencyId' || supporting === undefined) equal(column, name as keyof typeof columnsOf);
  }
  if (supporting !== undefined)
    conditions.push(
      `case_number IN (SELECT case_number FROM case_supporting WHERE ${among('agency_id', 'supporting', supporting)})`,
    );
  // Who sees a row sees its labels, as its category.
  if (query.label !== undefined) {
    bind('label', boundWanted(query.label));
    conditions.push(hasLabel('case_number', 'label', query.label));
  }
  conditions.push(...ofOfficer(query, bind));
  if (query.disputedFrom !== undefined || query.disputedTo !== undefined)
    conditions.push(disputed(query, bind));
  if (query.telephones !== undefined)
    conditions.push(
      `report_id IN (SELECT report_id FROM case_telephones WHERE telephone IN (${list('telephone', query.telephones)}))`,
    );
  const isRare = query.awaiting === true || !isOrdinary(query);
  // With the plus the index of all channels is not taken.
  if (query.channel !== undefined)
    conditions.push(among(`${isRare ? '+' : ''}channel`, 'channel', query.channel));
  if (query.phase !== undefined) conditions.push(`phase IN (${list('phase', query.phase)})`);
  if (query.verdict !== undefined) {
    conditions.push(...verdictIs(database, calendar, query, list));
    if (!seesVerdictsOfMerged(audience)) conditions.push("phase <> 'merged'");
  }
  if (query.reporterId !== undefined)
    conditions.push(
      `case_number IN (SELECT case_number FROM case_states WHERE reporter_id = ${bind('reporterId', query.reporterId)})`,
    );
  if (query.awaiting !== undefined) conditions.push(`awaiting = ${Number(query.awaiting)}`);
  // Few cases are so: they have indexes of their own, which are taken where the query says the same in the same words.
  if (isWithout(query.priority, 'normal')) conditions.push("priority <> 'normal'");
  if (isWithout(query.procedure, 'ordinary')) conditions.push("procedure <> 'ordinary'");
  if (query.bbox !== undefined) {
    const { south, north, west, east } = query.bbox;
    const { lat, lng } = placeColumns(query);
    conditions.push(
      `${lat} BETWEEN ${bind('south', south)} AND ${bind('north', north)}`,
      `${lng} BETWEEN ${bind('west', west)} AND ${bind('east', east)}`,
    );
  }
  if (query.submittedFrom !== undefined)
    conditions.push(`submitted_at >= ${bind('submittedFrom', query.submittedFrom)}`);
  if (query.submittedTo !== undefined)
    conditions.push(`submitted_at < ${bind('submittedTo', query.submittedTo)}`);
  if (query.dueBefore !== undefined) {
    const { numbers, running } = dueCases(query, bound);
    conditions.push(`case_number IN (${numbers})`, running);
  }
  return conditions;
};

/** In the words of the indexes of those that everybody may read. */
const isForEverybody = 'for_everybody = 1';

/** Whether the reader of a list sees places rounded. */
export const readsRounded = ({ reader }: Pick<CaseSelection, 'reader'>): boolean =>
  roundsPlaces(audienceOfList(reader));

/** Where places stand as the reader of a list may see them. */
export const placeColumns = (
  query: Pick<CaseSelection, 'reader'>,
): { readonly lat: string; readonly lng: string } => {
  const prefix = readsRounded(query) ? 'rounded_' : '';
  return { lat: `${prefix}lat`, lng: `${prefix}lng` };
};

/**
 * The numbers of cases with a clock that runs and will be late at a moment, one of them as often as it has such clocks, and what else holds of
 * the cases. Few clocks run, and those have an index by which they are found.
 *
 * @param bound takes the values of the query
 */
export const dueCases = (
  { clock = ['overall'], dueBefore = '', now }: Pick<CaseSelection, 'clock' | 'dueBefore' | 'now'>,
  bound: Bound,
): { readonly numbers: string; readonly running: string } => {
  const running = [
    ...(clock.some((one) => one !== 'dispute') ? ['+decided_at IS NULL'] : []),
    // The clock of a dispute runs when the overall one has stopped.
    ...(clock.includes('dispute') ? ["+phase = 'disputed'"] : []),
  ];
  Object.assign(bound, { now, dueBefore, clocks: JSON.stringify(clock) });
  // In the words of the index.
  const clocks = `SELECT case_number FROM case_clocks
    WHERE stopped_at IS NULL AND cancelled_at IS NULL AND clock IN (SELECT value FROM json_each(@clocks))`;
  return {
    numbers: `${clocks} AND paused_at IS NULL AND due_at <= @dueBefore
      UNION ALL
      -- Who waits for the citizen runs again when the citizen did not answer in time.
      ${clocks} AND paused_at IS NOT NULL AND waits_until <= @now AND unanswered_due_at <= @dueBefore`,
    // With the plus no index of cases is taken: by any of them all cases would be walked.
    running: `(${running.join(' OR ')})`,
  };
};

/** Cases of an officer, and those that one has or none. */
const ofOfficer = (
  { officer, taken }: CaseSelection,
  bind: (name: string, value: string) => string,
): readonly string[] => {
  const officers = 'SELECT case_number FROM case_officers';
  return [
    ...(officer === undefined
      ? []
      : [`case_number IN (${officers} WHERE officer = ${bind('officer', officer)})`]),
    ...(taken === undefined
      ? []
      : [
          `${taken ? '' : 'NOT '}EXISTS (${officers} AS taker WHERE taker.case_number = case_facts.case_number)`,
        ]),
  ];
};

/** Cases of which a round was disputed in a range of time: few are, and they have an index. */
const disputed = (
  { disputedFrom, disputedTo }: CaseSelection,
  bind: (name: string, value: string) => string,
): string => {
  const range = [
    'disputed_at IS NOT NULL',
    ...(disputedFrom === undefined ? [] : [`disputed_at >= ${bind('disputedFrom', disputedFrom)}`]),
    ...(disputedTo === undefined ? [] : [`disputed_at < ${bind('disputedTo', disputedTo)}`]),
  ];
  return `case_number IN (SELECT case_number FROM case_rounds WHERE ${range.join(' AND ')})`;
};

const columnsOf = {
  agencyId: 'agency_id',
  category: 'category',
  areaCode: 'area_code',
  priority: 'priority',
  procedure: 'procedure',
} as const;

const isOrdinary = ({ priority, procedure }: Pick<CaseSelection, 'priority' | 'procedure'>): boolean =>
  !isWithout(priority, 'normal') && !isWithout(procedure, 'ordinary');

/** Whether values are asked for of which none is the usual one. */
const isWithout = (wanted: Wanted | undefined, usual: string): boolean =>
  wanted !== undefined && ![wanted].flat().includes(usual);

const runningVerdicts: ReadonlySet<Verdict> = new Set(['open', 'overdue', 'paused']);

/** Cases with a verdict now: by their rows, and those by themselves that rows are not up to date for. */
const verdictIs = (
  database: Database,
  calendar: WorkingCalendar,
  { verdict: wanted = [], now }: Pick<CaseSelection, 'verdict' | 'now'>,
  list: (name: string, values: readonly (string | number)[]) => string,
): readonly string[] => {
  const stale = staleCases(database, calendar, now);
  const isStale = stale.map(({ facts }) => facts.caseNumber);
  const fitting = stale
    .filter(({ final }) => final.verdicts !== undefined && wanted.includes(final.verdicts.verdict))
    .map(({ facts }) => facts.caseNumber);
  const isRunning = wanted.every((verdict) => runningVerdicts.has(verdict));
  // Few cases run: they have indexes of their own, and with the plus that of all verdicts is not taken.
  const byRow = `${isRunning ? '+' : ''}verdict IN (${list('verdict', wanted)})`;
  const running = isRunning ? ['decided_at IS NULL'] : [];
  if (isStale.length === 0) return [...running, byRow];
  // Numbers of ours, and too many of them to bind.
  const exact = `((${byRow} AND case_number NOT IN (${isStale.join()})) OR case_number IN (${fitting.join()}))`;
  return [...running, exact];
};

/** Cases whose rows are of a moment after which their verdict changed, or of one that is still to come. */
const staleCases = (database: Database, calendar: WorkingCalendar, now: string): readonly EvaluatedCase[] => {
  const settledAt = database.prepare<[], string>('SELECT at FROM settled').pluck().get();
  const which =
    settledAt !== undefined && settledAt > now
      ? 'decided_at IS NULL AND @now IS NOT NULL'
      : 'verdict_changes_at <= @now';
  return database
    .prepare<[{ now: string }], string>(
      `SELECT state FROM case_facts JOIN case_states USING (case_number) WHERE ${which}`,
    )
    .pluck()
    .all({ now })
    .map((state) => evaluateCase(factsOfText(state), calendar, now));
};
