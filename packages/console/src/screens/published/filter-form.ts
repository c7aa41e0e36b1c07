import { publicFiguresOf } from '@phananh/core/read-models';
import { askFor } from '@phananh/http/pages';
import { type Html, html } from '../../frame/html.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import type { Labelled } from '../../labels/labels.ts';
import { publishedWords } from './words.ts';

/** The filters of what was published, which all stand in the address. */
export const publishedFilter = async (
  frame: Frame,
  visit: Visit,
  { path, query }: { readonly path: string; readonly query: URLSearchParams },
): Promise<Html> => {
  const { language, called } = visit;
  const words = publishedWords[language];
  const value = (name: string): string => query.get(name) ?? '';
  const choice = (
    name: string,
    label: string,
    { what, known }: { readonly what: Labelled; readonly known: readonly string[] },
  ): Html => {
    const current = value(name);
    const options = [...new Set([...known, ...(current === '' ? [] : [current])])];
    return html`
      <div class="field"><label for=${`f-${name}`}>${label}</label>
      <select id=${`f-${name}`} name=${name}>
        <option value="">${words.any}</option>
        ${options.map((one) => html`<option value=${one} selected=${one === current}>${called(what, one)}</option>`)}
      </select></div>`;
  };
  const day = (name: string, label: string): Html => html`
    <div class="field"><label for=${`f-${name}`}>${label}</label>
    <input id=${`f-${name}`} name=${name} type="date" value=${value(name)} /></div>`;
  const [categories, areas] = await Promise.all([
    known(frame, visit, 'category'),
    known(frame, visit, 'area'),
  ]);
  const filters = ['category', 'areaCode', 'submittedFrom', 'submittedTo'];
  const isFiltered = [...query.keys()].some((name) => filters.includes(name));
  return html`
    <form class="filters no-print" method="get" action=${path} role="search" aria-label=${words.filter}>
      <div class="search"><label class="unseen" for="f-q">${words.search}</label>
        <input id="f-q" name="q" type="search" placeholder=${words.search} value=${value('q')} maxlength="200" />
        <button>${words.apply}</button></div>
      <details open=${isFiltered}>
        <summary>${words.filter}</summary>
        <div class="grid">
          ${choice('category', words.category, { what: 'category', known: categories })} ${choice('areaCode', words.area, { what: 'area', known: areas })}
          ${day('submittedFrom', words.from)} ${day('submittedTo', words.to)}
        </div>
        ${value('bbox') === '' ? null : html`<input type="hidden" name="bbox" value=${value('bbox')} />`}
        <button>${words.apply}</button>
      </details>
      ${query.size > 0 ? html`<a class="quiet" href=${path}>${words.reset}</a>` : null}
    </form>
  `;
};

/** Names that the figures for everybody tell, from the one with the most reports. */
const known = async (
  { readModels, clock }: Frame,
  { request }: Visit,
  group: 'category' | 'area',
): Promise<readonly string[]> => {
  const figures = await askFor(request, (by) =>
    readModels.sla({ cohort: 'submitted', groupBy: [group], now: clock.now() }, by),
  );
  return publicFiguresOf(figures)
    .toSorted((one, other) => other.reports - one.reports)
    .flatMap(({ group: { [group]: name } }) => (typeof name === 'string' ? [name] : []));
};
