import type { JsonObject } from '@phananh/core';
import { type EventView, historyPage, isErased, streamOf } from '@phananh/core/engine';
import { personalInEvents, personalInState } from '@phananh/core/privacy';
import { readInTurns, type TransparencyLog } from '@phananh/http/pages';
import type { ShowAbove } from '../../cases/beside.ts';
import { agencyNames, type FoundCase, findCase, paramsOf, visitOfWorkflow } from '../../cases/found.ts';
import { isGrave } from '../../cases/grave.ts';
import type { ShowOwnReport } from '../../cases/own-report.ts';
import { receiptLine, receiptRoute } from '../../cases/receipt.ts';
import { labelOf } from '../../cases/told.ts';
import { type Html, html } from '../../frame/html.ts';
import { island } from '../../frame/island.ts';
import { verdictBadge, written } from '../../frame/look.ts';
import { queryOf } from '../../frame/query.ts';
import type { Frame, Giver, Page, Screen, Visit } from '../../frame/screen.ts';
import { nameHere, nameIn, nameOf } from '../../words/naming.ts';
import { dayText, momentText } from '../../words/time.ts';
import { clocksOf } from './clocks.ts';
import { commandForm, creationForm } from './command-form.ts';
import { factsOf, resultOf } from './facts.ts';
import { giveCommand } from './give-command.ts';
import { answerPhotosPath, isOfReporter } from './kept-answer.ts';
import { axisIn, lanesOf } from './lanes.ts';
import { type Lookers, lookersInMemory, type SeenBefore } from './lookers.ts';
import { neighboursOf, withinOf, withinQuery } from './neighbours.ts';
import { photoRoute, photosOf } from './photos.ts';
import { noteOpened, presenceLine, presenceRoute } from './presence.ts';
import { relatedTo } from './related.ts';
import { caseWords } from './words.ts';

/** Most events of a history on one page. */
const mostEvents = 200;

/** Of what other screens or the host give, what cases need. */
interface Given {
  readonly log: TransparencyLog | undefined;
  readonly showOwn: ShowOwnReport;
  readonly showAbove: ShowAbove;
}

/** A subject of any workflow: what it is, by when it is due and why, what can be done now, who did what. */
export const caseScreen = ({ log, ...shown }: Given): Screen => ({
  menu: [],
  add: (frame) => {
    const { reports, workflows } = frame;
    const kinds = [
      reports.handler,
      reports.agencies.handler,
      ...workflows.map(({ handler }) => handler),
    ].flatMap(({ workflow }) => Object.keys(workflow.actorKinds));
    const permission = [...new Set(kinds)].filter((kind) => kind !== 'system');
    const lookers = lookersInMemory(() => Date.parse(frame.clock.now()));
    frame.page('/cases/:workflow/:id', permission, (visit) =>
      casePage(frame, visit, { lookers, log, ...shown }),
    );
    presenceRoute(frame, lookers, permission);
    frame.form({
      path: '/cases/:workflow/:id/do/:command',
      permission,
      counted: 'upload',
      giverOf: (visit) => giverOf(visit),
      show: (visit, filled) => commandForm(frame, visit, filled),
      act: (visit, values) => giveCommand(frame, visit, values),
    });
    if (frame.evidence !== undefined)
      frame.photos(
        answerPhotosPath,
        {
          permission: ['citizen'],
          giverOf: (visit) => (isOfReporter(visit, paramsOf(visit).workflow) ? giverOf(visit) : undefined),
        },
        () => ({}),
      );
    frame.form({
      path: '/cases/:workflow/new/:command',
      permission,
      counted: 'creation',
      show: (visit, filled) => creationForm(frame, visit, filled),
      act: (visit, values) => giveCommand(frame, visit, values),
    });
    photoRoute(frame, permission);
    if (log !== undefined) receiptRoute(frame, log);
  },
});

const casePage = async (
  frame: Frame,
  looking: Visit,
  { lookers, log, showOwn, showAbove }: Given & { readonly lookers: Lookers },
): Promise<Page> => {
  const visit = visitOfWorkflow(looking);
  const { language, request } = visit;
  const words = caseWords[language];
  const one = await findCase(frame, visit);
  const { view, id, handler, found, workflow } = one;
  const isReport = workflow === 'report';
  const agencyName = agencyNames(frame);
  const { events } = await readInTurns(request, (how) =>
    historyPage(handler, found, {
      fromRevision: Math.max(0, view.revision - mostEvents + 1),
      limit: mostEvents,
      ...how,
    }),
  );
  const query = queryOf(request);
  const done = query.get('done');
  const sent = query.get('sent');
  const before = noteOpened(lookers, visit, one);
  const clocks = isReport ? await clocksOf(frame, visit, id) : null;
  const related = isReport ? await relatedTo(frame, visit, one) : undefined;
  const fields = [
    ...personalInState(handler.workflow, found.audience, view),
    ...personalInEvents(handler.workflow, found.audience, events),
    // Why a clock stands or ended may be in the words of a citizen.
    ...(clocks === null ? [] : ['reason']),
  ];
  const doneNote =
    done === null || !Object.hasOwn(handler.workflow.commands, done)
      ? null
      : html`<p class="note good" role="status">${words.done(nameIn(workflow, 'commands', done, language))}</p>`;
  const title = words.title(labelOf(view, id));
  if (isReport && found.audience === 'reporter')
    return {
      title,
      under: '/work',
      shows: [{ of: [streamOf(handler.workflow, id)], fields: [...new Set(fields)] }],
      main: await showOwn(frame, visit, {
        one,
        events,
        clocks,
        done: html`${doneNote}${sent === null || doneNote === null ? null : island('sent', { key: sent }, null)}`,
        receipt: await receiptLine(frame, visit, { log, id }),
      }),
    };
  const above = showAbove(visit, one);
  return {
    title,
    under: menuPathOf(frame, workflow),
    isWide: true,
    shows: [
      { of: [streamOf(handler.workflow, id)], fields: [...new Set(fields)] },
      ...(related?.shows ?? []),
    ],
    main: html`
      ${await neighboursOf(frame, visit, id)}
      ${doneNote}
      ${presenceLine(frame, lookers, visit, one)} ${newsSince(visit, before, events)}
      <div class="case">
        <div class="head">
          ${headerOf(visit, one)} ${above?.main ?? null} ${isReport ? textOf(view, visit) : null}
          ${frame.evidence === undefined ? null : await photosOf(frame, visit, one)} ${isReport ? resultOf(view, visit, agencyName) : null}
        </div>
        <aside>${actionsOf(visit, one, above?.offers)} ${factsOf(visit, one, agencyName)}</aside>
        <div class="rest">
          ${clocks}
          <section aria-labelledby="history">
            <h2 id="history">${words.history}</h2>
            ${lanesOf(visit, events, {
              axis: axisIn(query),
              hrefOf: (axis) => withTime(request, axis),
              seen: before?.revision,
              agencyName,
            })}
            ${view.revision >= mostEvents ? html`<p class="fine">${words.moreHistory}</p>` : null}
          </section>
        </div>
      </div>
      ${related?.main ?? null}
    `,
  };
};

/** The same page, by another order of its history. */
const withTime = ({ url }: Visit['request'], axis: string): string => {
  const [path = '', search = ''] = url.split('?', 2);
  const query = new URLSearchParams(search);
  query.delete('done');
  query.delete('sent');
  query.set('time', axis);
  return `${path}?${query}#history`;
};

/** What others did since who looks last looked, as far as this host remembers. */
const newsSince = (visit: Visit, before: SeenBefore | undefined, events: readonly EventView[]): Html => {
  if (before === undefined) return null;
  const { language, actor } = visit;
  const fresh = events.filter(({ revision }) => revision > before.revision);
  const isOwn = ({ actor: who }: EventView): boolean => who.kind === actor?.kind && who.id === actor?.id;
  const [first] = fresh;
  if (first === undefined || fresh.every(isOwn)) return null;
  const words = caseWords[language];
  const when = momentText(new Date(before.at).toISOString(), language);
  const what = [...new Set(fresh.map(({ type }) => nameHere(visit, 'events', type)))].join(', ');
  return html`<p class="note no-print"><a href=${`#event-${first.revision}`}>${words.sinceLooked(String(fresh.length), when)}</a> ${what}. <span class="fine">${words.inMemory}</span></p>`;
};

/** The list that a case is of, as the menu has it. */
const menuPathOf = ({ workflows }: Frame, workflow: string): string => {
  if (workflow === 'agency') return '/agencies';
  const lists = workflows.find(({ handler }) => handler.workflow.name === workflow)?.hosted.lists ?? {};
  const [list] = Object.keys(lists);
  return list === undefined ? '/work' : `/work/${list}`;
};

/** What a case is called before its number: a report by its category, others by their name, else by what kind they are. */
const nameOfCase = ({ language, called }: Visit, { view, workflow }: FoundCase): string | undefined => {
  const { category, name, kind } = view;
  if (workflow === 'report') return typeof category === 'string' ? called('category', category) : undefined;
  if (typeof name === 'string' && name !== '') return name;
  return typeof kind === 'string' ? nameIn(workflow, 'values', kind, language) : undefined;
};

const headerOf = (visit: Visit, one: FoundCase): Html => {
  const { language } = visit;
  const { view, id, workflow, handler } = one;
  const name = nameOfCase(visit, one);
  const { phase, priority, verdicts, dueDay, awaitingInformation } = view;
  // Of a report the verdict beside it says that.
  const isOver = workflow !== 'report' && handler.workflow.phases[String(phase)]?.final === true;
  const final =
    typeof verdicts === 'object' && verdicts !== null && 'final' in verdicts ? verdicts.final : undefined;
  const verdict =
    typeof final === 'object' && final !== null && 'verdict' in final ? String(final.verdict) : null;
  return html`
    <header class="case-head">
      <h1>${name ?? labelOf(view, id)} <span class="number">${name === undefined ? null : labelOf(view, id)}</span></h1>
      <p class="badges">
        ${typeof phase === 'string' ? html`<span class="badge plain">${nameIn(workflow, 'phases', phase, language)}</span>` : null} ${verdictBadge(verdict, language)}
        ${priority === 'urgent' ? html`<span class="badge bad">${nameOf('values', 'urgent', language)}</span>` : null}
        ${awaitingInformation === null || awaitingInformation === undefined ? null : html`<span class="badge warn">${nameOf('verdicts', 'paused', language)}</span>`}
        ${typeof dueDay === 'string' && !isOver ? html`<span>${caseWords[language].dueBy(dayText(dueDay, language))}</span>` : null}
      </p>
    </header>
  `;
};

const textOf = ({ text, location }: JsonObject, visit: Visit): Html => {
  const { language, base, actor } = visit;
  const words = caseWords[language];
  const address =
    typeof location === 'object' && location !== null && 'address' in location ? location.address : undefined;
  const box = boxAround(location);
  return html`
    <section aria-labelledby="said" class="said">
      <h2 id="said">${words.said}</h2>
      ${typeof text === 'string' && text !== '' ? html`<blockquote>${written(text)}</blockquote>` : html`<p class="fine">${isErased(text) ? words.erasedText : words.noText}</p>`}
      ${
        typeof address === 'string' || box !== undefined
          ? html`<p class="place">${typeof address === 'string' ? written(address) : null}
            ${box === undefined || actor === undefined ? null : html` <a class="no-print" href=${`${base}/work/map?bbox=${box}`}>${words.onMap}</a>`}</p>`
          : null
      }
    </section>
  `;
};

/** Degrees around a place that its map shows. */
const around = 0.004;

/** What the map shows around a place. */
const boxAround = (location: unknown): string | undefined => {
  const { lat, lng }: { readonly lat?: unknown; readonly lng?: unknown } = Object(location);
  return typeof lat === 'number' && typeof lng === 'number'
    ? [lng - around, lat - around, lng + around, lat + around].map((one) => one.toFixed(5)).join(',')
    : undefined;
};

/** What people do every day, in the order in which it is likely to be next; the rest stands behind a word. */
const everyDay = [
  'verify',
  'assign',
  'accept',
  'resolve',
  'publish',
  'uphold-dispute',
  'dismiss-dispute',
  'provide-information',
  'rate',
  'dispute',
  'grant-extension',
  'deny-extension',
  'send-back',
  'decide-competence',
  'request-information',
  'request-extension',
  'return',
  'reject',
  'withdraw',
  'comment',
];

const actionsOf = (
  { base, language, request, actor }: Visit,
  { view, workflow, id }: FoundCase,
  offered: readonly string[] = [],
): Html => {
  const words = caseWords[language];
  const allowed = (view.allowedCommands ?? []).filter((name) => !offered.includes(name));
  const within = withinQuery(withinOf(queryOf(request)));
  const link = (name: string, look: string): Html =>
    html`<li><a class=${isGrave(workflow, name) ? 'button second grave' : look} href=${`${base}/cases/${workflow}/${encodeURIComponent(id)}/do/${name}${within}`}>${nameIn(workflow, 'commands', name, language)}</a></li>`;
  const usual = workflow === 'report' ? everyDay.filter((name) => allowed.includes(name)) : allowed;
  const rare = allowed.filter((name) => !usual.includes(name));
  return html`
    <section class="card actions no-print" aria-labelledby="actions">
      <h2 id="actions">${words.actions}</h2>
      ${allowed.length === 0 ? html`<p>${words.noActions}</p><p class="fine">${words.noActionsHelp}</p>` : null}
      <ul class="plain">${usual.map((name, at) => link(name, at === 0 && name !== 'comment' ? 'button' : 'button second'))}</ul>
      ${rare.length === 0 ? null : html`<details><summary>${words.more}</summary><ul class="plain">${rare.map((name) => link(name, 'button second'))}</ul></details>`}
      ${actor?.kind === 'auditor' ? html`<p><a class="button second" href=${`${base}/audit/cases/${workflow}/${encodeURIComponent(id)}`}>${words.replay}</a></p>` : null}
    </section>
  `;
};

/** Officers give photos for the report, under its key; citizens their own. */
const giverOf = (visit: Visit): Giver | undefined => {
  const { actor } = visit;
  if (actor === undefined || actor.kind === 'citizen') return actor && { actor };
  return { actor, reportId: paramsOf(visit).id };
};
