import { NotFound } from '@phananh/core/engine';
import {
  type FiguresForEverybody,
  figuresForEverybody,
  type PublicFigures,
  type PublicGroup,
  type PublicSatisfaction,
  publicGroups,
} from '@phananh/core/read-models';
import { askFor, parseQuery, publicFigureParameters } from '@phananh/http/pages';
import type { FastifyReply } from 'fastify';
import { barChart, lineChart } from '../../drawing/charts.ts';
import { type Cell, type FigureTable, tableCsv, tableHtml } from '../../drawing/figure-table.ts';
import { type Html, html } from '../../frame/html.ts';
import { asParameters, queryOf, withoutEmpty } from '../../frame/query.ts';
import type { Frame, GoTo, Page, Visit } from '../../frame/screen.ts';
import { countText, shareText, wholeShareText } from '../../words/numbers.ts';
import { momentText, monthText } from '../../words/time.ts';
import { looks } from './tabs.ts';
import { type PublishedWords, publishedWords } from './words.ts';

const path = '/published/figures';

interface Asked {
  readonly groupBy: PublicGroup;
  readonly found: FiguresForEverybody;
  readonly tables: readonly FigureTable[];
  readonly asOf: string;
}

/** How reports are handled, for everybody: drawn, as tables and as files. */
export const figuresPage = async (frame: Frame, visit: Visit): Promise<Page | GoTo> => {
  const { base, language, request } = visit;
  const words = publishedWords[language];
  const given = queryOf(request);
  const query = withoutEmpty(given);
  if (query.size < given.size) return { goTo: path + (query.size === 0 ? '' : `?${query}`) };
  const { groupBy, found, tables, asOf } = await ask(frame, visit, query);
  return {
    title: words.figuresTitle,
    under: '/published',
    isWide: true,
    main: html`
      <h1>${words.figuresTitle}</h1>
      <p>${words.figuresLead}</p>
      ${looks(visit, 'figures', query)}
      ${filterForm(visit, query, groupBy)}
      ${headline(found.figures, visit)}
      ${groupBy === 'month' ? overTime(found.figures, visit) : bars(found.figures, groupBy, visit)}
      ${tables.map((table) => tableHtml(table, visit, `${base}${path}/${table.name}.csv?${query}`))}
      <p class="fine">${words.gradesNote} ${words.asOf(momentText(asOf, language))}</p>
    `,
  };
};

/** A table of the page as a file. */
export const figuresFile = async (frame: Frame, visit: Visit, reply: FastifyReply): Promise<FastifyReply> => {
  const { tables } = await ask(frame, visit, withoutEmpty(queryOf(visit.request)));
  const params: { readonly [name: string]: unknown } = Object(visit.request.params);
  const table = tables.find(({ name }) => name === params.table);
  if (table === undefined) throw new NotFound('table', String(params.table));
  return reply
    .type('text/csv; charset=utf-8')
    .headers({
      'content-disposition': `attachment; filename="phananh-${table.name}.csv"`,
      'cache-control': 'public, no-cache',
    })
    .send(tableCsv(table, visit.language));
};

const ask = async (frame: Frame, visit: Visit, query: URLSearchParams): Promise<Asked> => {
  const { groupBy = 'month', from, to } = parseQuery(publicFigureParameters, asParameters(query));
  const asOf = frame.clock.now();
  const { startOf } = frame.reports.policy.calendar;
  const asked = {
    groupBy,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    now: asOf,
  };
  const found = await askFor(visit.request, (by) =>
    figuresForEverybody(frame.readModels, asked, startOf, by),
  );
  const inOrder = {
    figures: sorted(found.figures, groupBy),
    satisfaction: sorted(found.satisfaction, groupBy),
  };
  return { groupBy, found: inOrder, tables: tablesOf(inOrder, groupBy, visit), asOf };
};

type Row = PublicFigures | PublicSatisfaction;

const sizeOf = (row: Row): number => ('reports' in row ? row.reports : row.published);

/** Months as they come, others by their size; what stands together comes last. */
const sorted = <One extends Row>(rows: readonly One[], groupBy: PublicGroup): readonly One[] =>
  rows.toSorted((one, other) => {
    if (one.isOthers !== other.isOthers) return one.isOthers ? 1 : -1;
    return groupBy === 'month'
      ? (one.group.month ?? '').localeCompare(other.group.month ?? '')
      : sizeOf(other) - sizeOf(one);
  });

const nameOf = ({ group, isOthers }: Row, groupBy: PublicGroup, { language, called }: Visit): string => {
  const words = publishedWords[language];
  const value = group[groupBy];
  if (isOthers) return words.others;
  if (value == null) return words.none;
  return groupBy === 'month' ? monthText(value, language) : called(groupBy, value);
};

const tablesOf = (
  { figures, satisfaction }: FiguresForEverybody,
  groupBy: PublicGroup,
  visit: Visit,
): readonly FigureTable[] => {
  const words = publishedWords[visit.language];
  const number = (label: string) => ({ label, kind: 'count' }) as const;
  const share = (label: string) => ({ label, kind: 'share' }) as const;
  const count = (value: number): Cell => ({ kind: 'count', value });
  const head = { label: words[groupBy], kind: 'text' } as const;
  const name = (row: Row): Cell => ({ kind: 'text', text: nameOf(row, groupBy, visit) });
  const latestFirst = <One extends Row>(rows: readonly One[]): readonly One[] =>
    groupBy === 'month'
      ? [...rows.filter(({ isOthers }) => !isOthers).toReversed(), ...rows.filter(({ isOthers }) => isOthers)]
      : rows;
  return [
    {
      name: 'reports',
      caption: words.became,
      heads: 1,
      columns: [
        head,
        ...[words.reports, words.onTime, words.late, words.open, words.overdue, words.withoutTerm].map(
          number,
        ),
        share(words.onTimeShare),
      ],
      rows: latestFirst(figures).map((row) => [
        name(row),
        ...[row.reports, row.onTime, row.late, row.open, row.overdue, row.withoutTerm].map(count),
        { kind: 'share', ratio: row.onTimeOfDue },
      ]),
    },
    {
      name: 'grades',
      caption: words.grades,
      heads: 1,
      columns: [
        head,
        ...[words.results, words.rated].map(number),
        ...[words.satisfied, words.acceptable, words.unsatisfied].map(share),
      ],
      // Where nobody graded there is nothing to tell.
      rows: latestFirst(satisfaction.filter(({ rated }) => rated > 0)).map((row) => [
        name(row),
        ...[row.published, row.rated].map(count),
        ...[row.satisfied, row.acceptable, row.unsatisfied].map((ratio): Cell => ({ kind: 'share', ratio })),
      ]),
    },
  ];
};

const filterForm = ({ base, language }: Visit, query: URLSearchParams, groupBy: PublicGroup): Html => {
  const words = publishedWords[language];
  const month = (name: 'from' | 'to', label: string): Html => html`
    <div class="field"><label for=${`f-${name}`}>${label}</label>
    <input id=${`f-${name}`} name=${name} type="month" pattern="[0-9]{4}-[0-9]{2}" placeholder="2026-01" value=${query.get(name) ?? ''} /></div>`;
  return html`
    <form class="filters no-print" method="get" action=${base + path} aria-label=${words.filter}>
      <div class="grid">
        <div class="field"><label for="f-groupBy">${words.groupBy}</label>
          <select id="f-groupBy" name="groupBy">${publicGroups.map((group) => html`<option value=${group} selected=${group === groupBy}>${words[group]}</option>`)}</select></div>
        ${month('from', words.fromMonth)} ${month('to', words.toMonth)}
      </div>
      <button>${words.apply}</button>
    </form>
  `;
};

/** All groups together: every report is in one of them. */
const headline = (figures: readonly PublicFigures[], { language }: Visit): Html => {
  const words = publishedWords[language];
  const sum = (of: (one: PublicFigures) => number): number => figures.reduce((all, one) => all + of(one), 0);
  const due = sum(({ onTimeOfDue: { denominator } }) => denominator);
  const inTime = sum(({ onTimeOfDue: { numerator } }) => numerator);
  const told = [
    [
      words.reports,
      countText(
        sum(({ reports }) => reports),
        language,
      ),
      undefined,
    ],
    [
      words.onTimeShare,
      due === 0 ? '–' : shareText(inTime / due, language),
      `${countText(inTime, language)} / ${countText(due, language)}`,
    ],
    [
      words.overdue,
      countText(
        sum(({ overdue }) => overdue),
        language,
      ),
      undefined,
    ],
  ] as const;
  return html`<ul class="headline">${told.map(
    ([label, value, of]) =>
      html`<li><h2>${label}</h2><span class="share">${value}</span>${of === undefined ? null : html`<span class="fine made-of">${of}</span>`}</li>`,
  )}</ul>`;
};

const overTime = (figures: readonly PublicFigures[], { language }: Visit): Html => {
  const words = publishedWords[language];
  const months = figures.filter(({ isOthers }) => !isOthers);
  if (months.length < 2) return null;
  const unsettled = months.map(({ open, overdue }) => open + overdue > 0);
  return lineChart(
    [{ series: 'first', values: months.map(({ onTimeOfDue: { value } }) => value) }],
    {
      labels: months.map(({ group: { month } }) => shortMonth(month)),
      top: 1,
      textOf: (value) => wholeShareText(value, language),
      unsettled,
    },
    { title: words.onTimeShare, legend: [], ...(unsettled.includes(true) && { note: words.hollow }) },
  );
};

/** `12/2026`, as it is written in both languages. */
const shortMonth = (month: string | null | undefined): string =>
  month == null ? '–' : `${month.slice(5)}/${month.slice(0, 4)}`;

const bars = (figures: readonly PublicFigures[], groupBy: PublicGroup, visit: Visit): Html => {
  const { language } = visit;
  const words: PublishedWords = publishedWords[language];
  if (figures.length === 0) return null;
  return barChart(
    figures.map((row) => ({
      label: nameOf(row, groupBy, visit),
      value: `${row.onTimeOfDue.value === null ? '–' : shareText(row.onTimeOfDue.value, language)} · ${countText(row.reports, language)}`,
      bars: [{ share: row.onTimeOfDue.value, series: 'first' }],
    })),
    { title: words.onTimeShare, legend: [], note: `${words.onTimeShare} · ${words.reports}` },
  );
};
