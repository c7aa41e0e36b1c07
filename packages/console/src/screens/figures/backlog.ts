import type { Instant, SlaPolicy } from '@phananh/core';
import type { BacklogDay } from '@phananh/core/read-models';
import {
  askFor,
  backlogParameters,
  backlogQueryFor,
  momentOf,
  officers,
  parseQuery,
} from '@phananh/http/pages';
import { lineChart, roundTop } from '../../drawing/charts.ts';
import { nameOf } from '../../words/naming.ts';
import { countText } from '../../words/numbers.ts';
import { dayText, shortDayText } from '../../words/time.ts';
import { casesHref, type FigureView } from './asked.ts';
import { asApi, withAll, without } from './query.ts';
import { figureWords } from './words.ts';

/** What was open at the end of each day. */
export const backlogView: FigureView = {
  name: 'backlog',
  permission: officers,
  fields: ['day-from', 'day-to', 'agencyId', 'label', 'asOf', 'knownAt'],
  show: async (asked) => {
    const { frame, visit, query, now } = asked;
    const { language } = visit;
    const words = figureWords[language];
    const question = backlogQueryFor(
      parseQuery(backlogParameters(), asApi(query)),
      now,
      frame.reports.policy.calendar,
    );
    const days = await askFor(visit.request, (by) => frame.readModels.backlog(question, by));
    const phases = [...new Set(days.flatMap((day) => Object.keys(day.phases)))];
    /** The cases of a day as they were at its end: what had them then, and what labels they had. */
    const casesOf = (day: string, which: { readonly verdict?: string; readonly phase?: string }) => {
      const asOf = endOf(day, momentOf(question), frame.reports.policy.calendar);
      return casesHref({ ...asked, query: withAll(ofCases(query), { asOf }) }, {}, which);
    };
    const openOf = (day: string): string | undefined => casesOf(day, { phase: phases.join(',') });
    const values = (of: (day: BacklogDay) => number): readonly number[] => days.map(of);
    return {
      tables: [
        {
          name: 'backlog',
          caption: words.backlogCaption,
          heads: 1,
          columns: [
            { kind: 'text', label: words.groups.day },
            { kind: 'count', label: words.openCases, means: 'open' },
            { kind: 'count', label: nameOf('verdicts', 'overdue', language), means: 'verdicts' },
            { kind: 'count', label: nameOf('verdicts', 'paused', language), means: 'verdicts' },
            ...phases.map(
              (phase) =>
                ({ kind: 'count', label: nameOf('phases', phase, language), means: 'phases' }) as const,
            ),
          ],
          rows: days
            .map((day) => [
              { kind: 'text', text: dayText(day.day, language) } as const,
              { kind: 'count', value: day.open, href: openOf(day.day) } as const,
              { kind: 'count', value: day.overdue, href: casesOf(day.day, { verdict: 'overdue' }) } as const,
              { kind: 'count', value: day.paused, href: casesOf(day.day, { verdict: 'paused' }) } as const,
              ...phases.map(
                (phase) =>
                  ({
                    kind: 'count',
                    value: day.phases[phase]?.open ?? 0,
                    href: casesOf(day.day, { phase }),
                  }) as const,
              ),
            ])
            .toReversed(),
        },
      ],
      ...(days.length > 1 && {
        drawn: lineChart(
          [
            { series: 'first', values: values(({ open }) => open) },
            { series: 'second', values: values(({ overdue }) => overdue) },
            { series: 'third', values: values(({ paused }) => paused) },
          ],
          {
            labels: days.map(({ day }) => shortDayText(day)),
            top: roundTop(values(({ open }) => open)),
            textOf: (value) => countText(Math.round(value), language),
          },
          {
            title: words.backlogCaption,
            legend: [
              { series: 'first', label: words.openCases },
              { series: 'second', label: nameOf('verdicts', 'overdue', language) },
              { series: 'third', label: nameOf('verdicts', 'paused', language) },
            ],
          },
        ),
      }),
      meanings: ['open', 'verdicts', 'phases'],
      asOf: momentOf(question),
    };
  },
};

/** What of the question says which cases: without its days, and with an agency as lists of cases name it. */
const ofCases = (query: URLSearchParams): URLSearchParams =>
  new URLSearchParams(
    [...without(query, ['from', 'to'])].map(([name, value]): [string, string] =>
      name === 'agencyId' ? ['agency', value] : [name, value === 'agencyId' ? 'agency' : value],
    ),
  );

/** The last moment of a day, but none after the one that figures are of. */
const endOf = (day: string, most: Instant, { startOf, addCalendarDays }: SlaPolicy['calendar']): Instant => {
  const end = new Date(Date.parse(startOf(addCalendarDays(day, 1))) - 1).toISOString();
  return end < most ? end : most;
};
