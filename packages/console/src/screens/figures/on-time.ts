import { onTimeRatioNames, type RatioName, type SlaFigures, type SlaGroup } from '@phananh/core/read-models';
import { verdicts } from '@phananh/core/sla';
import { askFor, momentOf, officers, parseQuery, slaParameters, slaQueryFor } from '@phananh/http/pages';
import { type Html, html } from '../../frame/html.ts';
import { nameOf } from '../../words/naming.ts';
import { countText, shareText, wholeShareText } from '../../words/numbers.ts';
import { agencyNames } from '../case/found.ts';
import {
  type AskedFigures,
  casesHref,
  type FigureView,
  groupCells,
  groupColumns,
  groupText,
  inOrder,
  isPeriod,
  newestFirst,
  shortText,
} from './asked.ts';
import { barChart, lineChart } from './charts.ts';
import { type Cell, type FigureTable, shareHtml } from './figure-table.ts';
import { asApi } from './query.ts';
import { figureWords } from './words.ts';

/** How many were on time: in both readings, by all three formulas. */
export const onTimeView: FigureView = {
  name: 'on-time',
  permission: officers,
  fields: [
    'from',
    'to',
    'groupBy',
    'cohort',
    'clock',
    'round',
    'agency',
    'category',
    'area',
    'label',
    'channel',
    'priority',
    'asOf',
    'knownAt',
  ],
  initial: { groupBy: 'month' },
  show: async (asked) => {
    const { frame, visit, query, now } = asked;
    const words = figureWords[visit.language];
    const parsed = parseQuery(slaParameters(frame.reports.policy.calendar.startOf), asApi(query));
    const grouped = slaQueryFor(parsed, now);
    const { groupBy = [], ...whole } = grouped;
    const [rows, [total]] = await Promise.all([
      askFor(visit.request, (by) => frame.readModels.sla(grouped, by)),
      askFor(visit.request, (by) => frame.readModels.sla(whole, by)),
    ]);
    const ordered = inOrder(rows, groupBy);
    const listed = newestFirst(ordered, groupBy);
    return {
      tables: [
        countsTable(asked, listed, groupBy),
        onTimeTable(asked, listed, groupBy),
        ratesTable(asked, listed, groupBy),
      ],
      drawn: html`${total === undefined ? null : headline(asked, total)} ${drawing(asked, ordered, groupBy)}`,
      meanings: ['inForce', 'original', ...onTimeRatioNames, ...rates, 'ripe'],
      asOf: momentOf(grouped),
      isRipe: total?.ripe ?? true,
      overlaps: groupBy.includes('label'),
      ...(total === undefined || total.cases === 0
        ? { drawn: html`<p class="empty">${words.nothing}</p>` }
        : {}),
    };
  },
};

const rates = [
  'resolutionRate',
  'disputeRate',
  'upheldRate',
  'reopenRate',
  'returnRate',
  'extensionRate',
] as const satisfies readonly RatioName[];

/** Which verdicts the denominator of a formula has; undefined: all. */
const denominators = {
  onTimeOfDecided: { inForce: 'on-time,on-time-extended,late', original: 'on-time,late' },
  onTimeOfDue: { inForce: 'on-time,on-time-extended,late,overdue', original: 'on-time,late,overdue' },
  onTimeOfAll: undefined,
} as const satisfies { readonly [Name in (typeof onTimeRatioNames)[number]]: unknown };

type OnTime = (typeof onTimeRatioNames)[number];

/** A ratio with where its cases are. */
const onTimeCell = (
  asked: AskedFigures,
  { group, ratios, ratiosAgainstOriginal }: SlaFigures,
  name: OnTime,
  reading: 'inForce' | 'original',
): Extract<Cell, { readonly kind: 'share' }> => {
  const isOriginal = reading === 'original';
  const parameter = isOriginal ? 'againstOriginal' : 'verdict';
  const all = denominators[name];
  return {
    kind: 'share',
    ratio: (isOriginal ? ratiosAgainstOriginal : ratios)[name],
    above: casesHref(asked, group, { [parameter]: isOriginal ? 'on-time' : 'on-time,on-time-extended' }),
    below: casesHref(asked, group, all === undefined ? {} : { [parameter]: all[reading] }),
  };
};

const headline = (asked: AskedFigures, total: SlaFigures): Html => {
  const { language } = asked.visit;
  const words = figureWords[language];
  return html`
    <h2 class="unseen">${words.inAll}</h2>
    <ul class="headline">
      ${(['onTimeOfDue', 'onTimeOfDecided', 'onTimeOfAll'] as const).map(
        (name) => html`<li>
          <h3><a href=${`#means-${name}`}>${words.ratios[name]}</a></h3>
          ${shareHtml(onTimeCell(asked, total, name, 'inForce'), language)}
          <div class="second"><p class="fine"><a href="#means-original">${words.ifExtendedIsLate}</a></p>
          ${shareHtml(onTimeCell(asked, total, name, 'original'), language)}</div>
        </li>`,
      )}
      <li>
        <h3>${words.cases}</h3>
        <span class="share"><a href=${casesHref(asked, {})}>${countText(total.cases, language)}</a></span>
        <div class="second"><p class="fine">${words.undecided}</p>
        <span class="share">${total.open === 0 ? '0' : html`<a href=${casesHref(asked, {}, { verdict: 'open,overdue,paused' })}>${countText(total.open, language)}</a>`}</span>
        <span class="fine made-of">${words.ofWhichOverdue(countText(total.counts.overdue, language))}</span></div>
      </li>
    </ul>
  `;
};

const drawing = (asked: AskedFigures, rows: readonly SlaFigures[], groupBy: readonly SlaGroup[]): Html => {
  const { language } = asked.visit;
  const words = figureWords[language];
  const [only] = groupBy;
  if (only === undefined || groupBy.length > 1 || rows.length === 0) return null;
  const drawn = {
    title: words.onTimeBy(words.groups[only].toLocaleLowerCase(language)),
    legend: [
      { series: 'first', label: words.extensionsCount },
      { series: 'second', label: words.ifExtendedIsLate },
    ],
    note: words.chartOf(words.ratios.onTimeOfDue),
  } as const;
  const first = (row: SlaFigures) => row.ratios.onTimeOfDue.value;
  const second = (row: SlaFigures) => row.ratiosAgainstOriginal.onTimeOfDue.value;
  if (isPeriod(only) && rows.length > 1)
    return lineChart(
      [
        { series: 'first', values: rows.map(first) },
        { series: 'second', values: rows.map(second) },
      ],
      {
        labels: rows.map(({ group }) => shortText(only, group[only])),
        top: 1,
        textOf: (value) => wholeShareText(value, language),
      },
      drawn,
    );
  const agencyName = agencyNames(asked.frame);
  const text = (share: number | null): string => (share === null ? '–' : shareText(share, language));
  return barChart(
    rows.map((row) => ({
      label: groupText(only, row.group[only], { language, agencyName }),
      value: `${text(first(row))} · ${text(second(row))}`,
      bars: [
        { series: 'first', share: first(row) },
        { series: 'second', share: second(row) },
      ],
    })),
    drawn,
  );
};

const countsTable = (
  asked: AskedFigures,
  rows: readonly SlaFigures[],
  groupBy: readonly SlaGroup[],
): FigureTable => {
  const { language } = asked.visit;
  const words = figureWords[language];
  return {
    name: 'counts',
    caption: words.countsCaption,
    heads: groupBy.length,
    columns: [
      ...groupColumns(groupBy, language),
      { kind: 'count', label: words.cases },
      ...verdicts.map(
        (verdict) => ({ kind: 'count', label: nameOf('verdicts', verdict, language) }) as const,
      ),
      { kind: 'text', label: words.ripe, means: 'ripe' },
    ],
    rows: rows.map((row) => [
      ...groupCells(asked, row.group, groupBy),
      { kind: 'count', value: row.cases, href: casesHref(asked, row.group) },
      ...verdicts.map(
        (verdict) =>
          ({
            kind: 'count',
            value: row.counts[verdict],
            href: casesHref(asked, row.group, { verdict }),
          }) as const,
      ),
      { kind: 'text', text: row.ripe ? words.isRipe : words.isNotRipe },
    ]),
  };
};

const onTimeTable = (
  asked: AskedFigures,
  rows: readonly SlaFigures[],
  groupBy: readonly SlaGroup[],
): FigureTable => {
  const { language } = asked.visit;
  const words = figureWords[language];
  const readings = ['inForce', 'original'] as const;
  return {
    name: 'formulas',
    caption: words.formulasCaption,
    heads: groupBy.length,
    columns: [
      ...groupColumns(groupBy, language),
      ...onTimeRatioNames.flatMap((name) =>
        readings.map(
          (reading) =>
            ({
              kind: 'share',
              label: `${words.ratios[name]}, ${words.readings[reading]}`,
              means: name,
            }) as const,
        ),
      ),
    ],
    rows: rows.map((row) => [
      ...groupCells(asked, row.group, groupBy),
      ...onTimeRatioNames.flatMap((name) => readings.map((reading) => onTimeCell(asked, row, name, reading))),
    ]),
  };
};

/** What a case has in the numerator and the denominator of a rate, as the API names it. */
const marks = {
  resolutionRate: { above: 'stopped', below: undefined },
  disputeRate: { above: 'disputed', below: 'published' },
  upheldRate: { above: 'upheld', below: 'disputeDecided' },
  reopenRate: { above: 'reopened', below: 'published' },
  returnRate: { above: 'returned', below: 'assigned' },
  extensionRate: { above: 'extended', below: 'assigned' },
} as const satisfies { readonly [Name in (typeof rates)[number]]: unknown };

const ratesTable = (
  asked: AskedFigures,
  rows: readonly SlaFigures[],
  groupBy: readonly SlaGroup[],
): FigureTable => {
  const { language } = asked.visit;
  const words = figureWords[language];
  return {
    name: 'rates',
    caption: words.ratesCaption,
    heads: groupBy.length,
    columns: [
      ...groupColumns(groupBy, language),
      ...rates.map((name) => ({ kind: 'share', label: words.ratios[name], means: name }) as const),
    ],
    rows: rows.map((row) => [
      ...groupCells(asked, row.group, groupBy),
      ...rates.map((name) => {
        const { above, below } = marks[name];
        return {
          kind: 'share',
          ratio: row.ratios[name],
          above: casesHref(asked, row.group, { mark: above }),
          below: casesHref(asked, row.group, below === undefined ? {} : { mark: below }),
        } as const;
      }),
    ]),
  };
};
