import type { Actor, JsonObject } from '@phananh/core';
import { NotFound } from '@phananh/core/engine';
import type { AccessEntry } from '@phananh/core/privacy';
import { accessPageFor } from '@phananh/http/pages';
import { filterText } from '../../cases/filter-text.ts';
import { agencyNames } from '../../cases/found.ts';
import { labelOf, whoOf } from '../../cases/told.ts';
import { type Html, html } from '../../frame/html.ts';
import { written } from '../../frame/look.ts';
import { asParameters, queryOf, withoutEmpty } from '../../frame/query.ts';
import type { Frame, GoTo, Page, Visit } from '../../frame/screen.ts';
import { kindName } from '../../words/kinds.ts';
import { nameOf } from '../../words/naming.ts';
import { countText } from '../../words/numbers.ts';
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
  const agencyName = agencyNames(frame);
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
            <tbody>${entries.map((entry) => entryRow(visit, entry, agencyName))}</tbody>
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

const entryRow = (visit: Visit, entry: AccessEntry, agencyName: (agencyId: string) => string): Html => {
  const { language } = visit;
  const words = auditWords[language];
  const { at, actor, givenBy, purpose, way, of, fields, query } = entry;
  return html`<tr>
    <th scope="row"><time datetime=${at}>${momentText(at, language)}</time></th>
    <td data-label=${words.reader}>${readerOf(visit, actor, agencyName)}${givenBy === undefined ? null : html` <span class="fine">${words.givenBy} ${whoOf({ ...givenBy }, language, agencyName)}</span>`}</td>
    <td data-label=${words.purpose}>${purposeText(purpose, words)} <span class="fine">${wayText(way, visit)}</span></td>
    <td data-label=${words.whose}>${of.length === 0 ? whatWasAsked(query, visit, agencyName) : subjectsOf(visit, of)}</td>
    <td data-label=${words.fields}>${fields.map((field) => nameOf('fields', field, language)).join(', ')}</td>
  </tr>`;
};

/** Leads to everything that they were shown. */
const readerOf = (
  { base, language }: Visit,
  actor: Actor,
  agencyName: (agencyId: string) => string,
): Html => {
  const who = whoOf({ ...actor }, language, agencyName);
  return actor.id === undefined
    ? who
    : html`<a href=${`${base}/audit/access?${new URLSearchParams({ actorKind: actor.kind, actorId: actor.id })}`}>${who}</a>`;
};

const purposeText = (purpose: string, { purposes }: AuditWords): Html => {
  const known: { readonly [purpose: string]: string } = purposes;
  return Object.hasOwn(known, purpose) ? known[purpose] : written(purpose);
};

/** By what they were shown it: a page and an operation of the API by what it shows, a command line as it is typed. */
const wayText = (way: string, { base, language }: Visit): Html => {
  const { ways, pages } = auditWords[language];
  const known: { readonly [what: string]: string } = { ...pages, ...ways };
  const what = way.startsWith(`${base}/`) ? way.slice(base.length) : (way.split('.')[1] ?? way);
  return Object.hasOwn(known, what) ? known[what] : html`<code>${way}</code>`;
};

const whatWasAsked = (
  query: JsonObject | undefined,
  visit: Visit,
  agencyName: (agencyId: string) => string,
): Html =>
  query === undefined || Object.keys(query).length === 0
    ? auditWords[visit.language].everything
    : html`<span class="fine">${filterText(asAsked(query), visit, agencyName)}</span>`;

/** As an address has it. */
const asAsked = (query: JsonObject): URLSearchParams =>
  new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [
      name,
      Array.isArray(value)
        ? value.join(',')
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value),
    ]),
  );

/** So many stand beside each other; of more one opens the list. */
const mostBeside = 3;

const subjectsOf = (visit: Visit, of: readonly string[]): Html => {
  const all = html`<ul class="plain">${of.map((stream) => html`<li>${subjectOf(visit, stream)}</li>`)}</ul>`;
  return of.length <= mostBeside
    ? all
    : html`<details><summary>${auditWords[visit.language].subjects(countText(of.length, visit.language))}</summary>${all}</details>`;
};

/** A report leads to its replay, for auditors. */
const subjectOf = ({ base, actor, language }: Visit, stream: string): Html => {
  const id = stream.startsWith('report-') ? stream.slice('report-'.length) : undefined;
  if (id === undefined) return html`<code>${stream}</code>`;
  const label = html`${auditWords[language].report} <code title=${id}>${labelOf({}, id)}</code>`;
  return actor?.kind === 'auditor'
    ? html`<a href=${`${base}/audit/cases/report/${encodeURIComponent(id)}`}>${label}</a>`
    : label;
};
