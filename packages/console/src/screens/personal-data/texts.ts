import { findSubject, NotFound, streamOf, viewOfSubject } from '@phananh/core/engine';
import { askFor, readInTurns, type ShownPersonal } from '@phananh/http/pages';
import type { ShowAbove } from '../../cases/beside.ts';
import { agencyNames, handlerOf, paramsOf } from '../../cases/found.ts';
import { fromRequest, quoted, type ShownText, textsOf } from '../../cases/kept-texts.ts';
import { labelOf, partyText } from '../../cases/told.ts';
import { type Html, html } from '../../frame/html.ts';
import { queryOf } from '../../frame/query.ts';
import type { Frame, Page, Visit } from '../../frame/screen.ts';
import { personalDataWords } from './words.ts';

/** What somebody wrote whose erasure was asked for: looked through by whoever decides, who keeps versions of what is still needed. */

const requestName = 'dataRequest';
export const keepers = ['operator', 'admin'] as const;

/** Reports on one page. */
const most = 20;

const pathOf = (base: string, id: string): string =>
  `${base}/personal-data/requests/${encodeURIComponent(id)}/texts`;

export const textsPage = async (frame: Frame, visit: Visit): Promise<Page> => {
  const { base, language, actor, request } = visit;
  const words = personalDataWords[language];
  const { id } = paramsOf(visit);
  const handler = handlerOf(frame, requestName);
  const asked = viewOfSubject(
    handler,
    await readInTurns(request, (how) => findSubject(handler, id, { actor, ...how })),
  );
  if (asked.kind !== 'erasure' || typeof asked.person !== 'string') throw new NotFound(requestName, id);
  const query = queryOf(request);
  const { ids, nextCursor } = await reportsOf(frame, visit, asked.person, query.get('cursor') ?? undefined);
  const found = await Promise.all(ids.map((report) => writtenIn(frame, visit, { report, request: id })));
  const there = found.filter((one) => one !== undefined);
  const mayGrant = asked.allowedCommands?.includes('grant') === true;
  return {
    title: words.textsTitle,
    under: '/work/personal-data-requests',
    shows: there.map(({ shows }) => shows),
    main: html`
      <p class="no-print"><a href=${`${base}/cases/${requestName}/${encodeURIComponent(id)}`}>← ${words.back}</a></p>
      ${query.get('done') === 'keep-text' ? html`<p class="note good" role="status">${words.textKept}</p>` : null}
      <h1>${words.textsTitle}</h1>
      <p>${words.textsLead(partyText(asked.person, language, agencyNames(frame)))}</p>
      ${there.length === 0 ? html`<p class="empty">${words.noTexts}</p>` : html`<div class="cards one">${there.map(({ main }) => main)}</div>`}
      <p class="actions no-print">
        ${nextCursor === undefined ? null : html`<a class="button second" href=${`${pathOf(base, id)}?${new URLSearchParams({ cursor: nextCursor })}`}>${words.moreReports}</a>`}
        ${mayGrant ? html`<a class="button" href=${`${base}/cases/${requestName}/${encodeURIComponent(id)}/do/grant`}>${words.decide}</a>` : null}
      </p>
      <p class="fine">${words.looked}</p>
    `,
  };
};

/** Their reports, the newest first: an administrator too, who decides on the erasure, is told which those are. */
const reportsOf = async (
  { readModels, clock }: Frame,
  { request }: Visit,
  person: string,
  cursor: string | undefined,
): Promise<{ readonly ids: readonly string[]; readonly nextCursor?: string | undefined }> => {
  const [kind = '', ...rest] = person.split(':');
  const of = rest.join(':');
  if (kind === 'report') return { ids: [of] };
  if (kind !== 'citizen') return { ids: [] };
  const asked = { reporterId: of, now: clock.now(), limit: most, ...(cursor !== undefined && { cursor }) };
  const { cases, nextCursor } = await askFor(request, (by) => readModels.cases(asked, by));
  return { ids: cases.map(({ reportId }) => reportId), nextCursor };
};

/** What was written in a report. Undefined where nothing was, or none of it is theirs to see. */
const writtenIn = async (
  { reports }: Frame,
  visit: Visit,
  { report, request: asked }: { readonly report: string; readonly request: string },
): Promise<{ readonly main: Html; readonly shows: ShownPersonal } | undefined> => {
  const { handler } = reports;
  const { actor, base } = visit;
  try {
    const found = await readInTurns(visit.request, (how) => findSubject(handler, report, { actor, ...how }));
    const view = viewOfSubject(handler, found);
    const texts = await textsOf(visit, { handler, found });
    if (texts.length === 0) return undefined;
    const path = `${base}/cases/report/${encodeURIComponent(report)}`;
    const mayKeep = view.allowedCommands?.includes('keep-text') === true;
    return {
      shows: {
        of: [streamOf(handler.workflow, report)],
        fields: [...new Set(texts.map(({ field }) => field))],
      },
      main: html`<section class="card"><h2><a href=${path}>${labelOf(view, report)}</a></h2>
        ${texts.map((text) => textItem(visit, text, mayKeep ? `${path}/do/keep-text?${new URLSearchParams({ revision: String(text.revision), [fromRequest]: asked })}` : undefined))}</section>`,
    };
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
};

const textItem = (visit: Visit, text: ShownText, href: string | undefined): Html => {
  const words = personalDataWords[visit.language];
  return html`<div>${quoted(visit, text)}
    ${href === undefined ? null : html`<p class="no-print"><a href=${href}>${text.kept === null ? words.keepVersion : words.keepAnother}</a></p>`}</div>`;
};

/** On the page of a request for an erasure: where the texts are that it takes. */
export const textsOfRequest: ShowAbove = ({ base, language, actor }, { workflow, id, view }) => {
  if (workflow !== requestName || view.kind !== 'erasure') return undefined;
  if (view.phase !== 'asked' && view.phase !== 'granted') return undefined;
  if (!keepers.some((kind) => kind === actor?.kind)) return undefined;
  const words = personalDataWords[language];
  return {
    offers: [],
    main: html`
      <section class="card no-print" aria-labelledby="texts"><h2 id="texts">${words.textsTitle}</h2>
        <p>${words.textsHelp}</p>
        <p class="actions"><a class="button second" href=${pathOf(base, id)}>${words.seeTexts}</a></p>
      </section>
    `,
  };
};
