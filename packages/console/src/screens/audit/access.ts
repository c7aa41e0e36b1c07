import type { Actor, JsonObject } from '@phananh/core';
import { NotFound } from '@phananh/core/engine';
import type { AccessEntry } from '@phananh/core/privacy';
import { accessPageFor } from '@phananh/http/pages';
import { type Html, html } from '../../frame/html.ts';
import { written } from '../../frame/look.ts';
import { asParameters, queryOf, withoutEmpty } from '../../frame/query.ts';
import type { Frame, GoTo, Page, Visit } from '../../frame/screen.ts';
import { kindName } from '../../words/kinds.ts';
import { nameOf } from '../../words/naming.ts';
import { momentText } from '../../words/time.ts';
import { type AuditWords, auditWords } from './words.ts';

const kinds = ['citizen', 'operator', 'agency', 'auditor', 'analyst', 'admin'] as const;

/** Who was shown what is personal. */
export const accessPage = async (frame: Frame, visit: Visit): Promise<Page | GoTo> => {
  const { base, language, request, actor } = visit;
  const words = auditWords[language];
  const { accessLog } = frame.app.phananh;
  if (accessLog === undefined) throw new NotFound('access log', 'access-log');
  const given = queryOf(request);
  const query = withoutEmpty(given);
  if (query.size < given.size) return { goTo: `/audit/access${query.size === 0 ? '' : `?${query}`}` };
  const { entries, nextCursor } = await accessPageFor(
    request,
    { accessLog, reports: frame.reports, handlers: frame.workflows.map(({ handler }) => handler) },
    asParameters(query),
  );
  return {
    title: words.accessTitle,
    under: actor?.kind === 'admin' ? '/audit/access' : '/audit',
    isWide: true,
    main: html`
      <h1>${words.accessTitle}</h1>
      <p>${words.accessLead}</p>
      ${filterForm(visit, query)}
      ${
        entries.length === 0
          ? html`<div class="empty"><h2>${words.noEntries}</h2></div>`
          : html`<table class="cases even">
            <thead><tr>${[words.at, words.reader, words.purpose, words.whose, words.fields].map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
            <tbody>${entries.map((entry) => entryRow(visit, entry))}</tbody>
          </table>`
      }
      ${
        nextCursor === undefined
          ? null
          : html`<p class="pages"><a class="button second" rel="next" href=${`${base}/audit/access?${new URLSearchParams([...query].filter(([name]) => name !== 'cursor').concat([['cursor', nextCursor]]))}`}>${words.more}</a></p>`
      }
    `,
  };
};

const filterForm = ({ base, language }: Visit, query: URLSearchParams): Html => {
  const words = auditWords[language];
  const field = (name: string, label: string): Html =>
    html`<div class="field"><label for=${name}>${label}</label><input id=${name} name=${name} value=${query.get(name) ?? ''} autocomplete="off" /></div>`;
  return html`
    <form class="filters" method="get" action=${`${base}/audit/access`} role="search" aria-label=${words.filter}>
      <div class="grid">
        ${field('reportId', words.reportId)}
        <div class="field"><label for="actorKind">${words.actorKind}</label>
          <select id="actorKind" name="actorKind"><option value="">${words.any}</option>
            ${kinds.map((kind) => html`<option value=${kind} selected=${query.get('actorKind') === kind}>${kindName(kind, language)}</option>`)}
          </select></div>
        ${field('actorId', words.actorId)}
      </div>
      <button class="second">${words.apply}</button>
    </form>
  `;
};

const actorText = ({ kind, id }: Actor, language: Visit['language']): string =>
  `${kindName(kind, language)} ${id ?? ''}`.trim();

const entryRow = (visit: Visit, entry: AccessEntry): Html => {
  const { language } = visit;
  const words = auditWords[language];
  const { at, actor, givenBy, purpose, way, of, fields, query } = entry;
  return html`<tr>
    <th scope="row"><time datetime=${at}>${momentText(at, language)}</time></th>
    <td>${actorText(actor, language)}${givenBy === undefined ? null : html` <span class="fine">${words.givenBy(actorText(givenBy, language))}</span>`}</td>
    <td>${purposeText(purpose, words)} <span class="fine"><code>${way}</code></span></td>
    <td>${of.length === 0 ? whatWasAsked(query, words) : html`<ul class="plain">${of.map((stream) => html`<li>${subjectOf(visit, stream)}</li>`)}</ul>`}</td>
    <td>${fields.map((field) => nameOf('fields', field, language)).join(', ')}</td>
  </tr>`;
};

const purposeText = (purpose: string, { purposes }: AuditWords): Html => {
  const known: { readonly [purpose: string]: string } = purposes;
  return Object.hasOwn(known, purpose) ? known[purpose] : written(purpose);
};

const whatWasAsked = (query: JsonObject | undefined, words: AuditWords): Html =>
  query === undefined || Object.keys(query).length === 0
    ? words.everything
    : html`<span class="fine">${Object.entries(query)
        .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
        .join(' · ')}</span>`;

/** A report leads to its replay, for auditors. */
const subjectOf = ({ base, actor }: Visit, stream: string): Html => {
  const id = stream.startsWith('report-') ? stream.slice('report-'.length) : undefined;
  if (id === undefined) return html`<code>${stream}</code>`;
  return actor?.kind === 'auditor'
    ? html`<a href=${`${base}/audit/cases/report/${encodeURIComponent(id)}`}><code>${id}</code></a>`
    : html`<code>${id}</code>`;
};
