import type { Actor } from '@phananh/core';
import { askFor, caseQueryFor, parseQuery, worklistQuery } from '@phananh/http/pages';
import { type Counted, countedText } from '../../cases/counted.ts';
import { type Html, html } from '../../frame/html.ts';
import { asParameters } from '../../frame/query.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import { nameOf } from '../../words/naming.ts';
import { clocksIn, type Queue, queuesFor } from './queues.ts';
import { worklistWords } from './words.ts';

/** A queue, and how long it is. */
export interface CountedQueue {
  readonly queue: Queue;
  readonly counted: Counted;
}

/** The queues that wait for somebody, each with how many cases it has. */
export const countedQueues = (frame: Frame, visit: Visit, actor: Actor): Promise<readonly CountedQueue[]> =>
  Promise.all(
    queuesFor(actor, frame.clock.now(), visit.language).map(async (queue) => ({
      queue,
      counted: await countOf(frame, visit, actor, new URLSearchParams(queue.query)),
    })),
  );

/** How many cases an address asks for, on all its pages. */
export const countOf = (
  { reports, readModels, clock }: Frame,
  { request }: Visit,
  actor: Actor,
  query: URLSearchParams,
): Promise<Counted> => {
  const schema = worklistQuery(reports.policy.calendar.startOf);
  const { sort: _, limit: _limit, cursor: _cursor, ...which } = parseQuery(schema, asParameters(query));
  const wanted = caseQueryFor(actor, which, clock.now());
  return askFor(request, (by) => readModels.caseCount(wanted, by));
};

export const queueLinks = (
  { base, language }: Visit,
  queues: readonly CountedQueue[],
  current: Queue | undefined,
): Html => html`
  <nav class="queues" aria-label=${worklistWords[language].queues}>
    <ul>
      ${queues.map(
        ({ queue, counted }) => html`
          <li class=${queue.isUrgent === true && counted.count > 0 ? 'urgent' : undefined}>
            <a href=${`${base}/work${queue.query === '' ? '' : `?${queue.query}`}`} aria-current=${queue === current ? 'page' : undefined}>
              <span>${queue.name}</span> <strong>${countedText(counted, language)}</strong>
            </a>
          </li>
        `,
      )}
    </ul>
  </nav>
`;

/** Of a list that is by several clocks: how many are so by each of them. */
export const clockLinks = async (
  frame: Frame,
  visit: Visit,
  actor: Actor,
  query: URLSearchParams,
): Promise<Html> => {
  const clocks = clocksIn(query);
  if (clocks.length < 2) return null;
  const { base, language } = visit;
  const words = worklistWords[language];
  const links = await Promise.all(
    clocks.map(async (clock) => {
      const of = new URLSearchParams(query);
      of.set('clock', clock);
      const counted = await countOf(frame, visit, actor, of);
      return html`<li><a href=${`${base}/work?${of}`}><span>${nameOf('clocks', clock, language)}</span> <strong>${countedText(counted, language)}</strong></a></li>`;
    }),
  );
  return html`<nav class="queues clocks" aria-label=${words.byClock}><p class="fine" aria-hidden="true">${words.byClock}</p><ul>${links}</ul></nav>`;
};
