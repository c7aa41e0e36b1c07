import type { JsonObject } from '@phananh/core';
import { NotFound } from '@phananh/core/engine';
import { trackedReport } from '@phananh/http/pages';
import { z } from 'zod';
import { courseOf } from '../../cases/course.ts';
import { type Html, html } from '../../frame/html.ts';
import { phaseBadge, written } from '../../frame/look.ts';
import { queryOf } from '../../frame/query.ts';
import type { Frame, Page, Visit } from '../../frame/screen.ts';
import { readable } from '../../words/naming.ts';
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
type Tracked = z.output<typeof Tracked>;

/** How a report goes, for whoever has its code: reads only. */
export const trackPage = async (frame: Frame, visit: Visit): Promise<Page> => {
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
      ${found === undefined || found === 'none' ? null : progress(found, visit)}
    `,
  };
};

const tracked = async (frame: Frame, { request }: Visit, code: string): Promise<Tracked | 'none'> => {
  try {
    const report: JsonObject = await trackedReport(request, frame, code);
    return Tracked.parse(report);
  } catch (error) {
    if (error instanceof NotFound) return 'none';
    throw error;
  }
};

const progress = (report: Tracked, { language }: Visit): Html => {
  const words = publicWords[language];
  const { trackingCode, phase, submittedAt, dueDay, dueProjected, round, category, location, publication } =
    report;
  const text = publication?.publicText;
  return html`
    <section aria-labelledby="report">
      <h2 id="report"><code>${trackingCode}</code> ${phaseBadge(phase, language)}</h2>
      ${round > 1 ? html`<p class="note">${words.round}</p>` : null}
      <dl class="data panel">
        <div><dt>${words.reported}</dt><dd><time datetime=${submittedAt}>${momentText(submittedAt, language)}</time></dd></div>
        ${dueDay === null ? null : html`<div><dt>${words.due}</dt><dd><time datetime=${dueDay}>${dayText(dueDay, language)}</time>${dueProjected ? `, ${words.mayMove}` : ''}</dd></div>`}
        ${category == null ? null : html`<div><dt>${words.category}</dt><dd>${readable(category)}</dd></div>`}
        ${location?.address == null ? null : html`<div><dt>${words.place}</dt><dd>${written(location.address)}</dd></div>`}
      </dl>
      ${courseOf(phase, language)}
      ${
        text == null
          ? html`<p class="fine">${words.beforePublication}</p>`
          : html`<h3>${words.answer}</h3><blockquote>${written(text)}</blockquote>`
      }
    </section>
  `;
};
