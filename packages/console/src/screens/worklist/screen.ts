import type { Actor } from '@phananh/core';
import { type CasePage, personalInCases, type RunningWorkflow } from '@phananh/core/read-models';
import { askFor, caseQueryFor, parseQuery, worklistQuery } from '@phananh/http/pages';
import { caseTable } from '../../cases/case-table.ts';
import { agencyNames } from '../../cases/found.ts';
import { type Html, html } from '../../frame/html.ts';
import { asParameters, queryOf, withoutCursor, withoutEmpty } from '../../frame/query.ts';
import type { Frame, GoTo, Page, Screen, Visit } from '../../frame/screen.ts';
import { filterForm } from './filter-form.ts';
import { hostedListMenu, hostedListPages } from './hosted-list.ts';
import { type Queue, queuesFor } from './queues.ts';
import { type WorklistWords, worklistWords } from './words.ts';

const officers = ['operator', 'agency', 'auditor', 'analyst', 'admin'] as const;
export const readers = ['citizen', ...officers] as const;

/** The queues that wait for somebody, as lists with their filters in the address. */
export const worklistScreen = (workflows: readonly RunningWorkflow[]): Screen => ({
  menu: [
    { path: '/work', permission: officers, label: { en: worklistWords.en.menu, vi: worklistWords.vi.menu } },
    {
      path: '/work',
      permission: ['citizen'],
      label: { en: worklistWords.en.mine, vi: worklistWords.vi.mine },
    },
    ...workflows.flatMap(hostedListMenu),
  ],
  add: (frame) => {
    frame.page('/work', readers, (visit) => worklist(frame, visit));
    for (const workflow of workflows) hostedListPages(frame, workflow);
  },
});

const worklist = async (frame: Frame, visit: Visit): Promise<Page | GoTo> => {
  const { request, actor, language } = visit;
  const { readModels, reports, clock } = frame;
  if (actor === undefined) throw new TypeError('a worklist is somebody’s');
  const given = queryOf(request);
  const query = withoutEmpty(given);
  // What a form leaves empty asks for nothing: the address says what is asked for, and no more.
  if (query.size < given.size) return { goTo: `/work${query.size === 0 ? '' : `?${query}`}` };
  const now = clock.now();
  const schema = worklistQuery(reports.policy.calendar.startOf);
  const wanted = caseQueryFor(actor, parseQuery(schema, asParameters(query)), now);
  const [page, queues] = await Promise.all([
    askFor(request, (by) => readModels.cases(wanted, by)),
    countedQueues(frame, visit, actor),
  ]);
  const words = worklistWords[language];
  const current = queues.find(({ queue }) => queue.query === withoutCursor(query).toString())?.queue;
  const title = current?.name ?? words.filter;
  const isCitizen = actor.kind === 'citizen';
  return {
    title: isCitizen ? words.mine : words.title(title),
    under: '/work',
    isWide: true,
    shows: [personalInCases(page.cases, actor.kind)],
    main: html`
      <div class="split">
        <h1>${isCitizen ? words.mine : title}</h1>
        ${
          isCitizen || actor.kind === 'operator'
            ? html`<a class="button" href=${`${frame.base}/cases/report/new/submit`}>${words.newOne}</a>`
            : null
        }
      </div>
      ${queueLinks(frame, words, queues, current)}
      ${filterForm(frame, visit, withoutCursor(query))}
      ${list(frame, visit, { page, query, now, words })}
    `,
  };
};

/** A queue, and how long it is. */
export interface CountedQueue {
  readonly queue: Queue;
  readonly counted: { readonly count: number; readonly isMore: boolean };
}

/** The queues that wait for somebody, each with how many cases it has. */
export const countedQueues = (
  { reports, readModels, clock }: Frame,
  { request, language }: Visit,
  actor: Actor,
): Promise<readonly CountedQueue[]> => {
  const now = clock.now();
  const schema = worklistQuery(reports.policy.calendar.startOf);
  return Promise.all(
    queuesFor(actor.kind, now, language).map(async (queue) => {
      const { sort: _, ...filter } = parseQuery(schema, asParameters(new URLSearchParams(queue.query)));
      const wanted = caseQueryFor(actor, filter, now);
      return { queue, counted: await askFor(request, (by) => readModels.caseCount(wanted, by)) };
    }),
  );
};

const queueLinks = (
  { base }: Frame,
  words: WorklistWords,
  queues: readonly CountedQueue[],
  current: Queue | undefined,
): Html => html`
  <nav class="queues" aria-label=${words.queues}>
    <ul>
      ${queues.map(
        ({ queue, counted }) => html`
          <li class=${queue.isUrgent === true && counted.count > 0 ? 'urgent' : undefined}>
            <a href=${`${base}/work${queue.query === '' ? '' : `?${queue.query}`}`} aria-current=${queue === current ? 'page' : undefined}>
              <span>${queue.name}</span> <strong>${countedText(counted, words)}</strong>
            </a>
          </li>
        `,
      )}
    </ul>
  </nav>
`;

/** How many there are, exact as far as was counted. */
export const countedText = (
  { count, isMore }: { readonly count: number; readonly isMore: boolean },
  words: WorklistWords,
): string => (isMore ? words.more(String(count)) : String(count));

const list = (
  { readModels, base }: Frame,
  visit: Visit,
  {
    page,
    query,
    now,
    words,
  }: {
    readonly page: CasePage;
    readonly query: URLSearchParams;
    readonly now: string;
    readonly words: WorklistWords;
  },
): Html => {
  const { parkedStreams } = readModels.gaps();
  const next = page.nextCursor;
  return html`
    ${parkedStreams > 0 ? html`<p class="note warn">${words.behind}</p>` : null}
    ${
      page.cases.length === 0
        ? html`<div class="empty"><h2>${words.nothing}</h2><p>${query.size === 0 ? words.nothingYet : words.nothingHelp}</p></div>`
        : caseTable(visit, {
            cases: page.cases,
            now,
            agencyName: agencyNames({ readModels }),
            hrefOf: ({ reportId }, place) =>
              `${base}/cases/report/${reportId}?${new URLSearchParams({ in: query.toString(), at: String(place) })}`,
          })
    }
    <p class="pages">
      ${query.has('cursor') ? html`<a class="button second" href=${`${base}/work?${withoutCursor(query)}`}>${words.first}</a>` : null}
      ${next === undefined ? null : html`<a class="button second" rel="next" href=${`${base}/work?${withCursor(query, next)}`}>${words.next}</a>`}
    </p>
  `;
};

const withCursor = (query: URLSearchParams, cursor: string): URLSearchParams => {
  const next = new URLSearchParams(query);
  next.set('cursor', cursor);
  return next;
};
