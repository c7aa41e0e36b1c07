import type { Actor } from '@phananh/core';
import {
  type AgencyRow,
  type CasePage,
  personalInCases,
  type RunningWorkflow,
} from '@phananh/core/read-models';
import { askFor, caseQueryFor, officers, parseQuery, worklistQuery } from '@phananh/http/pages';
import { bulkGivers, hasBulk } from '../../cases/bulk.ts';
import { caseTable } from '../../cases/case-table.ts';
import { type Counted, countedText } from '../../cases/counted.ts';
import { filterText } from '../../cases/filter-text.ts';
import { namesOf } from '../../cases/found.ts';
import { type Html, html } from '../../frame/html.ts';
import {
  asParameters,
  firstRowOf,
  nextPageOf,
  queryOf,
  withoutCursor,
  withoutEmpty,
} from '../../frame/query.ts';
import type { Frame, GoTo, Page, Screen, Visit } from '../../frame/screen.ts';
import type { LiveList } from '../../islands/given.ts';
import { clockLinks, countOf, countsOf, queueLinks } from './counted-queues.ts';
import { filterForm } from './filter-form.ts';
import { hostedListMenu, hostedListPages } from './hosted-list.ts';
import { liveLine, liveRoute } from './live.ts';
import { addWorklistMap, listAndMap } from './map.ts';
import { readerOf, readers } from './reader.ts';
import { savedFilters } from './saved-filters.ts';
import { urgentLane } from './urgent-lane.ts';
import { worklistWords } from './words.ts';

/** The queues that wait for somebody, as lists with their filters in the address. */
export const worklistScreen = (workflows: readonly RunningWorkflow[]): Screen => ({
  menu: [
    {
      path: '/work',
      permission: officers,
      group: 'work',
      isTop: true,
      label: { en: worklistWords.en.menu, vi: worklistWords.vi.menu },
    },
    {
      path: '/work',
      permission: ['citizen'],
      group: 'work',
      isTop: true,
      label: { en: worklistWords.en.myReports, vi: worklistWords.vi.myReports },
    },
    ...workflows.flatMap(hostedListMenu),
  ],
  add: (frame) => {
    frame.page('/work', readers, (visit) => worklist(frame, visit));
    liveRoute(frame, '/work', readers, async (visit) => {
      const [actor, query] = [readerOf(visit), queryOf(visit.request)];
      const [{ page }, counted] = await Promise.all([
        listed(frame, visit, actor, query),
        countOf(frame, visit, actor, query),
      ]);
      return liveList(page, counted);
    });
    addWorklistMap(frame);
    for (const workflow of workflows) hostedListPages(frame, workflow);
  },
});

const worklist = async (frame: Frame, visit: Visit): Promise<Page | GoTo> => {
  const { request, language } = visit;
  const actor = readerOf(visit);
  const given = queryOf(request);
  const query = withoutEmpty(given);
  // What a form leaves empty asks for nothing: the address says what is asked for, and no more.
  if (query.size < given.size) return { goTo: `/work${query.size === 0 ? '' : `?${query}`}` };
  const [{ page, now }, { queues, list: counted, byClock }, saved] = await Promise.all([
    listed(frame, visit, actor, query),
    countsOf(frame, visit, actor, withoutCursor(query)),
    savedFilters(frame, visit, { list: 'reports', path: '/work', query: withoutCursor(query) }),
  ]);
  const agencies = frame.readModels.agencies();
  const words = worklistWords[language];
  const current = queues.find(({ queue }) => queue.query === withoutCursor(query).toString())?.queue;
  const urgent = queues.find(({ queue }) => queue.isUrgent === true);
  const hasLane = actsOn(actor) && urgent !== undefined && urgent.queue !== current && !query.has('cursor');
  const lane = hasLane ? await urgentLane(frame, visit, actor, urgent) : undefined;
  const title = current?.name ?? filterText(withoutCursor(query), visit, namesOf(agencies));
  const isCitizen = actor.kind === 'citizen';
  return {
    title: isCitizen ? words.myReports : words.title(title),
    under: '/work',
    isWide: true,
    shows: [personalInCases(page.cases, actor.kind), ...(lane?.shows ?? [])],
    main: html`
      <div class="split">
        <h1>${isCitizen ? words.myReports : title}</h1>
        ${
          isCitizen || actor.kind === 'operator'
            ? html`<a class="button" href=${`${frame.base}/${isCitizen ? 'report' : 'intake'}`}>${isCitizen ? words.report : words.newOne}</a>`
            : null
        }
      </div>
      ${queueLinks(visit, queues, current)}
      ${clockLinks(visit, byClock)}
      ${lane?.main ?? null}
      ${listAndMap(visit, 'list', withoutCursor(query))}
      ${filterForm(agencies, visit, withoutCursor(query))}
      ${saved}
      ${liveLine(visit, { list: liveList(page, counted), now, path: '/work' })}
      ${list(frame, visit, { page, query, now, counted, agencies })}
    `,
  };
};

/** Whether somebody works on cases, and does not only read them. */
const actsOn = ({ kind }: Actor): boolean => kind === 'operator' || kind === 'agency';

/** The page of the list that an address asks for. */
const listed = async (frame: Frame, visit: Visit, actor: Actor, query: URLSearchParams) => {
  const { reports, readModels, clock } = frame;
  const now = clock.now();
  const schema = worklistQuery(reports.policy.calendar.startOf);
  const wanted = caseQueryFor(actor, parseQuery(schema, asParameters(query)), now);
  return { page: await askFor(visit.request, (by) => readModels.cases(wanted, by)), now };
};

/** A verdict changes with time alone: a row says its revision and its verdict. */
const liveList = ({ cases, nextCursor }: CasePage, { count, isMore }: Counted): LiveList => ({
  rows: cases.map(({ reportId, revision, verdict }) => [reportId, `${revision} ${verdict}`]),
  count,
  isMore,
  isLast: nextCursor === undefined,
});

/** The form that marked rows are sent by. */
const bulkForm = 'bulk';

const list = (
  { readModels, base, workflows }: Frame,
  visit: Visit,
  {
    page,
    query,
    now,
    counted,
    agencies,
  }: {
    readonly page: CasePage;
    readonly query: URLSearchParams;
    readonly now: string;
    readonly counted: Counted;
    readonly agencies: readonly AgencyRow[];
  },
): Html => {
  const words = worklistWords[visit.language];
  const { parkedStreams } = readModels.gaps();
  const marks = hasBulk(workflows) && bulkGivers.includes(visit.actor?.kind ?? '') && page.cases.length > 0;
  const next = page.nextCursor;
  return html`
    ${parkedStreams > 0 ? html`<p class="note warn">${words.behind}</p>` : null}
    ${
      page.cases.length === 0
        ? html`<div class="empty"><h2>${words.nothing}</h2><p>${query.size === 0 ? words.nothingYet : words.nothingHelp}</p>${query.size === 0 ? null : html`<p><a class="button second" href=${`${base}/work`}>${words.showAll}</a></p>`}</div>`
        : caseTable(visit, {
            cases: page.cases,
            now,
            counted,
            firstRow: firstRowOf(query),
            agencyName: namesOf(agencies),
            ...(marks && { markedIn: bulkForm }),
            hrefOf: ({ reportId }, place) =>
              `${base}/cases/report/${reportId}?${new URLSearchParams({ in: query.toString(), at: String(place) })}`,
          })
    }
    ${
      marks
        ? html`<div class="actions bulk">
          <form id=${bulkForm} method="get" action=${`${base}/bulk`}><button class="second">${words.bulkMarked}</button></form>
          <a class="quiet" href=${`${base}/bulk?${new URLSearchParams({ filter: withoutCursor(query).toString() })}`}>${words.bulkAll(countedText(counted, visit.language))}</a>
        </div>`
        : null
    }
    <p class="pages">
      ${query.has('cursor') ? html`<a class="button second" href=${`${base}/work?${withoutCursor(query)}`}>${words.first}</a>` : null}
      ${next === undefined ? null : html`<a class="button second" rel="next" href=${`${base}/work?${nextPageOf(query, next, page.cases.length)}`}>${words.next}</a>`}
    </p>
  `;
};
