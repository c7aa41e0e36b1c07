import { personalInCases, personalOnMap } from '@phananh/core/read-models';
import {
  askFor,
  caseQueryFor,
  clusterQueryFor,
  parseQuery,
  worklistClustersQuery,
  worklistQuery,
} from '@phananh/http/pages';
import { caseTable } from '../../cases/case-table.ts';
import { countedText } from '../../cases/counted.ts';
import { namesOf } from '../../cases/found.ts';
import { type Html, html } from '../../frame/html.ts';
import { asParameters, queryOf, withoutCursor, withoutEmpty } from '../../frame/query.ts';
import type { Frame, GoTo, Page, Visit } from '../../frame/screen.ts';
import { mapView, marksRoute } from '../../map/map-view.ts';
import { countOf } from './counted-queues.ts';
import { filterForm } from './filter-form.ts';
import { readerOf, readers } from './reader.ts';
import { worklistWords } from './words.ts';

const path = '/work/map';

/** Rows beside the map: the list itself has them all. */
const rowsBeside = 20;

/** The map of a worklist, with its first cases beside it. */
export const addWorklistMap = (frame: Frame): void => {
  const { base, readModels, reports, clock } = frame;
  frame.page(path, readers, (visit) => worklistMap(frame, visit));
  marksRoute(frame, `${path}/marks`, readers, {
    ask: async (visit) => {
      const schema = worklistClustersQuery(reports.policy.calendar.startOf);
      const { sort: _, ...parameters } = asParameters(queryOf(visit.request));
      const wanted = clusterQueryFor(readerOf(visit), parseQuery(schema, parameters), clock.now());
      const clusters = await askFor(visit.request, (by) => readModels.clusters(wanted, by));
      return { clusters, shows: personalOnMap(wanted, clusters) };
    },
    hrefOf: (reportId) => `${base}/cases/report/${reportId}`,
  });
};

const worklistMap = async (frame: Frame, visit: Visit): Promise<Page | GoTo> => {
  const { base, language, request } = visit;
  const { readModels, reports, clock } = frame;
  const actor = readerOf(visit);
  const words = worklistWords[language];
  const given = queryOf(request);
  const query = withoutCursor(withoutEmpty(given));
  if (query.size < given.size) return { goTo: path + (query.size === 0 ? '' : `?${query}`) };
  const now = clock.now();
  const agencies = readModels.agencies();
  const schema = worklistQuery(reports.policy.calendar.startOf);
  const asked = parseQuery(schema, asParameters(query));
  const [page, counted] = await Promise.all([
    askFor(request, (by) =>
      readModels.cases(caseQueryFor(actor, { ...asked, limit: asked.limit ?? rowsBeside }, now), by),
    ),
    countOf(frame, visit, actor, query),
  ]);
  const list = `${base}/work${query.size === 0 ? '' : `?${query}`}`;
  const hrefOf = ({ reportId }: { readonly reportId: string }, at: number): string =>
    `${base}/cases/report/${reportId}?${new URLSearchParams({ in: query.toString(), at: String(at) })}`;
  return {
    title: words.mapTitle,
    under: '/work',
    isWide: true,
    shows: [personalInCases(page.cases, actor.kind)],
    main: html`
      <h1>${words.mapTitle}</h1>
      ${listAndMap(visit, 'map', query)}
      ${filterForm(agencies, visit, query, path)}
      <div class="beside">
        ${mapView(frame, visit, { query, marks: `${path}/marks`, list: path })}
        <section aria-labelledby="beside">
          <h2 id="beside" class="unseen">${words.list}</h2>
          ${boxNote(visit, query)}
          <p class="fine" role="status">${words.cases(countedText(counted, language))} · <a href=${list}>${words.wholeList}</a></p>
          ${
            page.cases.length === 0
              ? html`<div class="empty"><h2>${words.nothing}</h2><p>${words.nothingHelp}</p></div>`
              : caseTable(visit, { cases: page.cases, now, agencyName: namesOf(agencies), hrefOf })
          }
        </section>
      </div>
    `,
  };
};

/** That only what is in a box is shown, and the way out of it. */
const boxNote = ({ base, language }: Visit, query: URLSearchParams): Html => {
  if (!query.has('bbox')) return null;
  const words = worklistWords[language];
  const without = new URLSearchParams(query);
  without.delete('bbox');
  return html`<p class="note">${words.inBox}. <a href=${base + path + (without.size === 0 ? '' : `?${without}`)}>${words.allPlaces}</a></p>`;
};

/** A worklist as a list or as a map, by the same filter. */
export const listAndMap = (
  { base, language }: Visit,
  current: 'list' | 'map',
  query: URLSearchParams,
): Html => {
  const words = worklistWords[language];
  const link = (look: 'list' | 'map', to: string): Html =>
    html`<li><a href=${base + to + (query.size === 0 ? '' : `?${query}`)} aria-current=${look === current ? 'page' : undefined}>${words[look]}</a></li>`;
  return html`<nav class="tabs no-print" aria-label=${words.looks}><ul>${link('list', '/work')}${link('map', path)}</ul></nav>`;
};
