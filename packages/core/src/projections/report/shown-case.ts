import { type Actor, isList, namesField } from '../../engine/index.ts';
import { audienceOfKind, audienceOfReadable } from '../../report/audience.ts';
import { type ReportAudience, reportViews } from '../../report/index.ts';
import type { CaseFacts } from './case-facts.ts';
import type { CaseRow, CaseSelection, Reader, WholeCaseRow } from './case-queries.ts';
import { type PublishedRow, publishedFields } from './published-queries.ts';

/** The views of a report decide on rows as well: there is no other list of what somebody may see of a case. */

/** Where the report as it is shown has what a row says; null: whoever sees the case sees it. */
const shownAs = {
  reportId: null,
  phase: null,
  round: null,
  submittedAt: null,
  channel: null,
  revision: null,
  category: 'category',
  priority: 'priority',
  procedure: 'procedure',
  areaCode: 'areaCode',
  lat: 'location',
  lng: 'location',
  placeErased: null,
  text: 'text',
  agencyId: 'assignment.agencyId',
  officer: 'assignment.officer',
  supporting: 'assignment.supporting',
  awaiting: 'awaitingInformation.askedAt',
  returns: 'returns',
  extensionPending: 'pendingExtension.workingDays',
  // That it was verified and when is in every history.
  verifiedAt: 'phase',
  assignedAt: 'assignment.assignedAt',
  resolvedAt: 'resolution.resolvedAt',
  publishedAt: 'publication.publishedAt',
  grade: 'ratings.grade',
  dueDay: 'dueDay',
  dueAt: 'clocks',
  dueProjected: 'dueProjected',
  running: 'clocks',
  verdict: 'verdicts',
  againstOriginal: 'verdicts',
  againstInForce: 'verdicts',
} as const satisfies { readonly [Field in keyof WholeCaseRow]: string | null };

// Of the table above.
const fields = Object.keys(shownAs) as readonly (keyof WholeCaseRow)[];

/** Whether an audience sees a field of the report as it is shown. */
export const audienceSees = (audience: ReportAudience, field: string): boolean =>
  namesField(reportViews[audience].state, field);

/** A row tells a verdict, and so does it that a case is among those of one: who sees none gets no row. */
const seesRows = (audience: ReportAudience): boolean => audienceSees(audience, 'verdicts');

/** Whether places are rounded for an audience, as its view rounds them. */
export const roundsPlaces = (audience: ReportAudience): boolean =>
  reportViews[audience].shows?.location !== undefined;

// The keys of the views.
const audiences = Object.keys(reportViews) as readonly ReportAudience[];

const hidden: ReadonlyMap<ReportAudience, readonly (keyof WholeCaseRow)[]> = new Map(
  audiences.map((audience) => [
    audience,
    fields.filter((field) => {
      const needed = shownAs[field];
      return needed !== null && !audienceSees(audience, needed);
    }),
  ]),
);

const verdictFields: readonly (keyof WholeCaseRow)[] = ['verdict', 'againstOriginal', 'againstInForce'];

/** What the view makes of a row's verdict. */
const verdictFor = (audience: ReportAudience, row: WholeCaseRow): Partial<CaseRow> => {
  const { verdict, againstOriginal, againstInForce, phase, round } = row;
  const final = { verdict, againstOriginal, againstInForce };
  const shown = reportViews[audience].shows?.verdicts?.({ first: null, final }, { phase, round });
  const isShown =
    shown === undefined ||
    (typeof shown === 'object' && shown !== null && !isList(shown) && shown.final !== null);
  return isShown ? final : { verdict: null, againstOriginal: null, againstInForce: null };
};

/** Whether an audience is told the verdicts of merged reports: lists of a verdict have none of them otherwise. */
export const seesVerdictsOfMerged = (audience: ReportAudience): boolean =>
  reportViews[audience].shows?.verdicts === undefined;

/** Whether a field of a row is hidden from some who get rows, of some cases or all. */
export const isHiddenFromSome = (field: keyof WholeCaseRow): boolean =>
  verdictFields.includes(field) ||
  audiences.some((audience) => seesRows(audience) && hidden.get(audience)?.includes(field) === true);

/** A row as an audience may see it. */
export const caseFor = (audience: ReportAudience, row: WholeCaseRow): CaseRow => {
  const shown: { [field: string]: unknown } = { ...row, ...verdictFor(audience, row) };
  const place = reportViews[audience].shows?.location?.({ lat: row.lat, lng: row.lng }, {});
  if (typeof place === 'object' && place !== null) Object.assign(shown, place);
  for (const field of hidden.get(audience) ?? []) shown[field] = null;
  // Fields of the row, of which some are null.
  return shown as unknown as CaseRow;
};

/**
 * Whether somebody may find cases by the telephone number of who reported: who sees the contact of every case, and does not learn by it who
 * a number is of.
 */
export const findsByTelephone = (reader: Pick<Actor, 'kind'> | undefined): boolean => {
  if (reader === undefined) return true;
  const audience = audienceOfKind(reader.kind);
  return audience !== undefined && audienceSees(audience, 'contact');
};

/** As whom somebody reads the row of a case now; undefined when it is not for them. Without a reader the code itself asks. */
export const audienceOfCase = (facts: CaseFacts, reader: Actor | undefined): ReportAudience | undefined => {
  const audience = reader === undefined ? 'system' : audienceOfReadable(facts, reader);
  return audience !== undefined && seesRows(audience) ? audience : undefined;
};

/** A row as everybody may see it; undefined of what was not published for all. */
export const publishedFor = (facts: CaseFacts, row: WholeCaseRow): PublishedRow | undefined => {
  if (audienceOfReadable(facts, undefined) !== 'public') return undefined;
  const shown = caseFor('public', row);
  return {
    // Fields of the row, by the list of those that are everybody's.
    ...(Object.fromEntries(publishedFields.map((field) => [field, shown[field]])) as Pick<
      WholeCaseRow,
      (typeof publishedFields)[number]
    >),
    // As the view of everybody has it: not what a citizen wrote.
    ...(!facts.areaVerified && facts.reporterId !== null && { areaCode: null }),
    supporters: facts.supporters,
  };
};

/** What of a report each filter looks at; null: what whoever gets rows sees of each. */
const lookedAt = {
  phase: null,
  agencyId: 'assignment.agencyId',
  role: null,
  category: 'category',
  label: 'labels',
  areaCode: 'areaCode',
  channel: 'channel',
  priority: 'priority',
  procedure: 'procedure',
  verdict: 'verdicts',
  awaiting: 'awaitingInformation.askedAt',
  reporterId: 'reporter',
  reader: null,
  bbox: 'location',
  submittedFrom: null,
  submittedTo: null,
  dueBefore: 'clocks',
  clock: null,
  officer: 'assignment.officer',
  taken: 'assignment.officer',
  disputedFrom: 'disputes.disputedAt',
  disputedTo: 'disputes.disputedAt',
  q: 'text',
  now: null,
} as const satisfies { readonly [Filter in keyof Required<CaseSelection>]: string | null };

/** Whether a list looks at nothing that its reader does not see: what it finds would tell. */
export const seesFilters = (audience: ReportAudience, query: Partial<CaseSelection>): boolean => {
  // Their own are theirs to see.
  const { reporterId: _, ...others } = query;
  const asked: { readonly [filter: string]: unknown } = isReporter(query) ? others : query;
  return Object.entries(lookedAt).every(
    ([filter, field]) => field === null || asked[filter] === undefined || audienceSees(audience, field),
  );
};

const isReporter = ({ reader, reporterId }: Partial<CaseSelection>): boolean =>
  typeof reader === 'object' && reader.kind === 'citizen' && reader.id === reporterId;

/** As whom somebody reads the cases of a list: those that are theirs, or all. */
export const audienceOfList = (reader: Reader | undefined): ReportAudience => {
  if (reader === undefined) return 'system';
  if (reader === 'everybody') return 'public';
  return audienceOfKind(reader.kind) ?? (reader.kind === 'agency' ? 'agency' : 'reporter');
};
