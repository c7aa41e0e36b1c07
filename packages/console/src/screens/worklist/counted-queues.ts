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
export const countedQueues = async (
  frame: Frame,
  visit: Visit,
  actor: Actor,
): Promise<readonly CountedQueue[]> => {
  const queues = queuesFor(actor, frame.clock.now(), visit.language);
  const counted = await countEach(frame, visit, actor, queues.map(queryOfQueue));
  return queues.map((queue, place) => ({ queue, counted: counted[place] ?? none }));
};

const queryOfQueue = ({ query }: Queue): URLSearchParams => new URLSearchParams(query);

const none: Counted = { count: 0, isMore: false };

/** What a worklist counts of itself: the queues that wait for somebody, the list that is looked at, and that list by each of its clocks. */
export interface WorklistCounts {
  readonly queues: readonly CountedQueue[];
  readonly list: Counted;
  /** Empty where the list is by one clock or none. */
  readonly byClock: readonly (readonly [clock: string, of: URLSearchParams, counted: Counted])[];
}

/** One question, so that all of it is of one state of the read models. @param query the list that is looked at */
export const countsOf = async (
  frame: Frame,
  visit: Visit,
  actor: Actor,
  query: URLSearchParams,
): Promise<WorklistCounts> => {
  const queues = queuesFor(actor, frame.clock.now(), visit.language);
  const clocks = clocksIn(query);
  const byClock = clocks.length < 2 ? [] : clocks.map((clock) => [clock, withClock(query, clock)] as const);
  const counted = await countEach(frame, visit, actor, [
    ...queues.map(queryOfQueue),
    query,
    ...byClock.map(([, of]) => of),
  ]);
  // As many as were asked for, in the same order.
  const at = (place: number): Counted => counted[place] ?? none;
  return {
    queues: queues.map((queue, place) => ({ queue, counted: at(place) })),
    list: at(queues.length),
    byClock: byClock.map(([clock, of], place) => [clock, of, at(queues.length + 1 + place)]),
  };
};

const withClock = (query: URLSearchParams, clock: string): URLSearchParams => {
  const of = new URLSearchParams(query);
  of.set('clock', clock);
  return of;
};

/** How many cases each address asks for, on all its pages. */
const countEach = (
  { reports, readModels, clock }: Frame,
  { request }: Visit,
  actor: Actor,
  queries: readonly URLSearchParams[],
): Promise<readonly Counted[]> => {
  const schema = worklistQuery(reports.policy.calendar.startOf);
  const now = clock.now();
  const of = queries.map((query) => {
    const { sort: _, limit: _limit, cursor: _cursor, ...which } = parseQuery(schema, asParameters(query));
    return caseQueryFor(actor, which, now);
  });
  return askFor(request, async (by) => readModels.caseCounts({ of }, by));
};

/** How many cases an address asks for, on all its pages. */
export const countOf = async (
  frame: Frame,
  visit: Visit,
  actor: Actor,
  query: URLSearchParams,
): Promise<Counted> => {
  const [counted = none] = await countEach(frame, visit, actor, [query]);
  return counted;
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
export const clockLinks = ({ base, language }: Visit, byClock: WorklistCounts['byClock']): Html => {
  if (byClock.length === 0) return null;
  const words = worklistWords[language];
  const links = byClock.map(
    ([clock, of, counted]) =>
      html`<li><a href=${`${base}/work?${of}`}><span>${nameOf('clocks', clock, language)}</span> <strong>${countedText(counted, language)}</strong></a></li>`,
  );
  return html`<nav class="queues clocks" aria-label=${words.byClock}><p class="fine" aria-hidden="true">${words.byClock}</p><ul>${links}</ul></nav>`;
};
