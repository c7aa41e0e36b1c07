import { NotFound } from '@phananh/core/engine';
import { ReportId } from '@phananh/core/reports';
import { bundleFor, receiptFor, type TransparencyLog } from '@phananh/http/pages';
import { paramsOf, visitOfWorkflow } from '../../cases/found.ts';
import { html } from '../../frame/html.ts';
import { queryOf } from '../../frame/query.ts';
import { savedAs } from '../../frame/saved-as.ts';
import type { Frame, GoTo, Page, Screen, Visit } from '../../frame/screen.ts';
import { accessPage } from './access.ts';
import { checkpointOf, newestCheckpoint, verifyLink } from './checkpoint.ts';
import { differencePage } from './difference.ts';
import { replayPageOf } from './replay.ts';
import { auditWords } from './words.ts';

const auditors = ['auditor'] as const;
const readersOfAccess = ['auditor', 'admin'] as const;

/** What was done and the proof of it: replay, comparison, the newest checkpoint, files to take away, and who looked at personal data. */
export const auditScreen = (log: TransparencyLog | undefined): Screen => ({
  menu: [
    {
      path: '/audit',
      permission: auditors,
      group: 'operations',
      isTop: true,
      label: { en: auditWords.en.menu, vi: auditWords.vi.menu },
    },
    {
      path: '/audit/access',
      permission: ['admin'],
      group: 'operations',
      label: { en: auditWords.en.accessTitle, vi: auditWords.vi.accessTitle },
    },
  ],
  add: (frame) => {
    frame.page('/audit', auditors, (visit) => startPage(frame, visit, log));
    frame.page('/audit/access', readersOfAccess, (visit) => accessPage(frame, visit));
    frame.page('/audit/cases/:workflow/:id', auditors, (visit) =>
      replayPageOf(frame, visitOfWorkflow(visit), log),
    );
    frame.page('/audit/cases/:workflow/:id/difference', auditors, (visit) =>
      differencePage(frame, visitOfWorkflow(visit)),
    );
    if (log === undefined) return;
    frame.file('/audit/verify.html', auditors, async (_, reply) => {
      const page = await log.verifyPage?.();
      if (page === undefined) throw new NotFound('page', 'verify.html', 'it was not made here');
      // Taken away, and opened from there: what is looked at here is told by the host that it is to judge.
      return reply.type('text/html; charset=utf-8').headers(savedAs('verify.html')).send(page);
    });
    const { reports } = frame;
    frame.file('/audit/cases/report/:id/receipt', auditors, async (visit, reply) => {
      const { id } = paramsOf(visit);
      const receipt = await receiptFor(visit.request, { reports, log }, id);
      if (receipt === undefined) throw new NotFound('receipt', id, 'no checkpoint covers it yet');
      return reply.headers(savedAs(`receipt-${id}.json`)).send(receipt);
    });
    frame.file('/audit/cases/report/:id/bundle', auditors, async (visit, reply) => {
      const { id } = paramsOf(visit);
      const bundle = await bundleFor(visit.request, { reports, log }, id);
      return reply.headers(savedAs(`bundle-${id}.json`)).send(bundle);
    });
  },
});

const startPage = async (
  frame: Frame,
  visit: Visit,
  log: TransparencyLog | undefined,
): Promise<Page | GoTo> => {
  const { base, language } = visit;
  const words = auditWords[language];
  const wanted = queryOf(visit.request).get('report')?.trim() ?? '';
  const id =
    ReportId.safeParse(wanted).data ?? (wanted === '' ? undefined : frame.readModels.reportIdOf(wanted));
  if (id !== undefined) return { goTo: `/audit/cases/report/${id}` };
  return {
    title: words.title,
    under: '/audit',
    main: html`
      <div class="hero"><h1>${words.title}</h1><p>${words.lead}</p></div>
      <div class="cards">
        <section class="card" aria-labelledby="find">
          <h2 id="find">${words.find}</h2>
          ${wanted === '' ? null : html`<p class="note warn" role="alert">${words.notFound}</p>`}
          <form method="get" action=${`${base}/audit`}>
            <div class="field">
              <label for="report">${words.findLabel}</label>
              <input id="report" name="report" value=${wanted} autocomplete="off" aria-describedby="report-help" />
              <p class="fine" id="report-help">${words.findHelp}</p>
            </div>
            <button>${words.open}</button>
          </form>
        </section>
        <section class="card" aria-labelledby="access">
          <h2 id="access">${words.accessLog}</h2>
          <p>${frame.app.phananh.accessLog === undefined ? words.noAccessLog : words.accessLead}</p>
          ${frame.app.phananh.accessLog === undefined ? null : html`<a class="button second" href=${`${base}/audit/access`}>${words.openAccessLog}</a>`}
        </section>
        ${
          frame.workflows.some(({ hosted }) => Object.hasOwn(hosted.lists, 'erasures'))
            ? html`<section class="card" aria-labelledby="erasures"><h2 id="erasures">${words.erasures}</h2><p>${words.erasuresLead}</p>
              <p class="actions"><a class="button second" href=${`${base}/work/erasures`}>${words.openErasures}</a> <a href=${`${base}/work/personal-data-requests`}>${words.openRequests}</a></p></section>`
            : null
        }
      </div>
      <section aria-labelledby="log">
        <h2 id="log">${words.log}</h2>
        ${log === undefined ? html`<p class="note warn">${words.noLog}</p>` : html`${checkpointOf(await newestCheckpoint(log), words)} ${await verifyLink(base, log, words)}`}
      </section>
    `,
  };
};
