import type {
  GroupKey,
  Happening,
  PenaltyFigures,
  RoundGrade,
  SatisfactionFigures,
  SlaGroup,
} from '@phananh/core/read-models';
import {
  askFor,
  happenedParameters,
  happenedQueryFor,
  momentOf,
  officers,
  parseQuery,
} from '@phananh/http/pages';
import { barChart } from '../../drawing/charts.ts';
import type { Html } from '../../frame/html.ts';
import { moneyText, shareText } from '../../words/numbers.ts';
import {
  type AskedFigures,
  casesHref,
  type FigureView,
  type FilterField,
  inOrder,
  isPeriod,
  newestFirst,
  type ShownFigures,
} from './asked.ts';
import {
  amounts,
  counts,
  type FigureColumn,
  type Grouped,
  groupedTable,
  rowLabel,
  shares,
  sharesOverTime,
} from './grouped.ts';
import { asApi } from './query.ts';
import { type FigureWords, figureWords } from './words.ts';

/** Figures of what happened in a time: grades, and fines. */

const fields: readonly FilterField[] = [
  'from',
  'to',
  'groupBy',
  'agency',
  'category',
  'area',
  'label',
  'channel',
  'priority',
  'asOf',
  'knownAt',
];

const questionOf = ({ frame, query, now }: AskedFigures) =>
  happenedQueryFor(parseQuery(happenedParameters(frame.reports.policy.calendar.startOf), asApi(query)), now);

/** Where the cases of a group are of which a round was published in the time: those with these grades, or all. */
const roundsHref =
  (asked: AskedFigures, ...grades: readonly RoundGrade[]) =>
  ({ group }: SatisfactionFigures): string | undefined =>
    casesHref(asked, group, {
      happened: 'published',
      ...(grades.length > 0 && { grade: grades.join(',') }),
    });

/** Where the cases of a group are of which there are such decisions in the time; none where there is no decision. */
const finesHref =
  (asked: AskedFigures, ...happened: readonly Happening[]) =>
  ({ group, imposed, revoked }: PenaltyFigures): string | undefined => {
    const decisions =
      (happened.includes('fined') ? imposed.decisions : 0) +
      (happened.includes('fine-revoked') ? revoked.decisions : 0);
    return decisions === 0 ? undefined : casesHref(asked, group, { happened: happened.join(',') });
  };

const rated = ['satisfied', 'acceptable', 'unsatisfied'] as const satisfies readonly RoundGrade[];

/** Figures by groups of time or of anything else: a table of them, and what is drawn of it. */
const happenedView = <Row extends { readonly group: GroupKey }>(
  name: 'satisfaction' | 'fines',
  find: (asked: AskedFigures) => Promise<readonly Row[]>,
  shownOf: (
    grouped: Grouped<Row>,
    words: FigureWords,
  ) => Pick<ShownFigures, 'drawn' | 'meanings' | 'isRipe'> & {
    readonly caption: string;
    readonly columns: readonly FigureColumn<Row>[];
  },
): FigureView => ({
  name,
  permission: officers,
  fields,
  initial: { groupBy: 'month' },
  show: async (asked) => {
    const question = questionOf(asked);
    const { groupBy = [] } = question;
    const rows = inOrder(await find(asked), groupBy);
    const { caption, columns, ...shown } = shownOf(
      { asked, groupBy, rows },
      figureWords[asked.visit.language],
    );
    return {
      tables: [
        groupedTable({ asked, groupBy, rows: newestFirst(rows, groupBy) }, { name, caption, columns }),
      ],
      ...shown,
      asOf: momentOf(question),
      overlaps: groupBy.includes('label'),
    };
  },
});

const gradesDrawn = (
  asked: AskedFigures,
  rows: readonly SatisfactionFigures[],
  groupBy: readonly SlaGroup[],
): Html => {
  const { language } = asked.visit;
  const words = figureWords[language];
  const graded = rows.filter((row) => row.rated > 0);
  const [only] = groupBy;
  if (graded.length === 0 || groupBy.length > 1) return null;
  if (only !== undefined && isPeriod(only) && rows.length > 1)
    return sharesOverTime(
      { asked, rows },
      only,
      [
        { series: 'first', shareOf: ({ satisfied }) => satisfied.value },
        { series: 'second', shareOf: ({ unsatisfied }) => unsatisfied.value },
      ],
      {
        title: words.satisfactionCaption,
        legend: [
          { series: 'first', label: words.satisfied },
          { series: 'second', label: words.unsatisfied },
        ],
      },
    );
  return barChart(
    graded.map((row) => ({
      label: rowLabel(asked, row, groupBy),
      value: words.satisfiedShare(
        row.satisfied.value === null ? '–' : shareText(row.satisfied.value, language),
      ),
      isStacked: true,
      bars: [
        { series: 'first', share: row.satisfied.value },
        { series: 'third', share: row.acceptable.value },
        { series: 'second', share: row.unsatisfied.value },
      ],
    })),
    {
      title: words.satisfactionCaption,
      legend: [
        { series: 'first', label: words.satisfied },
        { series: 'third', label: words.acceptable },
        { series: 'second', label: words.unsatisfied },
      ],
    },
  );
};

const finesDrawn = (
  asked: AskedFigures,
  rows: readonly PenaltyFigures[],
  groupBy: readonly SlaGroup[],
): Html => {
  const { language } = asked.visit;
  const words = figureWords[language];
  const most = Math.max(0, ...rows.flatMap(({ imposed, revoked }) => [imposed.amount, revoked.amount]));
  if (most === 0 || groupBy.length > 1) return null;
  return barChart(
    rows.map((row) => ({
      label: rowLabel(asked, row, groupBy),
      value: moneyText(row.amount, language),
      bars: [
        { series: 'first', share: row.imposed.amount / most },
        { series: 'second', share: row.revoked.amount / most },
      ],
    })),
    {
      title: words.finesCaption,
      legend: [
        { series: 'first', label: words.imposedAmount },
        { series: 'second', label: words.revokedAmount },
      ],
    },
  );
};

/** What the citizens say of it. */
export const satisfactionView = happenedView<SatisfactionFigures>(
  'satisfaction',
  (asked) => askFor(asked.visit.request, (by) => asked.frame.readModels.satisfaction(questionOf(asked), by)),
  ({ asked, groupBy, rows }, words) => ({
    caption: words.satisfactionCaption,
    columns: [
      counts(words.published, ({ published }) => published, {
        means: 'published',
        href: roundsHref(asked),
      }),
      counts(words.rated, ({ rated }) => rated, {
        means: 'rated',
        href: roundsHref(asked, ...rated),
      }),
      counts(words.notRated, ({ notRated }) => notRated, {
        means: 'notRated',
        href: roundsHref(asked, 'not-rated'),
      }),
      counts(words.pending, ({ pending }) => pending, {
        means: 'pending',
        href: roundsHref(asked, 'pending'),
      }),
      shares(words.satisfied, 'grades', (row) => ({
        ratio: row.satisfied,
        above: roundsHref(asked, 'satisfied')(row),
        below: roundsHref(asked, ...rated)(row),
      })),
      shares(words.acceptable, 'grades', (row) => ({
        ratio: row.acceptable,
        above: roundsHref(asked, 'acceptable')(row),
        below: roundsHref(asked, ...rated)(row),
      })),
      shares(words.unsatisfied, 'grades', (row) => ({
        ratio: row.unsatisfied,
        above: roundsHref(asked, 'unsatisfied')(row),
        below: roundsHref(asked, ...rated)(row),
      })),
      shares(words.responseRate, 'responseRate', (row) => ({
        ratio: row.responseRate,
        above: roundsHref(asked, ...rated)(row),
        below: roundsHref(asked)(row),
      })),
    ],
    drawn: gradesDrawn(asked, rows, groupBy),
    meanings: ['published', 'rated', 'grades', 'notRated', 'pending', 'responseRate', 'ripe'],
    isRipe: rows.every(({ ripe }) => ripe),
  }),
);

/** Fines imposed less revoked. */
export const finesView = happenedView<PenaltyFigures>(
  'fines',
  (asked) => askFor(asked.visit.request, (by) => asked.frame.readModels.penalties(questionOf(asked), by)),
  ({ asked, groupBy, rows }, words) => ({
    caption: words.finesCaption,
    columns: [
      counts(words.imposed, ({ imposed }) => imposed.decisions, {
        means: 'fines',
        href: finesHref(asked, 'fined'),
      }),
      amounts(words.imposedAmount, ({ imposed }) => imposed.amount, {
        means: 'fines',
        href: finesHref(asked, 'fined'),
      }),
      counts(words.revoked, ({ revoked }) => revoked.decisions, {
        means: 'fines',
        href: finesHref(asked, 'fine-revoked'),
      }),
      amounts(words.revokedAmount, ({ revoked }) => revoked.amount, {
        means: 'fines',
        href: finesHref(asked, 'fine-revoked'),
      }),
      amounts(words.netAmount, ({ amount }) => amount, {
        means: 'fines',
        href: finesHref(asked, 'fined', 'fine-revoked'),
      }),
    ],
    drawn: finesDrawn(asked, rows, groupBy),
    meanings: ['fines'],
  }),
);
