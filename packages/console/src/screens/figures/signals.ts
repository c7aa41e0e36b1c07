import type { SignalRow } from '@phananh/core/read-models';
import { gamingSignals } from '@phananh/core/read-models';
import {
  askFor,
  parseQuery,
  signalNames,
  signalParameters,
  signalQueryFor,
  signalReaders,
} from '@phananh/http/pages';
import { agencyNames } from '../../cases/found.ts';
import { type Html, html } from '../../frame/html.ts';
import { kindName } from '../../words/kinds.ts';
import { nameOf } from '../../words/naming.ts';
import { dayText, momentText } from '../../words/time.ts';
import type { AskedFigures, FigureView } from './asked.ts';
import { asApi, withAll, without } from './query.ts';
import { figureWords } from './words.ts';

/** Where to look: signs that a clock was served. */
export const signalsView: FigureView = {
  name: 'signals',
  permission: signalReaders,
  fields: ['from', 'to', 'signal', 'agency', 'category', 'area', 'label'],
  show: async (asked) => {
    const { frame, visit, query, now } = asked;
    const { language } = visit;
    const words = figureWords[language];
    const path = `${frame.base}/figures/signals`;
    const question = signalQueryFor(
      parseQuery(signalParameters(frame.reports.policy.calendar.startOf), asApi(query)),
    );
    const page = await askFor(visit.request, (by) => frame.readModels.gamingSignals(question, by));
    const agencyName = agencyNames(asked.frame);
    const { nextCursor } = page;
    return {
      tables: [
        {
          name: 'signals',
          caption: words.signalsCaption,
          heads: 1,
          columns: [
            { kind: 'text', label: words.signal },
            { kind: 'count', label: words.signals, means: 'signals' },
            { kind: 'count', label: words.cases, means: 'signals' },
          ],
          rows: signalNames.map((signal) => {
            const href = `${path}?${withAll(without(query, ['cursor']), { signal })}#found`;
            const { signals, cases } = page.counts[signal];
            return [
              { kind: 'text', text: gamingSignals[signal][language] },
              { kind: 'count', value: signals, href },
              { kind: 'count', value: cases, href },
            ];
          }),
        },
        {
          name: 'found',
          caption: words.foundCaption,
          heads: 1,
          columns: [
            { kind: 'text', label: words.at },
            { kind: 'text', label: words.signal },
            { kind: 'text', label: words.groups.agency },
            { kind: 'text', label: words.groups.category },
            { kind: 'text', label: words.by },
            { kind: 'text', label: words.detail },
          ],
          rows: page.signals.map((row) => [
            {
              kind: 'text',
              text: momentText(row.at, language),
              href: `${frame.base}/cases/report/${row.reportId}`,
            },
            { kind: 'text', text: gamingSignals[row.signal][language] },
            { kind: 'text', text: row.agencyId === null ? words.none : agencyName(row.agencyId) },
            {
              kind: 'text',
              text: row.category === null ? words.none : asked.visit.called('category', row.category),
            },
            { kind: 'text', text: kindName(String(row.detail.by ?? ''), language) },
            { kind: 'text', text: detailText(asked, row) },
          ]),
        },
      ],
      drawn: html`<p class="note">${words.noVerdict}</p>`,
      below: nextPage(nextCursor, `${path}?`, query, words.next),
      meanings: ['signals'],
      asOf: now,
    };
  },
};

const nextPage = (cursor: string | undefined, path: string, query: URLSearchParams, text: string): Html =>
  cursor === undefined
    ? null
    : html`<p class="pages no-print"><a class="button second" rel="next" href=${path + withAll(query, { cursor })}>${text}</a></p>`;

/** What a signal is about, as far as it says something by itself. */
const detailText = ({ visit: { language } }: AskedFigures, { detail }: SignalRow): string => {
  const words = figureWords[language];
  const { clock, dueDay, minutesLeft, newDueDay } = detail;
  return [
    typeof clock === 'string' ? nameOf('clocks', clock, language) : '',
    typeof dueDay === 'string' ? words.dueOn(dayText(dueDay, language)) : '',
    typeof newDueDay === 'string' ? words.newDue(dayText(newDueDay, language)) : '',
    typeof minutesLeft === 'number' ? words.minutesLeft(String(minutesLeft)) : '',
  ]
    .filter((text) => text !== '')
    .join(' · ');
};
