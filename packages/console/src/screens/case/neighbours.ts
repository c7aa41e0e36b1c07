import { PhananhError } from '@phananh/core';
import { askFor, caseQueryFor, parseQuery, worklistQuery } from '@phananh/http/pages';
import { type Html, html } from '../../frame/html.ts';
import { asParameters, queryOf } from '../../frame/query.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import { caseWords } from './words.ts';

/** Where somebody came from: a page of a worklist, and which case of it this was. */
export interface Within {
  readonly list: string;
  readonly at: number;
}

export const withinOf = (query: URLSearchParams): Within | undefined => {
  const list = query.get('in');
  const at = Number(query.get('at'));
  return list === null || !Number.isSafeInteger(at) || at < 0 ? undefined : { list, at };
};

export const withinQuery = (within: Within | undefined): string =>
  within === undefined ? '' : `?${new URLSearchParams({ in: within.list, at: String(within.at) })}`;

/** The case before this one and the one after it, in the list that it was opened from: as the list is now. */
export const neighboursOf = async (frame: Frame, visit: Visit, id: string): Promise<Html> => {
  const within = withinOf(queryOf(visit.request));
  if (within === undefined || visit.actor === undefined) return null;
  const { base, language } = visit;
  const words = caseWords[language];
  const rows = await rowsOf(frame, visit, within.list);
  if (rows === undefined) return null;
  const found = rows.ids.indexOf(id);
  // What was done may have taken it out of the list: then the next one stands in its place.
  const place = found === -1 ? within.at : found;
  const link = (at: number, label: string, rel: string): Html => {
    const other = rows.ids[at];
    return other === undefined || other === id
      ? null
      : html`<a class="button second" rel=${rel} href=${`${base}/cases/report/${other}${withinQuery({ list: within.list, at })}`}>${label}</a>`;
  };
  const nextPage =
    rows.nextCursor === undefined
      ? undefined
      : new URLSearchParams(
          [...new URLSearchParams(within.list)]
            .filter(([name]) => name !== 'cursor')
            .concat([['cursor', rows.nextCursor]]),
        );
  const isLast = rows.ids[found === -1 ? place : place + 1] === undefined;
  return html`
    <nav class="neighbours no-print" aria-label=${words.backToList}>
      <a href=${`${base}/work${within.list === '' ? '' : `?${within.list}`}`}>← ${words.backToList}</a>
      <span class="gap"></span>
      ${link(place - 1, `‹ ${words.previous}`, 'prev')}
      ${
        isLast && nextPage !== undefined
          ? html`<a class="button second" rel="next" href=${`${base}/work?${nextPage}`}>${words.next} ›</a>`
          : link(found === -1 ? place : place + 1, `${words.next} ›`, 'next')
      }
    </nav>
  `;
};

const rowsOf = async ({ readModels, reports, clock }: Frame, { request, actor }: Visit, list: string) => {
  if (actor === undefined) return undefined;
  try {
    const asked = parseQuery(
      worklistQuery(reports.policy.calendar.startOf),
      asParameters(new URLSearchParams(list)),
    );
    const page = await askFor(request, (by) => readModels.cases(caseQueryFor(actor, asked, clock.now()), by));
    return { ids: page.cases.map(({ reportId }) => reportId), nextCursor: page.nextCursor };
  } catch (error) {
    // An address that somebody changed leads on to no other case; this one is shown.
    if (error instanceof PhananhError && (error.code === 'invalid-query' || error.code === 'forbidden'))
      return undefined;
    throw error;
  }
};
