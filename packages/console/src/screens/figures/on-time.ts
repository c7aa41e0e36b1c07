import { onTimeRatioNames, type RatioName, type SlaFigures, type SlaGroup } from '@phananh/core/read-models';
import { verdicts } from '@phananh/core/sla';
import { askFor, momentOf, officers, parseQuery, slaParameters, slaQueryFor } from '@phananh/http/pages';
import { barChart } from '../../drawing/charts.ts';
import { type FigureTable, linked, shareHtml } from '../../drawing/figure-table.ts';
import { type Html, html } from '../../frame/html.ts';
import { nameOf } from '../../words/naming.ts';
import { countText, shareText } from '../../words/numbers.ts';
import { type AskedFigures, casesHref, type FigureView, inOrder, isPeriod, newestFirst } from './asked.ts';
import { counts, type Grouped, groupedTable, rowLabel, shares, sharesOverTime } from './grouped.ts';
import { onTimeCases, type Reading } from './on-time-cases.ts';
import { pickedRows } from './picked-rows.ts';
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
    const { rows: picked, picker } = pickedRows(asked, ordered, groupBy);
    const listed = newestFirst(picked, groupBy);
    return {
      tables: [
        countsTable({ asked, groupBy, rows: listed }),
        onTimeTable({ asked, groupBy, rows: listed }),
        ratesTable({ asked, groupBy, rows: listed }),
      ],
      drawn: html`${total === undefined ? null : headline(asked, total)} ${picker} ${drawing(asked, picked, groupBy)}`,
      meanings: ['cases', 'verdicts', 'inForce', 'original', ...onTimeRatioNames, ...rates, 'ripe'],
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

type OnTime = (typeof onTimeRatioNames)[number];

/** A ratio with where its cases are. */
const onTimeShare = (
  asked: AskedFigures,
  { group, ratios, ratiosAgainstOriginal }: SlaFigures,
  { ratio, reading }: { readonly ratio: OnTime; readonly reading: Reading },
) => ({
  ratio: (reading === 'original' ? ratiosAgainstOriginal : ratios)[ratio],
  ...onTimeCases(asked, group, { ratio, reading }),
});

const headline = (asked: AskedFigures, total: SlaFigures): Html => {
  const { language } = asked.visit;
  const words = figureWords[language];
  return html`
    <h2 class="unseen">${words.inAll}</h2>
    <ul class="headline">
      ${(['onTimeOfDue', 'onTimeOfDecided', 'onTimeOfAll'] as const).map(
        (name) => html`<li>
          <h3><a href=${`#means-${name}`}>${words.ratios[name]}</a></h3>
          ${shareHtml(onTimeShare(asked, total, { ratio: name, reading: 'inForce' }), language)}
          <div class="second"><p class="fine"><a href="#means-original">${words.ifExtendedIsLate}</a></p>
          ${shareHtml(onTimeShare(asked, total, { ratio: name, reading: 'original' }), language)}</div>
        </li>`,
      )}
      <li>
        <h3><a href="#means-cases">${words.cases}</a></h3>
        <span class="share">${linked(countText(total.cases, language), casesHref(asked, {}))}</span>
        <div class="second"><p class="fine">${words.undecided}</p>
        <span class="share">${total.open === 0 ? '0' : linked(countText(total.open, language), casesHref(asked, {}, { verdict: 'open,overdue,paused' }))}</span>
        <span class="fine made-of">${words.ofWhichOverdue(countText(total.counts.overdue, language))}</span></div>
      </li>
    </ul>
  `;
};

/** A share of fewer says little: one case more, and it is another. */
const fewCases = 10;

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
  if (isPeriod(only) && rows.length > 1) {
    const isUnsettled = ({ ripe, ratios }: SlaFigures): boolean =>
      !ripe || ratios.onTimeOfDue.denominator < fewCases;
    const note = rows.some(isUnsettled) ? `${drawn.note} ${words.hollow(String(fewCases))}` : drawn.note;
    return sharesOverTime(
      { asked, rows },
      only,
      [
        { series: 'first', shareOf: first },
        { series: 'second', shareOf: second },
      ],
      { ...drawn, note, isUnsettled },
    );
  }
  const text = (share: number | null): string => (share === null ? '–' : shareText(share, language));
  return barChart(
    rows.map((row) => ({
      label: rowLabel(asked, row, groupBy),
      value: `${text(first(row))} · ${text(second(row))}`,
      bars: [
        { series: 'first', share: first(row) },
        { series: 'second', share: second(row) },
      ],
    })),
    drawn,
  );
};

const countsTable = (grouped: Grouped<SlaFigures>): FigureTable => {
  const { asked } = grouped;
  const { language } = asked.visit;
  const words = figureWords[language];
  return groupedTable(grouped, {
    name: 'counts',
    caption: words.countsCaption,
    columns: [
      counts(words.cases, ({ cases }) => cases, {
        means: 'cases',
        href: ({ group }) => casesHref(asked, group),
      }),
      ...verdicts.map((verdict) =>
        counts<SlaFigures>(nameOf('verdicts', verdict, language), (row) => row.counts[verdict], {
          means: 'verdicts',
          href: ({ group }) => casesHref(asked, group, { verdict }),
        }),
      ),
      {
        column: { kind: 'text', label: words.ripe, means: 'ripe' },
        cell: ({ ripe }) => ({ kind: 'text', text: ripe ? words.isRipe : words.isNotRipe }),
      },
    ],
  });
};

const onTimeTable = (grouped: Grouped<SlaFigures>): FigureTable => {
  const { asked } = grouped;
  const words = figureWords[asked.visit.language];
  const readings = ['inForce', 'original'] as const;
  return groupedTable(grouped, {
    name: 'formulas',
    caption: words.formulasCaption,
    columns: onTimeRatioNames.flatMap((ratio) =>
      readings.map((reading) =>
        shares<SlaFigures>(`${words.ratios[ratio]}, ${words.readings[reading]}`, ratio, (row) =>
          onTimeShare(asked, row, { ratio, reading }),
        ),
      ),
    ),
  });
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

const ratesTable = (grouped: Grouped<SlaFigures>): FigureTable => {
  const { asked } = grouped;
  const words = figureWords[asked.visit.language];
  return groupedTable(grouped, {
    name: 'rates',
    caption: words.ratesCaption,
    columns: rates.map((name) => {
      const { above, below } = marks[name];
      return shares<SlaFigures>(words.ratios[name], name, ({ group, ratios }) => ({
        ratio: ratios[name],
        above: casesHref(asked, group, { mark: above }),
        below: casesHref(asked, group, below === undefined ? {} : { mark: below }),
      }));
    }),
  });
};
