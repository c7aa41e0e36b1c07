import { type CasePage, type CaseRow, personalInCases } from '@phananh/core/read-models';
import { askFor, caseQueryFor, type WorklistQuery } from '@phananh/http/pages';
import { caseTable, titleOf } from '../../cases/case-table.ts';
import { agencyNames, type FoundCase } from '../../cases/found.ts';
import { type Html, html } from '../../frame/html.ts';
import { verdictBadge, written } from '../../frame/look.ts';
import type { Frame, Part, Visit } from '../../frame/screen.ts';
import { type LikelyDuplicate, likelyDuplicates } from './likely-duplicates.ts';
import { type CaseWords, caseWords } from './words.ts';

/** Other reports that bear on this one, of those that are theirs to see: what may be the same, of this place, of this reporter. */

/** Degrees: some hundred metres, and some three hundred for what may be the same. */
const around = 0.001;
const farther = 0.003;
/** Days before and after within which the same thing is reported again. */
const days = 60;
/** Rows of each list, and candidates that are compared. */
const most = 6;
const compared = 100;

export const relatedTo = async (frame: Frame, visit: Visit, one: FoundCase): Promise<Part> => {
  const { actor } = visit;
  if (actor === undefined || actor.kind === 'citizen') return { main: null };
  const parts = await Promise.all([
    duplicatesOf(frame, visit, one),
    placeOf(one.view.location) === undefined ? undefined : nearbyOf(frame, visit, one),
    ofReporter(frame, visit, one),
  ]);
  const there = parts.filter((part) => part !== undefined);
  // One report may stand in several lists: it is shown once.
  const shown = new Map(there.flatMap(({ cases }) => cases.map((row) => [row.reportId, row] as const)));
  return { main: there.map(({ main }) => main), shows: [personalInCases([...shown.values()], actor.kind)] };
};

interface Listed {
  readonly main: Html;
  readonly cases: readonly CaseRow[];
}

const ask = (frame: Frame, { actor, request }: Visit, query: WorklistQuery): Promise<CasePage> => {
  if (actor === undefined) throw new TypeError('lists are somebody’s');
  const wanted = caseQueryFor(actor, query, frame.clock.now());
  return askFor(request, (by) => frame.readModels.cases(wanted, by));
};

const boxAround = ({ lat, lng }: Place, degrees: number) => ({
  south: lat - degrees,
  north: lat + degrees,
  west: lng - degrees,
  east: lng + degrees,
});

/** What may be the same thing again, likeliest first. Undefined where nobody could merge it. */
const findDuplicates = async (
  frame: Frame,
  visit: Visit,
  { view, id }: FoundCase,
): Promise<readonly LikelyDuplicate[] | undefined> => {
  const place = placeOf(view.location);
  const { submittedAt, text, category } = view;
  if (view.allowedCommands?.includes('merge') !== true) return undefined;
  if (place === undefined || typeof submittedAt !== 'string') return [];
  const at = Date.parse(submittedAt);
  const moment = (shift: number): string => new Date(at + shift * 86_400_000).toISOString();
  const { cases } = await ask(frame, visit, {
    bbox: boxAround(place, farther),
    phase: ['submitted', 'verified', 'assigned', 'resolved', 'disputed'],
    submittedFrom: moment(-days),
    submittedTo: moment(days),
    limit: compared,
  });
  const others = cases.filter(({ reportId }) => reportId !== id);
  const asked = {
    place,
    submittedAt,
    text: typeof text === 'string' ? text : '',
    category: typeof category === 'string' ? category : null,
  };
  return likelyDuplicates(asked, others).slice(0, most);
};

const duplicatesOf = async (frame: Frame, visit: Visit, one: FoundCase): Promise<Listed | undefined> => {
  const found = await findDuplicates(frame, visit, one);
  if (found === undefined || found.length === 0) return undefined;
  const { base, language } = visit;
  const words = caseWords[language];
  const action = `${base}/cases/report/${one.id}/do/merge`;
  const main = html`
    <section aria-labelledby="duplicates" class="no-print">
      <h2 id="duplicates">${words.duplicates}</h2>
      <p class="fine">${words.duplicatesHelp}</p>
      <ul class="cards">
        ${found.map(
          ({ row, metres }) => html`<li class="card">
            <h3><a href=${`${base}/cases/report/${row.reportId}`}>${written(titleOf(row, language))}</a></h3>
            <p>${whyAlike({ row, metres }, one, words)} ${verdictBadge(row.verdict, language)}</p>
            <a class="button second" href=${`${action}?${new URLSearchParams({ into: row.reportId })}`}>${words.mergeInto}</a>
          </li>`,
        )}
      </ul>
    </section>
  `;
  return { main, cases: found.map(({ row }) => row) };
};

/** How far away, how many days apart, and whether of one category. */
const whyAlike = (
  { row, metres }: Pick<LikelyDuplicate, 'row' | 'metres'>,
  { view }: FoundCase,
  words: CaseWords,
): string => {
  const apart = Math.round(
    Math.abs(Date.parse(row.submittedAt) - Date.parse(String(view.submittedAt))) / 86_400_000,
  );
  return [
    words.metresAway(String(Math.round(metres))),
    words.daysApart(String(apart)),
    ...(row.category !== null && row.category === view.category ? [words.sameCategory] : []),
  ].join(' · ');
};

const nearbyOf = async (frame: Frame, visit: Visit, { view, id }: FoundCase): Promise<Listed | undefined> => {
  const place = placeOf(view.location);
  if (place === undefined) return undefined;
  const { cases } = await ask(frame, visit, { bbox: boxAround(place, around), limit: most + 1 });
  const others = cases.filter(({ reportId }) => reportId !== id).slice(0, most);
  const words = caseWords[visit.language];
  return section(frame, visit, { id: 'nearby', title: words.nearby, none: words.nearbyNone, cases: others });
};

/** Undefined where who reported is not theirs to know, or nobody is known. */
const ofReporter = async (
  frame: Frame,
  visit: Visit,
  { view, id }: FoundCase,
): Promise<Listed | undefined> => {
  const { reporter } = view;
  const reporterId =
    typeof reporter === 'object' && reporter !== null && 'id' in reporter ? reporter.id : reporter;
  if (typeof reporterId !== 'string') return undefined;
  const { cases } = await ask(frame, visit, { reporterId, limit: most + 1 });
  const others = cases.filter(({ reportId }) => reportId !== id).slice(0, most);
  const words = caseWords[visit.language];
  return section(frame, visit, {
    id: 'of-reporter',
    title: words.ofReporter,
    none: words.ofReporterNone,
    cases: others,
  });
};

const section = (
  frame: Frame,
  visit: Visit,
  {
    id,
    title,
    none,
    cases,
  }: {
    readonly id: string;
    readonly title: string;
    readonly none: string;
    readonly cases: readonly CaseRow[];
  },
): Listed => {
  const table: Html =
    cases.length === 0
      ? html`<p class="fine">${none}</p>`
      : caseTable(visit, {
          cases,
          now: frame.clock.now(),
          agencyName: agencyNames(frame),
          hrefOf: ({ reportId }) => `${visit.base}/cases/report/${reportId}`,
        });
  return {
    main: html`<section aria-labelledby=${id} class="no-print"><h2 id=${id}>${title}</h2>${table}</section>`,
    cases,
  };
};

interface Place {
  readonly lat: number;
  readonly lng: number;
}

const placeOf = (location: unknown): Place | undefined => {
  if (typeof location !== 'object' || location === null || !('lat' in location) || !('lng' in location))
    return undefined;
  const { lat, lng } = location;
  return typeof lat === 'number' && typeof lng === 'number' ? { lat, lng } : undefined;
};
