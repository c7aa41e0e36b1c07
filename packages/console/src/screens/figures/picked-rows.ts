import { type SlaFigures, type SlaGroup, searchPhrases, textMatches } from '@phananh/core/read-models';
import { type Html, html } from '../../frame/html.ts';
import { countText } from '../../words/numbers.ts';
import { type AskedFigures, isPeriod } from './asked.ts';
import { rowLabel } from './grouped.ts';
import { withAll, without } from './query.ts';
import { figureWords } from './words.ts';

/** So many groups are read at one look. */
const fewEnough = 12;

/** In which order groups stand: those with the most cases first, those with the least on time, or by name. */
const orders = ['cases', 'worst', 'name'] as const;
type Order = (typeof orders)[number];

interface Picked {
  readonly rows: readonly SlaFigures[];
  /** Where others are asked for; nothing where all are shown anyhow. */
  readonly picker: Html;
}

/** Of many groups those that are asked for, and a few where nobody asked: in drawings, tables and files the same ones. */
export const pickedRows = (
  asked: AskedFigures,
  all: readonly SlaFigures[],
  groupBy: readonly SlaGroup[],
): Picked => {
  const [first] = groupBy;
  if (first === undefined || groupBy.length > 1 || isPeriod(first) || all.length <= fewEnough)
    return { rows: all, picker: null };
  const { query } = asked;
  const order = orders.find((one) => one === query.get('sort')) ?? 'cases';
  const wanted = query.get('q') ?? '';
  const named = all.map((row) => ({ row, name: rowLabel(asked, row, groupBy) }));
  const isFound = wanted === '' ? () => true : textMatches(searchPhrases(wanted));
  const found = named.filter(({ name }) => isFound(name)).toSorted(byOrder(order, asked.visit.language));
  const shown = query.get('rows') === 'all' ? found : found.slice(0, fewEnough);
  return {
    rows: shown.map(({ row }) => row),
    picker: pickerOf(asked, { first, order, wanted, found: found.length, shown: shown.length }),
  };
};

interface Named {
  readonly row: SlaFigures;
  readonly name: string;
}

const byOrder =
  (order: Order, language: string) =>
  (one: Named, other: Named): number => {
    const byName = one.name.localeCompare(other.name, language);
    const byCases = other.row.cases - one.row.cases || byName;
    if (order === 'name') return byName;
    return order === 'cases' ? byCases : onTimeOf(one) - onTimeOf(other) || byCases;
  };

/** Where none was due yet there is nothing to be worst in. */
const onTimeOf = ({ row }: Named): number => row.ratios.onTimeOfDue.value ?? 2;

const pickerOf = (
  { frame, visit, query }: AskedFigures,
  {
    first,
    order,
    wanted,
    found,
    shown,
  }: {
    readonly first: SlaGroup;
    readonly order: Order;
    readonly wanted: string;
    readonly found: number;
    readonly shown: number;
  },
): Html => {
  const { language } = visit;
  const words = figureWords[language];
  const path = `${frame.base}/figures/on-time`;
  const group = words.groups[first].toLocaleLowerCase(language);
  return html`
    <form class="filters no-print" method="get" action=${path} role="search" aria-label=${words.pick}>
      ${[...without(query, ['q', 'sort', 'rows'])].map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
      <div class="grid">
        <div class="field"><label for="p-q">${words.findGroup(group)}</label><input id="p-q" name="q" type="search" value=${wanted} maxlength="200" /></div>
        <div class="field"><label for="p-sort">${words.order}</label><select id="p-sort" name="sort">${orders.map((one) => html`<option value=${one} selected=${one === order}>${words.orders[one]}</option>`)}</select></div>
      </div>
      <button class="second">${words.apply}</button>
    </form>
    <p>${words.shownOf(countText(shown, language), countText(found, language), group)} ${shown === found ? null : html`<a class="no-print" href=${`${path}?${withAll(query, { rows: 'all' })}`}>${words.showAll}</a>`}</p>
  `;
};
