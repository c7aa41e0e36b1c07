import { NotFound } from '@phananh/core/engine';
import { type TransparencyLog, trackedReport } from '@phananh/http/pages';
import { z } from 'zod';
import { courseOf } from '../../cases/course.ts';
import { isReporter } from '../../cases/own-report.ts';
import { receiptLine } from '../../cases/receipt.ts';
import { type Html, html } from '../../frame/html.ts';
import { phaseBadge, written } from '../../frame/look.ts';
import { queryOf } from '../../frame/query.ts';
import type { Frame, Page, Visit } from '../../frame/screen.ts';
import { dayText, momentText } from '../../words/time.ts';
import { publicWords } from './words.ts';

/** What is public of a report, as far as it is shown here. */
const Tracked = z.object({
  trackingCode: z.string(),
  phase: z.string(),
  submittedAt: z.string(),
  dueDay: z.string().nullable(),
  dueProjected: z.boolean(),
  round: z.number(),
  category: z.string().nullish(),
  location: z.object({ address: z.string().nullish() }).nullish(),
  publication: z.object({ publicText: z.string().nullish() }).nullish(),
});
interface Tracked extends z.output<typeof Tracked> {
  readonly reportId: string;
}

/** How a report goes, for whoever has its code: reads only. */
export const trackPage = async (
  frame: Frame,
  visit: Visit,
  log: TransparencyLog | undefined,
): Promise<Page> => {
  const { language, base } = visit;
  const words = publicWords[language];
  const code = queryOf(visit.request).get('code')?.trim() ?? '';
  const found = code === '' ? undefined : await tracked(frame, visit, code);
  const isMissing = found === 'none';
  return {
    title: words.track,
    under: '/track',
    ...(isMissing && { status: 404 }),
    main: html`
      <h1>${words.track}</h1>
      <p>${words.trackLead}</p>
      <form class="filters" method="get" action=${`${base}/track`} role="search" aria-label=${words.track}>
        <div class="field"><label for="code">${words.code}</label>
          <div class="search"><input id="code" name="code" value=${code} required maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-invalid=${isMissing ? 'true' : undefined} aria-describedby=${isMissing ? 'code-wrong code-hint' : 'code-hint'} /><button>${words.show}</button></div>
          ${isMissing ? html`<p class="wrong" id="code-wrong">${words.notFound}</p>` : null}
          <p class="fine" id="code-hint">${words.codeHint}</p></div>
      </form>
      ${found === undefined || found === 'none' ? null : await progress(frame, visit, { report: found, log })}
    `,
  };
};

const tracked = async (frame: Frame, { request }: Visit, code: string): Promise<Tracked | 'none'> => {
  try {
    const { reportId, shown } = await trackedReport(request, frame, code);
    return { reportId, ...Tracked.parse(shown) };
  } catch (error) {
    if (error instanceof NotFound) return 'none';
    throw error;
  }
};

const progress = async (
  frame: Frame,
  visit: Visit,
  { report, log }: { readonly report: Tracked; readonly log: TransparencyLog | undefined },
): Promise<Html> => {
  const { language } = visit;
  const words = publicWords[language];
  const { trackingCode, phase, submittedAt, dueDay, dueProjected, round, category, location, publication } =
    report;
  const text = publication?.publicText;
  const mine = (await isReporter(frame, visit, report.reportId))
    ? `${visit.base}/cases/report/${report.reportId}`
    : null;
  return html`
    <section aria-labelledby="report">
      <h2 id="report"><code>${trackingCode}</code> ${phaseBadge(phase, language)}</h2>
      ${mine === null ? null : html`<p class="note">${words.mine} <a href=${mine}>${words.toMine}</a></p>`}
      ${round > 1 ? html`<p class="note">${words.round}</p>` : null}
      <dl class="data panel">
        <div><dt>${words.reported}</dt><dd><time datetime=${submittedAt}>${momentText(submittedAt, language)}</time></dd></div>
        ${dueDay === null ? null : html`<div><dt>${words.due}</dt><dd><time datetime=${dueDay}>${dayText(dueDay, language)}</time>${dueProjected ? `, ${words.mayMove}` : ''}</dd></div>`}
        ${category == null ? null : html`<div><dt>${words.category}</dt><dd>${visit.called('category', category)}</dd></div>`}
        ${location?.address == null ? null : html`<div><dt>${words.place}</dt><dd>${written(location.address)}</dd></div>`}
      </dl>
      ${courseOf(phase, language)}
      ${
        text == null
          ? html`<p class="fine">${words.beforePublication}</p>`
          : html`<h3>${words.answer}</h3><blockquote>${written(text)}</blockquote>`
      }
      ${await receiptOf(frame, visit, { id: report.reportId, log })}
    </section>
  `;
};

/** The receipt is for whoever may see the report, which the code alone does not let anybody. */
const receiptOf = async (
  frame: Frame,
  visit: Visit,
  { id, log }: { readonly id: string; readonly log: TransparencyLog | undefined },
): Promise<Html> => {
  if (log === undefined) return null;
  const words = publicWords[visit.language];
  const line = await receiptLine(frame, visit, { log, id });
  return html`<h3>${words.receiptTitle}</h3>${line ?? html`<p>${words.receiptFor} <a href=${`${visit.base}/open`}>${words.openByLink}</a></p>`}`;
};
