import type { PenaltyFigures, SatisfactionFigures, SlaGroup } from '@phananh/core/read-models';
import {
  askFor,
  happenedParameters,
  happenedQueryFor,
  momentOf,
  officers,
  parseQuery,
} from '@phananh/http/pages';
import type { Html } from '../../frame/html.ts';
import { moneyText, shareText, wholeShareText } from '../../words/numbers.ts';
import { agencyNames } from '../case/found.ts';
import {
  type AskedFigures,
  type FigureView,
  type FilterField,
  groupCells,
  groupColumns,
  groupText,
  inOrder,
  isPeriod,
  newestFirst,
  shortText,
} from './asked.ts';
import { barChart, lineChart } from './charts.ts';
import { asApi } from './query.ts';
import { figureWords } from './words.ts';

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

/** What the citizens say of it. */
export const satisfactionView: FigureView = {
  name: 'satisfaction',
  permission: officers,
  fields,
  initial: { groupBy: 'month' },
  show: async (asked) => {
    const { frame, visit } = asked;
    const words = figureWords[visit.language];
    const question = questionOf(asked);
    const { groupBy = [] } = question;
    const found = await askFor(visit.request, (by) => frame.readModels.satisfaction(question, by));
    const rows = inOrder(found, groupBy);
    return {
      tables: [
        {
          name: 'satisfaction',
          caption: words.satisfactionCaption,
          heads: groupBy.length,
          columns: [
            ...groupColumns(groupBy, visit.language),
            { kind: 'count', label: words.published, means: 'published' },
            { kind: 'count', label: words.rated },
            { kind: 'count', label: words.notRated, means: 'notRated' },
            { kind: 'count', label: words.pending, means: 'pending' },
            { kind: 'share', label: words.satisfied, means: 'grades' },
            { kind: 'share', label: words.acceptable, means: 'grades' },
            { kind: 'share', label: words.unsatisfied, means: 'grades' },
            { kind: 'share', label: words.responseRate, means: 'responseRate' },
          ],
          rows: newestFirst(rows, groupBy).map((row) => [
            ...groupCells(asked, row.group, groupBy),
            { kind: 'count', value: row.published },
            { kind: 'count', value: row.rated },
            { kind: 'count', value: row.notRated },
            { kind: 'count', value: row.pending },
            { kind: 'share', ratio: row.satisfied },
            { kind: 'share', ratio: row.acceptable },
            { kind: 'share', ratio: row.unsatisfied },
            { kind: 'share', ratio: row.responseRate },
          ]),
        },
      ],
      drawn: grades(asked, rows, groupBy),
      meanings: ['published', 'grades', 'notRated', 'pending', 'responseRate', 'ripe'],
      asOf: momentOf(question),
      isRipe: rows.every(({ ripe }) => ripe),
      overlaps: groupBy.includes('label'),
    };
  },
};

const grades = (
  asked: AskedFigures,
  rows: readonly SatisfactionFigures[],
  groupBy: readonly SlaGroup[],
): Html => {
  const { language } = asked.visit;
  const words = figureWords[language];
  const rated = rows.filter((row) => row.rated > 0);
  const [only] = groupBy;
  if (rated.length === 0 || groupBy.length > 1) return null;
  if (only !== undefined && isPeriod(only) && rows.length > 1)
    return lineChart(
      [
        { series: 'first', values: rows.map(({ satisfied }) => satisfied.value) },
        { series: 'second', values: rows.map(({ unsatisfied }) => unsatisfied.value) },
      ],
      {
        labels: rows.map(({ group }) => shortText(only, group[only])),
        top: 1,
        textOf: (value) => wholeShareText(value, language),
      },
      {
        title: words.satisfactionCaption,
        legend: [
          { series: 'first', label: words.satisfied },
          { series: 'second', label: words.unsatisfied },
        ],
      },
    );
  return barChart(
    rated.map((row) => ({
      label: labelOf(asked, row, groupBy),
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

/** Fines imposed less revoked. */
export const finesView: FigureView = {
  name: 'fines',
  permission: officers,
  fields,
  initial: { groupBy: 'month' },
  show: async (asked) => {
    const { frame, visit } = asked;
    const words = figureWords[visit.language];
    const question = questionOf(asked);
    const { groupBy = [] } = question;
    const found = await askFor(visit.request, (by) => frame.readModels.penalties(question, by));
    const rows = inOrder(found, groupBy);
    return {
      tables: [
        {
          name: 'fines',
          caption: words.finesCaption,
          heads: groupBy.length,
          columns: [
            ...groupColumns(groupBy, visit.language),
            { kind: 'count', label: words.imposed, means: 'fines' },
            { kind: 'money', label: words.imposedAmount },
            { kind: 'count', label: words.revoked, means: 'fines' },
            { kind: 'money', label: words.revokedAmount },
            { kind: 'money', label: words.netAmount, means: 'fines' },
          ],
          rows: newestFirst(rows, groupBy).map((row) => [
            ...groupCells(asked, row.group, groupBy),
            { kind: 'count', value: row.imposed.decisions },
            { kind: 'money', value: row.imposed.amount },
            { kind: 'count', value: row.revoked.decisions },
            { kind: 'money', value: row.revoked.amount },
            { kind: 'money', value: row.amount },
          ]),
        },
      ],
      drawn: amounts(asked, rows, groupBy),
      meanings: ['fines'],
      asOf: momentOf(question),
      overlaps: groupBy.includes('label'),
    };
  },
};

const amounts = (
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
      label: labelOf(asked, row, groupBy),
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

const labelOf = (
  asked: AskedFigures,
  { group }: Pick<PenaltyFigures, 'group'>,
  [only]: readonly SlaGroup[],
): string => {
  const { language } = asked.visit;
  return only === undefined
    ? figureWords[language].inAll
    : groupText(only, group[only], { language, agencyName: agencyNames(asked.frame) });
};
