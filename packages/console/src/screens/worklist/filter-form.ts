import type { AgencyRow } from '@phananh/core/read-models';
import { reportPhases } from '@phananh/core/reports';
import { verdicts } from '@phananh/core/sla';
import { labelField } from '../../forms/label-field.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Visit } from '../../frame/screen.ts';
import type { Labelled } from '../../labels/labels.ts';
import { nameOf } from '../../words/naming.ts';
import { en } from '../../words/report.en.ts';
import { worklistWords } from './words.ts';

/** The filters of a worklist, which all stand in the address. */
export const filterForm = (
  agencies: readonly AgencyRow[],
  visit: Visit,
  query: URLSearchParams,
  /** Of the page that the filter is of, behind the base. */
  path = '/work',
): Html => {
  const { language, actor, called, offered, base } = visit;
  const words = worklistWords[language];
  const value = (name: string): string => query.getAll(name).join(',');
  const text = (name: string, label: string, type = 'text'): Html => html`
    <div class="field"><label for=${`f-${name}`}>${label}</label>
    <input id=${`f-${name}`} name=${name} type=${type} value=${value(name)} /></div>`;
  const choice = (name: string, label: string, options: readonly (readonly [string, string])[]): Html => {
    const current = value(name);
    const isOther = current !== '' && !options.some(([one]) => one === current);
    return html`
      <div class="field"><label for=${`f-${name}`}>${label}</label>
      <select id=${`f-${name}`} name=${name}>
        <option value="">${words.any}</option>
        ${isOther ? html`<option value=${current} selected>${severalNames(name, current, language)}</option>` : null}
        ${options.map(([one, shown]) => html`<option value=${one} selected=${one === current}>${shown}</option>`)}
      </select></div>`;
  };
  const labelled = (name: string, what: Labelled, label: string): Html => html`
    <div class="field"><label for=${`f-${name}`}>${label}</label>
    ${labelField(offered(what), { common: { id: `f-${name}`, name }, value: value(name), empty: words.any, called: (code) => called(what, code) })}</div>`;
  const named = (what: Parameters<typeof nameOf>[0], keys: readonly string[]) =>
    keys.map((key) => [key, nameOf(what, key, language)] as const);
  const isFiltered = [...query.keys()].some((name) => name !== 'sort');
  return html`
    <form class="filters" method="get" action=${base + path} role="search" aria-label=${words.filter}>
      ${
        actor?.kind === 'analyst'
          ? null
          : html`<div class="search"><label class="unseen" for="f-q">${words.search}</label>
        <input id="f-q" name="q" type="search" placeholder=${words.search} value=${value('q')} maxlength="200" />
        <button>${words.apply}</button></div>`
      }
      ${isFiltered ? html`<a class="quiet" href=${base + path}>${words.reset}</a>` : null}
      <details>
        <summary>${words.filter}</summary>
        <div class="grid">
          ${choice('phase', words.phase, named('phases', Object.keys(reportPhases)))}
          ${choice('verdict', words.verdict, named('verdicts', verdicts))}
          ${
            actor?.kind === 'agency' || actor?.kind === 'citizen'
              ? null
              : choice(
                  'agencyId',
                  words.agency,
                  agencies.map(({ agencyId, name }) => [agencyId, name] as const),
                )
          }
          ${labelled('category', 'category', words.category)} ${labelled('areaCode', 'area', words.area)}
          ${choice('priority', nameOf('fields', 'priority', language), named('values', ['normal', 'urgent']))}
          ${choice('clock', words.clock, named('clocks', Object.keys(en.clocks)))}
          ${text('dueBefore', words.dueBefore, 'date')}
          ${text('disputedFrom', words.disputedFrom, 'date')} ${text('disputedTo', words.disputedTo, 'date')}
          ${text('submittedFrom', words.submittedFrom, 'date')} ${text('submittedTo', words.submittedTo, 'date')}
          ${choice('sort', words.sort, [
            ['-submittedAt', words.sortNewest],
            ['submittedAt', words.sortOldest],
            ['dueAt', words.sortDue],
            ['-dueAt', words.sortDueLast],
          ])}
        </div>
        ${value('bbox') === '' ? null : html`<input type="hidden" name="bbox" value=${value('bbox')} />`}
        <button>${words.apply}</button>
      </details>
    </form>
  `;
};

const several: { readonly [name: string]: Parameters<typeof nameOf>[0] } = {
  phase: 'phases',
  verdict: 'verdicts',
  clock: 'clocks',
};

const severalNames = (name: string, values: string, language: Visit['language']): string =>
  values
    .split(',')
    .map((one) => nameOf(several[name] ?? 'values', one, language))
    .join(', ');
