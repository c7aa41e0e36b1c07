import type { RecordedReportEvent } from '../../report/index.ts';
import type { CaseFacts, HiddenEvents, RevisionRanges } from './case-facts.ts';

/** What redactions take out of the facts of a case. */

export const categorySaid = (facts: CaseFacts, category: string, revision: number): Partial<CaseFacts> => ({
  category: isHidden(facts.categoriesHidden, revision) ? null : category,
  categoryRevision: revision,
});

const isHidden = (hidden: HiddenEvents, revision: number): boolean =>
  hidden === 'all' || hidden.includes(revision);

const withHidden = (before: HiddenEvents, revision: number | undefined): HiddenEvents =>
  before === 'all' || revision === undefined ? 'all' : [...before, revision];

export const shownOfficer = (
  { officersHidden }: Pick<CaseFacts, 'officersHidden'>,
  officer: CaseFacts['officer'],
): CaseFacts['officer'] => (officer !== null && isHidden(officersHidden, officer.revision) ? null : officer);

type Redacted = Extract<RecordedReportEvent, { type: 'redacted' }>['data'];

export const redactedFrom = (facts: CaseFacts, redaction: Redacted): Partial<CaseFacts> => {
  if (isOfFirst(facts, 'text', redaction)) return { text: null };
  if (isOfFirst(facts, 'location', redaction))
    return { lat: null, lng: null, ...(!facts.areaVerified && { areaCode: null }) };
  if (redaction.field === 'officer') {
    const officersHidden = withHidden(facts.officersHidden, redaction.revision);
    return { officersHidden, officer: shownOfficer({ officersHidden }, facts.officer) };
  }
  if (redaction.field !== 'category') return {};
  const { categoriesHidden: before, categoryRevision, category } = facts;
  const hidden = withHidden(before, redaction.revision);
  return {
    categoriesHidden: hidden,
    category: isHidden(hidden, categoryRevision) ? null : category,
  };
};

/** A case of the past with what is redacted today left out of it. */
export const asShownNow = (past: CaseFacts, now: CaseFacts): CaseFacts => {
  // They stand in the first event. A place never changes but by a redaction, a text may have been corrected.
  const { lat, lng } = now;
  return {
    ...past,
    text: now.text === null ? null : past.text,
    erased: erasedOf(past, now),
    lat,
    lng,
    officer: shownOfficer(now, past.officer),
    ...(!past.areaVerified && { areaCode: areaOfPlace(past, now) }),
    ...(isHidden(now.categoriesHidden, past.categoryRevision) && { category: null }),
  };
};

/** What was erased since is erased in the past; of officers, of the one who had it then. */
const erasedOf = (past: CaseFacts, now: CaseFacts): CaseFacts['erased'] => [
  ...now.erased.filter((field) => field !== 'officer'),
  ...past.erased.filter((field) => field === 'officer'),
];

/**
 * The area that stood in the place itself, where the place is not hidden today. Of a report without coordinates that was verified
 * since nobody knows that, and it is left out.
 */
const areaOfPlace = (past: CaseFacts, now: CaseFacts): string | null => {
  if (now.lat !== null) return past.areaCode;
  return past.lat !== null || now.areaVerified ? null : now.areaCode;
};

/**
 * Whether a redaction hides a field of the first event. That of an event that has no such field hides it everywhere, and any of a
 * comment the comment: the report's own rule.
 */
const isOfFirst = (
  { comments, answers }: CaseFacts,
  wanted: string,
  { field, revision = 0 }: { readonly field: string; readonly revision?: number | undefined },
): boolean => {
  if (field !== wanted) return false;
  return !isWithin(comments, revision) && !(field === 'text' && isWithin(answers, revision));
};

const isWithin = (ranges: RevisionRanges, revision: number): boolean =>
  ranges.some(([first, last]) => first <= revision && revision <= last);
