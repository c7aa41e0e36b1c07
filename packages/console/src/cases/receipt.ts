import { NotFound } from '@phananh/core/engine';
import { demandPermitted, receiptFor, type TransparencyLog } from '@phananh/http/pages';
import { type Html, html } from '../frame/html.ts';
import { savedAs } from '../frame/saved-as.ts';
import type { Frame, Visit } from '../frame/screen.ts';
import { caseTableWords } from './words.ts';

/** Seconds after which a checkpoint covers what was just recorded, as the API says. */
const retryAfter = 60;

const pathOf = (base: string, id: string): string => `${base}/cases/report/${id}/receipt`;

/**
 * The receipt of a report to take away, for whoever looks, or when there will be one.
 *
 * @returns null where the host has no transparency log, and for whom the report is not to be seen
 */
export const receiptLine = async (
  { reports }: Pick<Frame, 'reports'>,
  { request, language, base }: Visit,
  { log, id }: { readonly log: TransparencyLog | undefined; readonly id: string },
): Promise<Html> => {
  if (log === undefined) return null;
  const words = caseTableWords[language];
  try {
    const receipt = await receiptFor(request, { reports, log }, id);
    return receipt === undefined
      ? html`<p role="status">${words.receiptSoon}</p>`
      : html`<p>${words.receiptHelp} <a href=${pathOf(base, id)}>${words.receipt}</a></p>`;
  } catch (error) {
    if (error instanceof NotFound) return null;
    // That log and store differ is said where it is asked for: the page is about the report.
    return html`<p><a href=${pathOf(base, id)}>${words.receipt}</a></p>`;
  }
};

/** What the API answers to whoever may see the report: until a checkpoint covers it, that there is none yet. */
export const receiptRoute = (frame: Frame, log: TransparencyLog): void => {
  frame.file('/cases/:workflow/:id/receipt', 'public', async (visit, reply) => {
    const { id, workflow }: { readonly [name: string]: unknown } = Object(visit.request.params);
    if (workflow !== 'report') throw new NotFound('receipt of', String(workflow));
    const receipt = await receiptFor(visit.request, { reports: frame.reports, log }, String(id)).catch(
      (error: unknown) => {
        // Whoever is nobody any more may have been somebody when they saw the link.
        if (error instanceof NotFound)
          demandPermitted(visit.actor, ['citizen', 'operator', 'auditor', 'agency']);
        throw error;
      },
    );
    if (receipt !== undefined) return reply.headers(savedAs(`receipt-${String(id)}.json`)).send(receipt);
    const words = caseTableWords[visit.language];
    reply.header('retry-after', retryAfter);
    return frame.send(visit, reply, {
      title: words.receiptNotYet,
      status: 202,
      main: html`<h1>${words.receiptNotYet}</h1><p>${words.receiptSoon}</p><p><a class="button" href=${pathOf(visit.base, String(id))}>${words.receiptAgain}</a></p>`,
    });
  });
};
