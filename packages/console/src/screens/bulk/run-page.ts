import type { JsonObject } from '@phananh/core';
import { findSubject, viewOfSubject } from '@phananh/core/engine';
import { readInTurns } from '@phananh/http/pages';
import type { FastifyReply } from 'fastify';
import { handlerOf, paramsOf } from '../../cases/found.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Frame, Page, Visit } from '../../frame/screen.ts';
import { nameOf } from '../../words/naming.ts';
import { momentText } from '../../words/time.ts';
import { bulkWords } from './words.ts';

/** How far a run is, and what came of each case. It loads itself again as long as the run goes on: no script is needed for it. */
export const runPage = async (frame: Frame, visit: Visit, reply: FastifyReply): Promise<Page> => {
  const { base, language, actor } = visit;
  const words = bulkWords[language];
  const { id } = paramsOf(visit);
  const handler = handlerOf(frame, 'bulkRun');
  const found = await readInTurns(visit.request, (how) => findSubject(handler, id, { actor, ...how }));
  const view: JsonObject = viewOfSubject(handler, found);
  const number = (name: string): number => Number(view[name] ?? 0);
  const [total, done, changed, refused] = ['total', 'done', 'changed', 'refused'].map(number) as [
    number,
    number,
    number,
    number,
  ];
  const come = done + changed + refused;
  const isRunning = view.phase === 'running';
  if (isRunning) reply.header('refresh', '5');
  const may = Array.isArray(view.allowedCommands) && view.allowedCommands.includes('cancel');
  const phase = view.phase === 'cancelled' ? 'cancelled' : isRunning ? 'running' : 'finished';
  return {
    title: words.runTitle(nameOf('commands', String(view.command), language)),
    under: '/work/bulk-runs',
    main: html`
      <h1>${words.runTitle(nameOf('commands', String(view.command), language))}</h1>
      <p class="fine">${words.startedBy(String(view.starter), momentText(String(view.startedAt), language))}</p>
      <p class=${phase === 'finished' ? 'note good' : phase === 'cancelled' ? 'note warn' : 'note'} role="status">${words[phase]}</p>
      <p><label for="progress">${words.progress(String(come), String(total))}</label>
        <progress id="progress" max=${total} value=${come}></progress></p>
      <ul class="plain">
        <li>${done} ${words.done}</li><li>${changed} ${words.changed}</li><li>${refused} ${words.refused}</li>
      </ul>
      ${isRunning ? html`<p class="fine">${words.reload}</p>` : null}
      ${isRunning && may ? html`<p><a class="button second" href=${`${base}/cases/bulkRun/${id}/do/cancel`}>${words.cancel}</a></p>` : null}
      ${casesTable(frame, visit, view.cases)}
    `,
  };
};

const casesTable = ({ app }: Frame, { base, language }: Visit, cases: unknown): Html => {
  const words = bulkWords[language];
  const outcomes: { readonly [outcome: string]: string } = {
    done: words.done,
    changed: words.changed,
    refused: words.refused,
  };
  const rows = Array.isArray(cases) ? cases : [];
  return html`<table class="cases">
    <thead><tr><th scope="col">${words.report}</th><th scope="col">${words.outcome}</th></tr></thead>
    <tbody>
      ${rows.map(({ reportId, outcome, code }) => {
        const why =
          typeof code === 'string' ? (app.phananh.catalog.entryOf(code)?.title[language] ?? code) : undefined;
        return html`<tr><th scope="row"><a href=${`${base}/cases/report/${reportId}`}>${reportId}</a></th>
          <td>${outcomes[String(outcome)] ?? words.open}${why === undefined ? null : html`: ${why}`}</td></tr>`;
      })}
    </tbody>
  </table>`;
};
