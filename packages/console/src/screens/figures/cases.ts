import { personalInCases } from '@phananh/core/read-models';
import { askFor, momentOf, parseQuery, slaCasesParameters, slaCasesQueryFor } from '@phananh/http/pages';
import { caseTable } from '../../cases/case-table.ts';
import { agencyNames } from '../../cases/found.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Page } from '../../frame/screen.ts';
import { countText } from '../../words/numbers.ts';
import type { AskedFigures } from './asked.ts';
import { askedList } from './filter-form.ts';
import { asApi, withAll } from './query.ts';
import { type FigureWords, figureWords } from './words.ts';

/** The cases behind a number. */
export const casesPage = async (asked: AskedFigures): Promise<Page> => {
  const { frame, visit, query, now } = asked;
  const { language, actor, base } = visit;
  if (actor === undefined) throw new TypeError('cases are seen by somebody');
  const words = figureWords[language];
  const question = slaCasesQueryFor(
    actor,
    parseQuery(slaCasesParameters(frame.reports.policy.calendar.startOf), asApi(query)),
    now,
  );
  const { cases, nextCursor } = await askFor(visit.request, (by) => frame.readModels.slaCases(question, by));
  return {
    title: words.casesTitle,
    under: '/figures',
    isWide: true,
    shows: [personalInCases(cases, actor.kind)],
    main: html`
      <h1>${words.casesTitle}</h1>
      ${askedList(frame, visit, query)}
      <p class="fine">${words.casesOnPage(countText(cases.length, language), nextCursor !== undefined)}. ${words.casesLead} ${query.has('happened') ? `${words.casesOnce} ` : ''}${words.casesFewer}</p>
      ${
        cases.length === 0
          ? html`<div class="empty"><h2>${words.nothing}</h2></div>`
          : caseTable(visit, {
              cases,
              now: momentOf(question),
              agencyName: agencyNames(asked.frame),
              hrefOf: ({ reportId }) => `${base}/cases/report/${reportId}`,
            })
      }
      ${pages(asked, nextCursor)}
      <section aria-labelledby="meanings"><h2 id="meanings">${words.meaningsTitle}</h2>
        <dl class="meanings">${meaningsOf(query, words).map(
          ({ key, title }) =>
            html`<div id=${`means-${key}`}><dt>${title}</dt><dd>${words.meanings[key]}</dd></div>`,
        )}</dl>
      </section>
    `,
  };
};

/** What the list was asked by: the verdicts of its column, and the reading that is meant. */
const meaningsOf = (
  query: URLSearchParams,
  words: FigureWords,
): readonly { readonly key: keyof FigureWords['meanings']; readonly title: string }[] => {
  const happened = query.get('happened')?.split(',');
  const isOriginal = query.has('againstOriginal');
  return [
    ...(happened === undefined
      ? [{ key: 'cases', title: words.cases } as const]
      : happened.includes('published')
        ? [{ key: 'published', title: words.published } as const]
        : [{ key: 'fines', title: words.finesCaption } as const]),
    ...(query.has('phase') ? [{ key: 'phases', title: words.phasesTitle } as const] : []),
    { key: 'verdicts', title: words.verdictsTitle },
    isOriginal
      ? { key: 'original', title: words.readings.original }
      : { key: 'inForce', title: words.readings.inForce },
  ];
};

const pages = ({ visit, query }: AskedFigures, cursor: string | undefined): Html => {
  const words = figureWords[visit.language];
  return html`<p class="pages no-print">
    <a class="button second" href=${`${visit.base}/figures`}>${words.back}</a>
    ${cursor === undefined ? null : html`<a class="button second" rel="next" href=${`${visit.base}/figures/cases?${withAll(query, { cursor })}`}>${words.next}</a>`}
  </p>`;
};
