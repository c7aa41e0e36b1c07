import { type OperationsOptions, timersOfHost } from '@phananh/http/pages';
import { type Html, html } from '../../frame/html.ts';
import { written } from '../../frame/look.ts';
import { asParameters, nextPageOf, queryOf, withoutEmpty } from '../../frame/query.ts';
import type { Frame, Page, Visit } from '../../frame/screen.ts';
import { nameIn } from '../../words/naming.ts';
import { momentText } from '../../words/time.ts';
import { badge, lengthText } from './look.ts';
import { operationsWords } from './words.ts';

type Listed = ReturnType<typeof timersOfHost>['timers'][number];

/** Which timers fire next, and which are due and late. */
export const timersPage = (frame: Frame, visit: Visit, options: OperationsOptions): Page => {
  const { base, language, request } = visit;
  const words = operationsWords[language];
  const query = withoutEmpty(queryOf(request));
  const { timers, firing, asOf, nextCursor } = timersOfHost(options, asParameters(query));
  const heads = [words.fires, words.timerState, words.timerOf, words.timerGives];
  return {
    title: words.pendingTimers,
    under: '/operations',
    isWide: true,
    main: html`
      <h1>${words.pendingTimers}</h1>
      <p>${words.pendingTimersLead(momentText(asOf, language))}</p>
      ${firing ? null : html`<p class="note warn">${words.firesNone}</p>`}
      ${
        timers.length === 0
          ? html`<div class="empty"><h2>${words.noPendingTimers}</h2></div>`
          : html`<table class="cases even" aria-label=${words.pendingTimers}>
            <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
            <tbody>${timers.map((timer) => timerRow(frame, visit, timer))}</tbody>
          </table>`
      }
      ${nextCursor === undefined ? null : html`<p class="pages"><a class="button second" rel="next" href=${`${base}/operations/timers?${nextPageOf(query, nextCursor, timers.length)}`}>${words.moreTimers}</a></p>`}
      <p><a href=${`${base}/operations`}>${words.cancel}</a></p>
    `,
  };
};

const timerRow = (frame: Frame, visit: Visit, timer: Listed): Html => {
  const { language } = visit;
  const { at, workflow, command } = timer;
  const given: { readonly [workflow: string]: { readonly [command: string]: string } } =
    operationsWords[language].gives;
  const name = given[workflow]?.[command] ?? nameIn(workflow, 'commands', command, language);
  return html`<tr>
    <td><time datetime=${at}>${momentText(at, language)}</time></td>
    <td>${stateOf(visit, timer)}</td>
    <th scope="row">${subjectOf(frame, visit, timer)}</th>
    <td>${name}</td>
  </tr>`;
};

const stateOf = ({ language }: Visit, { state, lateMilliseconds, failing }: Listed): Html => {
  const words = operationsWords[language];
  if (state === 'pending') return badge('plain', words.timerPending);
  const late = badge('warn', words.late(lengthText(lateMilliseconds, language)));
  if (failing !== null)
    return html`${late} ${badge('bad', words.timerFails)} ${written(failing.message)}
      <span class="fine">${words.attempts(String(failing.attempts))}, ${words.triedAgain(momentText(failing.retryAt, language))}</span>`;
  return state === 'refused' ? html`${badge('plain', words.timerRefused)} ${late}` : late;
};

/** What has a page leads to it. */
const subjectOf = ({ workflows }: Frame, { base }: Visit, { workflow, subjectId, stream }: Listed): Html => {
  const hasPage =
    workflow === 'report' || workflows.some(({ handler }) => handler.workflow.name === workflow);
  return hasPage
    ? html`<a href=${`${base}/cases/${workflow}/${encodeURIComponent(subjectId)}`}><code>${stream}</code></a>`
    : html`<code>${stream}</code>`;
};
