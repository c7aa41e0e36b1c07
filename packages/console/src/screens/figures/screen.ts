import { NotFound } from '@phananh/core/engine';
import { officers } from '@phananh/http/pages';
import { tableCsv, tableHtml } from '../../drawing/figure-table.ts';
import { type Html, html } from '../../frame/html.ts';
import { queryOf } from '../../frame/query.ts';
import type { Frame, GoTo, Page, Screen, Visit } from '../../frame/screen.ts';
import { countText } from '../../words/numbers.ts';
import { momentText } from '../../words/time.ts';
import type { AskedFigures, FigureView, ShownFigures } from './asked.ts';
import { backlogView } from './backlog.ts';
import { casesPage } from './cases.ts';
import { askedList, figureFilter } from './filter-form.ts';
import { finesView, satisfactionView } from './happened.ts';
import { onTimeView } from './on-time.ts';
import { tidied, without } from './query.ts';
import { rankingView } from './ranking.ts';
import { signalsView } from './signals.ts';
import { figureWords } from './words.ts';

const views: readonly FigureView[] = [
  onTimeView,
  rankingView,
  satisfactionView,
  backlogView,
  finesView,
  signalsView,
];

/** Figures: each opens its cases and says what it means; drawn, as tables, on paper and as files, the same ones. */
export const figuresScreen: Screen = {
  menu: [
    {
      path: '/figures',
      permission: officers,
      group: 'figures',
      isTop: true,
      label: { en: figureWords.en.menu, vi: figureWords.vi.menu },
    },
  ],
  add: (frame) => {
    frame.page('/figures', officers, async () => ({ goTo: '/figures/on-time' }));
    for (const view of views) addView(frame, view);
    frame.page('/figures/cases', officers, (visit) => {
      const query = tidied(queryOf(visit.request));
      return casesPage({ frame, visit, query, now: frame.clock.now() });
    });
  },
};

const addView = (frame: Frame, view: FigureView): void => {
  const path = `/figures/${view.name}`;
  frame.page(path, view.permission, (visit) => pageOf(frame, view, visit));
  frame.file(`${path}/:table(^[A-Za-z0-9-]+).csv`, view.permission, async (visit, reply) => {
    const asked = askedBy(frame, view, visit);
    const { tables } = await view.show(asked);
    // By the path above, which Fastify does not carry into the type.
    const named = visit.request.params as { readonly table?: string };
    const table = tables.find(({ name }) => name === named.table);
    if (table === undefined) throw new NotFound('table', named.table ?? '');
    return reply
      .type('text/csv; charset=utf-8')
      .headers({
        'content-disposition': `attachment; filename="phananh-${view.name}-${table.name}.csv"`,
        'cache-control': 'private, no-store',
        'x-log-position': String(frame.readModels.position() ?? ''),
      })
      .send(tableCsv(table, visit.language));
  });
};

const askedBy = (frame: Frame, { initial = {} }: FigureView, visit: Visit): AskedFigures => {
  const query = tidied(queryOf(visit.request));
  for (const [name, value] of Object.entries(initial)) if (!query.has(name)) query.set(name, value);
  return { frame, visit, query, now: frame.clock.now() };
};

const pageOf = async (frame: Frame, view: FigureView, visit: Visit): Promise<Page | GoTo> => {
  const asked = askedBy(frame, view, visit);
  const { query } = asked;
  const path = `/figures/${view.name}`;
  if (query.toString() !== queryOf(visit.request).toString()) return { goTo: `${path}?${query}` };
  const words = figureWords[visit.language];
  const { tables, drawn, below, ...shown } = await view.show(asked);
  const url = frame.base + path;
  return {
    title: words.title(words.views[view.name]),
    under: '/figures',
    isWide: true,
    main: html`
      <h1>${words.views[view.name]}</h1>
      ${tabs(visit, view)}
      ${figureFilter(frame, visit, { path: url, fields: view.fields, query })}
      ${askedList(frame, visit, without(query, ['groupBy', 'cursor']))}
      ${cautions(frame, visit, shown)}
      ${drawn}
      ${tables.map((table) => tableHtml(table, visit, `${url}/${table.name}.csv?${query}`))}
      ${below}
      <section aria-labelledby="meanings"><h2 id="meanings">${words.meaningsTitle}</h2>
        <dl class="meanings">${shown.meanings.map((key) => html`<div id=${`means-${key}`}><dt>${nameOfMeaning(key, visit)}</dt><dd>${words.meanings[key]}</dd></div>`)}</dl>
      </section>
      <p class="fine">${provenance(frame, visit, shown)} <span class="no-print">${words.print}</span></p>
    `,
  };
};

const tabs = ({ base, actor, language }: Visit, current: FigureView): Html => {
  const words = figureWords[language];
  const mine = views.filter(({ permission }) => actor !== undefined && permission.includes(actor.kind));
  return html`<nav class="tabs no-print" aria-label=${words.kinds}><ul>${mine.map(
    (view) =>
      html`<li><a href=${`${base}/figures/${view.name}`} aria-current=${view === current ? 'page' : undefined}>${words.views[view.name]}</a></li>`,
  )}</ul></nav>`;
};

type Said = Omit<ShownFigures, 'tables' | 'drawn' | 'below'>;

/** What would mislead if nobody said it. */
const cautions = (
  { readModels }: Frame,
  { language }: Visit,
  { isRipe = true, overlaps = false }: Said,
): Html => {
  const words = figureWords[language];
  const { parkedReports, skippedEvents, deletedReports, missingReports } = readModels.gaps();
  const count = (one: number): string => countText(one, language);
  return html`
    ${parkedReports + skippedEvents === 0 ? null : html`<p class="note warn">${words.gaps(count(parkedReports), count(skippedEvents))}</p>`}
    ${deletedReports + missingReports === 0 ? null : html`<p class="note warn">${words.missing(count(deletedReports), count(missingReports))}</p>`}
    ${overlaps ? html`<p class="note">${words.overlaps}</p>` : null}
    ${isRipe ? null : html`<p class="note">${words.notRipe}</p>`}
  `;
};

const provenance = ({ readModels }: Frame, { language }: Visit, { asOf }: Said): string => {
  const position = readModels.position();
  return figureWords[language].provenance(
    momentText(asOf, language),
    position === undefined ? '–' : countText(position, language),
  );
};

const nameOfMeaning = (key: ShownFigures['meanings'][number], { language }: Visit): string => {
  const words = figureWords[language];
  const names: { readonly [key: string]: string } = {
    ...words.ratios,
    ...words.readings,
    ripe: words.ripe,
    rank: words.rank,
    interval: words.interval,
    charged: words.cases,
    cases: words.cases,
    verdicts: words.verdictsTitle,
    undecided: words.undecided,
    rated: words.rated,
    phases: words.phasesTitle,
    published: words.published,
    grades: `${words.satisfied}, ${words.acceptable}, ${words.unsatisfied}`,
    notRated: words.notRated,
    pending: words.pending,
    responseRate: words.responseRate,
    open: words.openCases,
    fines: words.finesCaption,
    signals: words.signalsCaption,
  };
  return names[key] ?? key;
};
