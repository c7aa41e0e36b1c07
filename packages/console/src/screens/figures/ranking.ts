import type { RankedAgency } from '@phananh/core/read-models';
import {
  askFor,
  momentOf,
  officers,
  parseQuery,
  rankingParameters,
  rankingQueryFor,
} from '@phananh/http/pages';
import { barChart } from '../../drawing/charts.ts';
import { type FigureTable, intervalText } from '../../drawing/figure-table.ts';
import { nameIn } from '../../words/naming.ts';
import { shareText } from '../../words/numbers.ts';
import { type AskedFigures, casesHref, type FigureView, groupText } from './asked.ts';
import { onTimeCases, type Reading } from './on-time-cases.ts';
import { asApi } from './query.ts';
import { figureWords } from './words.ts';

/** Agencies in the order of an on-time ratio, with how sure it is. */
export const rankingView: FigureView = {
  name: 'ranking',
  permission: officers,
  fields: [
    'from',
    'to',
    'ratio',
    'reading',
    'minimumCases',
    'period',
    'cohort',
    'clock',
    'round',
    'category',
    'area',
    'label',
    'channel',
    'priority',
    'asOf',
    'knownAt',
  ],
  show: async (asked) => {
    const { frame, visit, query, now } = asked;
    const { language } = visit;
    const words = figureWords[language];
    const parsed = parseQuery(rankingParameters(frame.reports.policy.calendar.startOf), asApi(query));
    const question = rankingQueryFor(parsed, now);
    const ranking = await askFor(visit.request, (by) => frame.readModels.ranking(question, by));
    const { ratio, minimumCases } = ranking.method;
    const [period] = question.groupBy ?? [];
    const reading: Reading = ranking.method.reading === 'original' ? 'original' : 'inForce';
    const formula = `${words.ratios[ratio]}, ${words.readings[reading]}`;
    const ranked = ranking.agencies.filter(({ rank }) => rank !== null);
    const tableOf = (agencies: readonly RankedAgency[], name: string, caption: string, within = {}) =>
      rankingTable(asked, agencies, { name, caption, within, formula, ratio, reading });
    return {
      tables: [
        tableOf(ranking.agencies, 'agencies', words.rankingCaption),
        ...(ranking.groups ?? []).map(({ group, agencies }) =>
          tableOf(
            agencies,
            `agencies-${period === undefined ? '' : group[period]}`,
            period === undefined
              ? words.rankingCaption
              : groupText(period, group[period], { visit, agencyName: (id) => id }),
            group,
          ),
        ),
      ],
      ...(ranked.length > 0 && {
        drawn: barChart(
          ranked.map(({ rank, name, agencyId, ratio: { value }, interval }) => ({
            label: `${rank}. ${name ?? agencyId}`,
            value: `${value === null ? '–' : shareText(value, language)} (${intervalText(interval, language)})`,
            bars: [{ series: 'first', share: value, interval }],
          })),
          { title: formula, legend: [], note: words.intervalNote(String(minimumCases)) },
        ),
      }),
      meanings: [ratio, reading, 'interval', 'rank', 'charged', 'undecided'],
      asOf: momentOf(question),
      isRipe: ranking.ripe,
    };
  },
};

const rankingTable = (
  asked: AskedFigures,
  agencies: readonly RankedAgency[],
  {
    name,
    caption,
    within,
    formula,
    ratio,
    reading,
  }: {
    readonly name: string;
    readonly caption: string;
    readonly within: { readonly [group: string]: string | null };
    readonly formula: string;
    readonly ratio: 'onTimeOfDecided' | 'onTimeOfDue' | 'onTimeOfAll';
    readonly reading: Reading;
  },
): FigureTable => {
  const { language } = asked.visit;
  const words = figureWords[language];
  return {
    name,
    caption,
    heads: 2,
    columns: [
      { kind: 'text', label: words.rank, means: 'rank' },
      { kind: 'text', label: words.groups.agency },
      { kind: 'text', label: words.groups.agencyKind },
      { kind: 'share', label: formula, means: ratio },
      { kind: 'interval', label: words.interval, means: 'interval' },
      { kind: 'count', label: words.cases, means: 'charged' },
      { kind: 'count', label: words.undecided, means: 'undecided' },
    ],
    rows: agencies.map((agency) => {
      const group = { ...within, agency: agency.agencyId };
      return [
        { kind: 'text', text: agency.rank === null ? words.tooFew : String(agency.rank) },
        { kind: 'text', text: agency.name ?? agency.agencyId },
        { kind: 'text', text: agency.kind === null ? '' : nameIn('agency', 'values', agency.kind, language) },
        {
          kind: 'share',
          ratio: agency.ratio,
          ...onTimeCases(asked, group, { ratio, reading }),
        },
        { kind: 'interval', interval: agency.interval },
        { kind: 'count', value: agency.cases, href: casesHref(asked, group) },
        {
          kind: 'count',
          value: agency.open,
          href: casesHref(asked, group, { verdict: 'open,overdue,paused' }),
        },
      ];
    }),
  };
};
