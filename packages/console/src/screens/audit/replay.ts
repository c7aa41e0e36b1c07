import type { GivenCommand, ReplayStep } from '@phananh/core/audit';
import { replayFor, type TransparencyLog } from '@phananh/http/pages';
import { agencyNames, type FoundCase, findCase } from '../../cases/found.ts';
import { labelOf, whoOf } from '../../cases/told.ts';
import { type Html, html } from '../../frame/html.ts';
import { jsonText, marked } from '../../frame/look.ts';
import { queryOf } from '../../frame/query.ts';
import type { Frame, Page, Visit } from '../../frame/screen.ts';
import { nameHere } from '../../words/naming.ts';
import { momentText } from '../../words/time.ts';
import { changesTable } from './changes.ts';
import { coverageOf, verifyLink } from './checkpoint.ts';
import { auditWords } from './words.ts';

const stepsOfPage = 20;

/** The life of a subject, event by event, with its proofs. */
export const replayPageOf = async (
  frame: Frame,
  visit: Visit,
  log: TransparencyLog | undefined,
): Promise<Page> => {
  const { base, language, request } = visit;
  const words = auditWords[language];
  const one = await findCase(frame, visit);
  const { id, workflow, handler, view } = one;
  const asked = queryOf(request).get('fromRevision') ?? '';
  const fromRevision = /^\d{1,9}$/.test(asked) ? Number(asked) : 0;
  const { page } = await replayFor(request, handler, id, { fromRevision, limit: stepsOfPage });
  const name = labelOf(view, id);
  const here = `${base}/audit/cases/${workflow}/${encodeURIComponent(id)}`;
  const agencyName = agencyNames(frame);
  return {
    title: words.replayTitle(name),
    under: '/audit',
    isWide: true,
    main: html`
      <div class="split">
        <h1>${words.replayTitle(name)}</h1>
        <a class="button second" href=${`${base}/cases/${workflow}/${encodeURIComponent(id)}`}>${words.openCase}</a>
      </div>
      <p>${words.replayLead}</p>
      <div class="case">
        <aside>
          ${await proofsOf(frame, visit, { one, log, here })} ${compareForm(visit, { last: view.revision, here, from: '0', to: String(view.revision) })}
        </aside>
        <section class="rest" aria-labelledby="steps">
          <h2 id="steps">${words.steps}</h2>
          <ol class="history steps">${(page?.steps ?? []).map((step) => stepOf(visit, step, agencyName))}</ol>
          <p class="pages">
            ${fromRevision === 0 ? null : html`<a class="button second" href=${here}>${words.firstSteps}</a>`}
            ${page?.next === undefined ? null : html`<a class="button second" rel="next" href=${`${here}?fromRevision=${page.next}`}>${words.nextSteps}</a>`}
          </p>
        </section>
      </div>
    `,
  };
};

const proofsOf = async (
  frame: Frame,
  { base, language }: Visit,
  {
    one,
    log,
    here,
  }: { readonly one: FoundCase; readonly log: TransparencyLog | undefined; readonly here: string },
): Promise<Html> => {
  const words = auditWords[language];
  const isReport = one.workflow === 'report';
  return html`
    <section class="card" aria-labelledby="proofs">
      <h2 id="proofs">${words.proofs}</h2>
      ${log === undefined ? html`<p class="note warn">${words.noLog}</p>` : await coverageOf(frame, one, { log, words })}
      ${
        log === undefined || !isReport
          ? null
          : html`
            <p class="actions">
              <a class="button second" href=${`${here}/bundle`} download>${words.bundle}</a>
              <a class="button second" href=${`${here}/receipt`} download>${words.receipt}</a>
            </p>
            <p class="fine">${marked(words.bundleHelp)}</p>${await verifyLink(base, log, words)}`
      }
      ${
        !isReport || frame.app.phananh.accessLog === undefined
          ? null
          : html`<p><a href=${`${base}/audit/access?${new URLSearchParams({ reportId: one.id })}`}>${words.showings}</a></p>`
      }
    </section>
  `;
};

/** Two revisions to compare: from 0 to the newest. */
export const compareForm = (
  { language }: Visit,
  {
    last,
    here,
    from,
    to,
  }: { readonly last: number; readonly here: string; readonly from: string; readonly to: string },
): Html => {
  const words = auditWords[language];
  const field = (name: string, label: string, value: string): Html =>
    html`<div class="field"><label for=${name}>${label}</label><input id=${name} name=${name} type="number" min="0" max=${last} value=${value} required /></div>`;
  return html`
    <section class="card" aria-labelledby="compare">
      <h2 id="compare">${words.compare}</h2>
      <form method="get" action=${`${here}/difference`}>
        ${field('from', words.fromRevision, from)} ${field('to', words.toRevision, to)}
        <button>${words.compareDo}</button>
      </form>
    </section>
  `;
};

const commandText = (command: GivenCommand, visit: Visit): string => {
  const called = (name: string): string => nameHere(visit, 'commands', name);
  return 'name' in command
    ? called(command.name)
    : auditWords[visit.language].oneOf(command.oneOf.map(called).join(', '));
};

const stepOf = (visit: Visit, step: ReplayStep, agencyName: (agencyId: string) => string): Html => {
  const { language } = visit;
  const words = auditWords[language];
  const { event, command, policyDigest, before, after, changes } = step;
  const { revision, type, occurredAt, recordedAt, actor, data } = event;
  const label = `${words.changes}: ${words.step(String(revision))}`;
  return html`
    <li id=${`revision-${revision}`}>
      <h3>${words.step(String(revision))} · ${nameHere(visit, 'events', type)}</h3>
      <dl class="data panel">
        <div><dt>${words.command}</dt><dd>${commandText(command, visit)}</dd></div>
        <div><dt>${words.who}</dt><dd>${whoOf(actor, language, agencyName)}</dd></div>
        <div><dt>${words.occurred}</dt><dd><time datetime=${occurredAt}>${momentText(occurredAt, language)}</time></dd></div>
        <div><dt>${words.recorded}</dt><dd><time datetime=${recordedAt}>${momentText(recordedAt, language)}</time></dd></div>
        <div><dt>${words.policy}</dt><dd>${policyDigest === null ? words.noPolicy : html`<code>${policyDigest.slice(0, 12)}…</code>`}</dd></div>
      </dl>
      ${changesTable(visit, changes, { agencyName, label }) ?? html`<p class="fine">${words.noChanges}</p>`}
      ${asJson(words.before, before ?? words.nothingBefore)} ${asJson(words.event, data)} ${asJson(words.after, after)}
    </li>
  `;
};

/** All of it, as the API gives it. */
const asJson = (label: string, value: object | string): Html => html`
  <details><summary>${label}</summary><pre class="typed" tabindex="0">${typeof value === 'string' ? value : jsonText(value, 2)}</pre></details>
`;
