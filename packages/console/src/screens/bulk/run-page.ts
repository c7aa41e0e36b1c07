import type { JsonObject } from '@phananh/core';
import { findSubject, viewOfSubject } from '@phananh/core/engine';
import { listTag, notModified, readInTurns } from '@phananh/http/pages';
import { casesCalled } from '../../cases/called.ts';
import { agencyNames, handlerOf, paramsOf } from '../../cases/found.ts';
import { shownValue } from '../../cases/told.ts';
import { caseTableWords } from '../../cases/words.ts';
import { type Html, html } from '../../frame/html.ts';
import { island } from '../../frame/island.ts';
import type { Frame, Page, Visit } from '../../frame/screen.ts';
import type { RunProgress } from '../../islands/given.ts';
import { nameOf } from '../../words/naming.ts';
import { momentText } from '../../words/time.ts';
import { bulkWords } from './words.ts';

/** Seconds between two looks of a browser without JavaScript. */
const again = 5;

const runViewOf = async (frame: Frame, visit: Visit): Promise<JsonObject> => {
  const { id } = paramsOf(visit);
  const handler = handlerOf(frame, 'bulkRun');
  const found = await readInTurns(visit.request, (how) =>
    findSubject(handler, id, { actor: visit.actor, ...how }),
  );
  return viewOfSubject(handler, found);
};

const progressOf = (view: JsonObject, language: Visit['language']): RunProgress => {
  const words = bulkWords[language];
  const number = (name: string): number => Number(view[name] ?? 0);
  const come = number('done') + number('changed') + number('refused');
  return {
    isRunning: view.phase === 'running',
    come,
    said: words.progress(String(come), String(number('total'))),
    counts: (['done', 'changed', 'refused'] as const).map((name) => `${number(name)} ${words[name]}`),
  };
};

const starterOf = ({ starter }: JsonObject, { actor, language }: Visit): string => {
  const id = typeof starter === 'object' && starter !== null && 'id' in starter ? starter.id : starter;
  return id === actor?.id ? caseTableWords[language].you : String(id);
};

/** How far a run is, and what came of each case. It follows the run by itself; without JavaScript the page is loaded again. */
export const runPage = async (frame: Frame, looking: Visit): Promise<Page> => {
  const visit = { ...looking, workflow: 'bulkRun' };
  const { base, language } = visit;
  const words = bulkWords[language];
  const { id } = paramsOf(visit);
  const view = await runViewOf(frame, visit);
  const progress = progressOf(view, language);
  const { isRunning } = progress;
  const may = Array.isArray(view.allowedCommands) && view.allowedCommands.includes('cancel');
  const phase = view.phase === 'cancelled' ? 'cancelled' : isRunning ? 'running' : 'finished';
  const title = words.runTitle(nameOf('commands', String(view.command), language));
  const { input } = view;
  const given = typeof input === 'object' && input !== null && Object.keys(input).length > 0 ? input : null;
  const shown = html`
    <p><label for="progress" data-progress>${progress.said}</label>
      <progress id="progress" max=${Number(view.total)} value=${progress.come}></progress></p>
    <ul class="plain" data-counts>${progress.counts.map((one) => html`<li>${one}</li>`)}</ul>
    ${isRunning ? html`<p class="fine" data-reload role="status">${words.reload}</p>` : null}
  `;
  return {
    title,
    under: '/work/bulk-runs',
    ...(isRunning && { again }),
    main: html`
      <h1>${title}</h1>
      <p class="fine">${words.startedBy(starterOf(view, visit), momentText(String(view.startedAt), language))}</p>
      ${given === null ? null : html`<dl class="data panel"><div><dt>${words.given}</dt><dd>${shownValue('input', given, visit, agencyNames(frame))}</dd></div></dl>`}
      <p class=${phase === 'finished' ? 'note good' : phase === 'cancelled' ? 'note warn' : 'note'} role="status">${words[phase]}</p>
      ${
        isRunning
          ? island(
              'run',
              {
                progress,
                address: `${base}/bulk/${id}/live`,
                validator: listTag(progress),
                words: { quiet: words.follows, lost: words.lost, ended: words.ended },
              },
              shown,
            )
          : shown
      }
      ${isRunning && may ? html`<p><a class="button second grave" href=${`${base}/cases/bulkRun/${id}/do/cancel`}>${words.cancel}</a></p>` : null}
      ${casesTable(frame, visit, view.cases)}
    `,
  };
};

/** `GET …/live`: how far it is, where that is another. Nobody is signed in longer for it. */
export const runRoute = (frame: Frame, permission: readonly string[]): void =>
  frame.file('/bulk/:id/live', permission, async (visit, reply) => {
    const progress = progressOf(await runViewOf(frame, visit), visit.language);
    return notModified(visit.request, reply, listTag(progress)) ? reply : reply.send(progress);
  });

const casesTable = (frame: Frame, visit: Visit, cases: unknown): Html => {
  const { base, language } = visit;
  const words = bulkWords[language];
  const outcomes: { readonly [outcome: string]: string } = {
    done: words.done,
    changed: words.changed,
    refused: words.refused,
  };
  const rows = Array.isArray(cases) ? cases : [];
  const called = casesCalled(
    frame,
    visit,
    rows.map(({ reportId }) => String(reportId)),
  );
  return html`<table class="cases even">
    <thead><tr><th scope="col">${words.report}</th><th scope="col">${words.outcome}</th></tr></thead>
    <tbody>
      ${rows.map(({ reportId, outcome, code }) => {
        const why =
          typeof code === 'string'
            ? (frame.app.phananh.catalog.entryOf(code)?.title[language] ?? code)
            : undefined;
        return html`<tr><th scope="row"><a href=${`${base}/cases/report/${reportId}`}>${called(String(reportId))}</a></th>
          <td>${outcomes[String(outcome)] ?? words.open}${why === undefined ? null : html`: ${why}`}</td></tr>`;
      })}
    </tbody>
  </table>`;
};
