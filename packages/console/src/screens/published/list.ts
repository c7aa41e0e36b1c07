import { isErased } from '@phananh/core/engine';
import type { CaseCount, PublishedPage, PublishedRow } from '@phananh/core/read-models';
import {
  askFor,
  parseQuery,
  publishedCountQueryFor,
  publishedParameters,
  publishedQueryFor,
} from '@phananh/http/pages';
import { kindAndPlace } from '../../cases/kind-and-place.ts';
import { type Html, html } from '../../frame/html.ts';
import { written } from '../../frame/look.ts';
import { asParameters, queryOf, withoutCursor, withoutEmpty } from '../../frame/query.ts';
import type { Frame, GoTo, Page, Visit } from '../../frame/screen.ts';
import { countText } from '../../words/numbers.ts';
import { dayOf, dayText } from '../../words/time.ts';
import { publishedFilter } from './filter-form.ts';
import { looks } from './tabs.ts';
import { type PublishedWords, publishedWords } from './words.ts';

/** Reports on one page: a telephone shows some five at once. */
const reportsOfPage = 20;

/** What was published, filtered and in pages. */
export const publishedList = async (frame: Frame, visit: Visit): Promise<Page | GoTo> => {
  const { base, language } = visit;
  const words = publishedWords[language];
  const path = '/published';
  const asked = await publishedAt(frame, visit, path);
  if ('goTo' in asked) return asked;
  const { query, filter, page, counted } = asked;
  return {
    title: words.title,
    under: path,
    main: html`
      <h1>${words.title}</h1>
      <p>${words.lead}</p>
      ${looks(visit, 'list', withoutCursor(query))}
      ${filter}
      ${boxNote(visit, base + path, query)}
      ${reportList(frame, visit, { page, counted, query, path: base + path })}
    `,
  };
};

/** What a page of published reports shows. */
interface AskedPublished {
  readonly query: URLSearchParams;
  readonly filter: Html;
  readonly page: PublishedPage;
  readonly counted: CaseCount;
}

/** What the address of a page asks for: its filter, the reports, and how many there are in all; or the same address without what is empty. */
export const publishedAt = async (
  frame: Frame,
  visit: Visit,
  path: string,
): Promise<AskedPublished | GoTo> => {
  const given = queryOf(visit.request);
  const query = withoutEmpty(given);
  if (query.size < given.size) return { goTo: path + (query.size === 0 ? '' : `?${query}`) };
  const [found, filter] = await Promise.all([
    reportsOf(frame, visit, query),
    publishedFilter(frame, visit, { path: visit.base + path, query: withoutCursor(query) }),
  ]);
  return { query, filter, ...found };
};

const reportsOf = async (
  { readModels, reports, clock }: Frame,
  { request }: Visit,
  query: URLSearchParams,
): Promise<Pick<AskedPublished, 'page' | 'counted'>> => {
  const now = clock.now();
  const asked = parseQuery(publishedParameters(reports.policy.calendar.startOf), asParameters(query));
  const { sort: _, limit, cursor: __, ...filters } = asked;
  const [page, counted] = await Promise.all([
    askFor(request, (by) =>
      readModels.published(publishedQueryFor({ ...asked, limit: limit ?? reportsOfPage }, now), by),
    ),
    askFor(request, (by) => readModels.caseCount(publishedCountQueryFor(filters, now), by)),
  ]);
  return { page, counted };
};

/** That only what is in a box is shown, and the way out of it. */
export const boxNote = ({ language }: Visit, path: string, query: URLSearchParams): Html => {
  if (!query.has('bbox')) return null;
  const words = publishedWords[language];
  const without = withoutCursor(query);
  without.delete('bbox');
  return html`<p class="note">${words.inBox}. <a href=${path + (without.size === 0 ? '' : `?${without}`)}>${words.allPlaces}</a></p>`;
};

/** Reports as cards, with how many there are and the pages before and after. */
export const reportList = (
  { readModels }: Pick<Frame, 'readModels'>,
  visit: Visit,
  {
    page: { reports, nextCursor },
    counted,
    query,
    path,
  }: Omit<AskedPublished, 'filter'> & { readonly path: string },
): Html => {
  const { language } = visit;
  const words = publishedWords[language];
  const link = (cursor?: string): string => {
    const to = withoutCursor(query);
    if (cursor !== undefined) to.set('cursor', cursor);
    return path + (to.size === 0 ? '' : `?${to}`);
  };
  return html`
    ${readModels.gaps().parkedStreams > 0 ? html`<p class="note warn">${words.behind}</p>` : null}
    <p class="fine" role="status">${countOf(counted, language, words)}</p>
    ${
      reports.length === 0
        ? html`<div class="empty"><h2>${words.nothing}</h2><p>${query.size === 0 ? words.nothingYet : words.nothingHelp}</p></div>`
        : html`<ul class="reports">${reports.map((row) => html`<li>${card(row, visit, words)}</li>`)}</ul>`
    }
    <p class="pages">
      ${query.has('cursor') ? html`<a class="button second" href=${link()}>${words.first}</a>` : null}
      ${nextCursor === undefined ? null : html`<a class="button second" rel="next" href=${link(nextCursor)}>${words.next}</a>`}
    </p>
  `;
};

const countOf = (
  { count, isMore }: CaseCount,
  language: Visit['language'],
  words: PublishedWords,
): string => {
  if (isMore) return words.more(countText(count, language));
  return count === 1 ? words.one : words.count(countText(count, language));
};

const card = (
  { reportId, text, category, areaCode, publishedAt, submittedAt, phase, supporters }: PublishedRow,
  visit: Visit,
  words: PublishedWords,
): Html => {
  const { base, language } = visit;
  const about = kindAndPlace(visit, { category, areaCode });
  const day = (at: string): Html => html`<time datetime=${dayOf(at)}>${dayText(dayOf(at), language)}</time>`;
  return html`
    <a href=${`${base}/published/reports/${reportId}`}>${isErased(text) ? words.erased : text === null || text === '' ? words.noText : written(excerpt(text))}</a>
    <p class="fine">${about === '' ? null : html`<strong>${about}</strong> · `}${publishedAt === null ? null : html`${words.published} ${day(publishedAt)} · `}${words.reported} ${day(submittedAt)}</p>
    ${isAgain(phase) ? html`<p><span class="badge warn">${words.again}</span></p>` : null}
    ${supporters === 0 ? null : html`<p class="fine">${supportersText(supporters, language, words)}</p>`}
  `;
};

export const supportersText = (
  supporters: number,
  language: Visit['language'],
  words: PublishedWords,
): string => (supporters === 1 ? words.oneSupporter : words.supporters(countText(supporters, language)));

/** Whether what is published is looked at again. */
export const isAgain = (phase: string): boolean => phase !== 'published' && phase !== 'closed';

const mostShown = 180;
const excerpt = (text: string): string => (text.length > mostShown ? `${text.slice(0, mostShown)}…` : text);
