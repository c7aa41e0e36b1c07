import type { JsonObject, JsonValue } from '@phananh/core';
import { historyPage, streamOf } from '@phananh/core/engine';
import { personalInEvents, personalInState } from '@phananh/core/privacy';
import { answerFile, readInTurns } from '@phananh/http/pages';
import { agencyNames, attachmentsOf, type FoundCase, findCase } from '../../cases/found.ts';
import { labelOf, shownValue } from '../../cases/told.ts';
import { type Html, html } from '../../frame/html.ts';
import { phaseBadge, verdictBadge, written } from '../../frame/look.ts';
import { queryOf } from '../../frame/query.ts';
import type { Frame, Page, Screen, Visit } from '../../frame/screen.ts';
import { nameOf, readable } from '../../words/naming.ts';
import { dayText } from '../../words/time.ts';
import { clocksOf } from './clocks.ts';
import { commandForm, creationForm, giveCommand } from './command-form.ts';
import { historyOf } from './history.ts';
import { nearbyOf } from './nearby.ts';
import { neighboursOf, withinOf, withinQuery } from './neighbours.ts';
import { caseWords } from './words.ts';

/** Most events of a history on one page. */
const mostEvents = 200;

/** A subject of any workflow: what it is, by when it is due and why, what can be done now, who did what. */
export const caseScreen: Screen = {
  menu: [],
  add: (frame) => {
    const { reports, workflows } = frame;
    const kinds = [
      reports.handler,
      reports.agencies.handler,
      ...workflows.map(({ handler }) => handler),
    ].flatMap(({ workflow }) => Object.keys(workflow.actorKinds));
    const permission = [...new Set(kinds)].filter((kind) => kind !== 'system');
    frame.page('/cases/:workflow/:id', permission, (visit) => casePage(frame, visit));
    frame.form({
      path: '/cases/:workflow/:id/do/:command',
      permission,
      show: (visit, filled) => commandForm(frame, visit, filled),
      act: (visit, values) => giveCommand(frame, visit, values),
    });
    frame.form({
      path: '/cases/:workflow/new/:command',
      permission,
      counted: 'creation',
      show: (visit, filled) => creationForm(frame, visit, filled),
      act: (visit, values) => giveCommand(frame, visit, values),
    });
    photoRoute(frame, permission);
  },
};

const casePage = async (frame: Frame, visit: Visit): Promise<Page> => {
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
  const done = queryOf(request).get('done');
  const clocks = isReport ? await clocksOf(frame, visit, id) : null;
  const nearby = isReport ? await nearbyOf(frame, visit, one) : undefined;
  const fields = [
    ...personalInState(handler.workflow, found.audience, view),
    ...personalInEvents(handler.workflow, found.audience, events),
    // Why a clock stands or ended may be in the words of a citizen.
    ...(clocks === null ? [] : ['reason']),
  ];
  return {
    title: words.title(labelOf(view, id)),
    under: '/work',
    isWide: true,
    shows: [{ of: [streamOf(handler.workflow, id)], fields: [...new Set(fields)] }, ...(nearby?.shows ?? [])],
    main: html`
      ${await neighboursOf(frame, visit, id)}
      ${
        done === null || !Object.hasOwn(handler.workflow.commands, done)
          ? null
          : html`<p class="note good" role="status">${words.done(nameOf('commands', done, language))}</p>`
      }
      <div class="case">
        <div class="head">
          ${headerOf(visit, one)} ${isReport ? textOf(view, visit) : null}
          ${frame.evidence === undefined ? null : photosOf(visit, attachmentsOf(view))} ${isReport ? resultOf(view, visit, agencyName) : null}
        </div>
        <aside>${actionsOf(visit, one)} ${factsOf(visit, one, agencyName)}</aside>
        <div class="rest">
          ${clocks}
          <section aria-labelledby="history">
            <h2 id="history">${words.history}</h2>
            ${historyOf(visit, events, agencyName)}
            ${view.revision >= mostEvents ? html`<p class="fine">${words.moreHistory}</p>` : null}
          </section>
        </div>
      </div>
      ${nearby?.main ?? null}
    `,
  };
};

const headerOf = ({ language }: Visit, { view, id }: FoundCase): Html => {
  const { phase, category, priority, verdicts, dueDay, awaitingInformation } = view;
  const final =
    typeof verdicts === 'object' && verdicts !== null && 'final' in verdicts ? verdicts.final : undefined;
  const verdict =
    typeof final === 'object' && final !== null && 'verdict' in final ? String(final.verdict) : null;
  return html`
    <header class="case-head">
      <h1>${typeof category === 'string' ? readable(category) : labelOf(view, id)} <span class="number">${typeof category === 'string' ? labelOf(view, id) : null}</span></h1>
      <p class="badges">
        ${typeof phase === 'string' ? phaseBadge(phase, language) : null} ${verdictBadge(verdict, language)}
        ${priority === 'urgent' ? html`<span class="badge bad">${nameOf('values', 'urgent', language)}</span>` : null}
        ${awaitingInformation === null || awaitingInformation === undefined ? null : html`<span class="badge warn">${nameOf('verdicts', 'paused', language)}</span>`}
        ${typeof dueDay === 'string' ? html`<span>${caseWords[language].dueBy(dayText(dueDay, language))}</span>` : null}
      </p>
    </header>
  `;
};

const textOf = ({ text, location }: JsonObject, { language }: Visit): Html => {
  const words = caseWords[language];
  const address =
    typeof location === 'object' && location !== null && 'address' in location ? location.address : undefined;
  return html`
    <section aria-labelledby="said" class="said">
      <h2 id="said">${words.said}</h2>
      ${typeof text === 'string' && text !== '' ? html`<blockquote>${written(text)}</blockquote>` : html`<p class="fine">${words.noText}</p>`}
      ${typeof address === 'string' ? html`<p class="place">${written(address)}</p>` : null}
    </section>
  `;
};

const photosOf = ({ base, language }: Visit, ids: readonly string[]): Html => {
  if (ids.length === 0) return null;
  const words = caseWords[language];
  return html`
    <section aria-labelledby="photos"><h2 id="photos">${words.photos}</h2>
      <ul class="photos">
        ${ids.map(
          (id, at) =>
            html`<li><a href=${`${base}/photos/${id}/copy`}><img src=${`${base}/photos/${id}/thumbnail`} alt=${words.photo(String(at + 1))} loading="lazy" width="200" height="150" /></a></li>`,
        )}
      </ul>
    </section>
  `;
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

const actionsOf = ({ base, language, request, actor }: Visit, { view, workflow, id }: FoundCase): Html => {
  const words = caseWords[language];
  const allowed = view.allowedCommands ?? [];
  const within = withinQuery(withinOf(queryOf(request)));
  const link = (name: string, look: string): Html =>
    html`<li><a class=${look} href=${`${base}/cases/${workflow}/${encodeURIComponent(id)}/do/${name}${within}`}>${nameOf('commands', name, language)}</a></li>`;
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

/** What was done, as the agency told it, and as everybody reads it. */
const resultOf = (
  { resolution, publication }: JsonObject,
  visit: Visit,
  agencyName: (agencyId: string) => string,
): Html => {
  const told = [
    ['resolution', resolution, ['result', 'outcome', 'agencyId', 'resolvedAt']],
    ['publication', publication, ['publicText', 'visibility', 'publishedAt']],
  ] as const;
  return told.flatMap(([name, part, keys]) => {
    if (typeof part !== 'object' || part === null) return [];
    const shown = keys.flatMap((key) => {
      const value: JsonValue | undefined = Reflect.get(part, key);
      return isTold(value)
        ? [
            html`<div><dt>${nameOf('fields', key, visit.language)}</dt><dd>${shownValue(key, value, visit, agencyName)}</dd></div>`,
          ]
        : [];
    });
    return [
      html`<section aria-labelledby=${name}><h2 id=${name}>${nameOf('fields', name, visit.language)}</h2><dl class="data panel">${shown}</dl></section>`,
    ];
  });
};

/** Of a report, what stands nowhere else on the page. */
const factsOfReport = [
  'submittedAt',
  'trackingCode',
  'channel',
  'areaCode',
  'priority',
  'procedure',
  'labels',
  'contact',
  'reporter',
  'supporters',
  'returns',
  'rejection',
  'ratings',
  'disputes',
  'penalties',
  'mergedInto',
  'legacy',
];

const factsOf = (
  visit: Visit,
  { view, workflow }: FoundCase,
  agencyName: (agencyId: string) => string,
): Html => {
  const { language } = visit;
  const { assignment } = view;
  const withWhom: JsonObject =
    typeof assignment === 'object' && assignment !== null
      ? { ...pick(assignment, ['agencyId', 'officer', 'supporting']) }
      : {};
  const facts: JsonObject =
    workflow === 'report'
      ? { ...withWhom, ...pick(view, factsOfReport) }
      : withoutKeys(view, ['allowedCommands', 'position']);
  const shown = Object.entries(facts).filter(([, value]) => isTold(value));
  return html`
    <section class="card facts" aria-labelledby="facts">
      <h2 id="facts">${caseWords[language].facts}</h2>
      <dl class="data">
        ${shown.map(([key, value]) => html`<div><dt>${nameOf('fields', key, language)}</dt><dd>${shownValue(key, value, visit, agencyName)}</dd></div>`)}
      </dl>
    </section>
  `;
};

const pick = (from: object, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(from).filter(([key]) => keys.includes(key)));

const withoutKeys = (from: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key)));

const isTold = (value: unknown): boolean =>
  value !== null &&
  value !== undefined &&
  value !== '' &&
  value !== 0 &&
  !(Array.isArray(value) && value.length === 0);

/** `GET /photos/{id}/{form}`: what `GET /v1/attachments/{id}` answers to who looks. */
const photoRoute = (frame: Frame, permission: readonly string[]): void => {
  const { evidence } = frame;
  if (evidence === undefined) return;
  frame.file('/photos/:id/:form', permission, async (visit, reply) => {
    const params: { readonly [name: string]: unknown } = Object(visit.request.params);
    const form = params.form === 'thumbnail' ? 'thumbnail' : 'copy';
    const file = await evidence.find(String(params.id), form, visit.actor);
    return answerFile(visit.request, reply, file, form);
  });
};
