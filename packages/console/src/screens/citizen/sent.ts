import { z } from 'zod';
import { toCopy } from '../../forms/to-copy.ts';
import { type Html, html } from '../../frame/html.ts';
import { island } from '../../frame/island.ts';
import type { Page, Visit } from '../../frame/screen.ts';
import type { SealedCookie } from '../../session/sealed-cookie.ts';
import { dayOf, dayText } from '../../words/time.ts';
import { citizenWords } from './words.ts';

/** As long as its page may be waited for. */
export const sentMilliseconds = 600_000;

/** What was just sent. */
const Sent = z.object({
  reportId: z.string(),
  trackingCode: z.string(),
  link: z.string().optional(),
  opensUntil: z.string().optional(),
  isGuest: z.boolean().optional(),
  /** Whoever made it reads it out to somebody. */
  forCaller: z.boolean().optional(),
  /** Of the form: what a browser kept of it is not needed any more. */
  key: z.string().optional(),
});
type Sent = z.output<typeof Sent>;

/** The acknowledgement: shown once, with the link that is shown once. */
export const sentPage =
  (sent: SealedCookie, { isSubmission }: { readonly isSubmission: boolean }) =>
  async (visit: Visit, reply: Parameters<SealedCookie['end']>[1]): Promise<Page> => {
    const { base, root, language, request } = visit;
    const words = citizenWords[language];
    const { data } = Sent.safeParse(await sent.takeBegun(request, reply));
    const forCaller = data?.forCaller === true || request.url.startsWith(`${root}/intake/`);
    const again = forCaller ? '/intake' : '/report';
    if (data === undefined)
      return {
        title: words.gone,
        under: again,
        status: 404,
        main: html`<h1>${words.gone}</h1><p>${words.goneHelp}</p><p class="actions"><a class="button" href=${root + again}>${words.another}</a> <a class="button second" href=${`${root}/track`}>${words.track}</a></p>`,
      };
    const { reportId, trackingCode, isGuest = false } = data;
    const title = isSubmission ? words[forCaller ? 'sentForCaller' : 'sent'] : words.newLink;
    return {
      title,
      ...(isSubmission && { under: again }),
      main: html`
        <h1>${title}</h1>
        ${isSubmission ? html`<p class="note good" role="status">${words[forCaller ? 'sentForCallerLead' : 'sentLead']}</p>` : null}
        <section class="card" aria-labelledby="code"><h2 id="code">${words.code}</h2>
          <p class="secret"><code>${trackingCode}</code></p><p class="fine">${words.codeHelp}</p></section>
        ${linkCard(visit, data, forCaller)}
        ${data.key === undefined ? null : island('sent', { key: data.key }, null)}
        <p class="actions">
          ${(forCaller || !isGuest) && base === root ? html`<a class="button" href=${`${base}/cases/report/${reportId}`}>${forCaller ? words.toCase : words.toMine}</a>` : null}
          ${isSubmission ? html`<a class="button second" href=${base + again}>${words.another}</a>` : null}
        </p>
      `,
    };
  };

/** A one-time link: shown here and nowhere else. */
const linkCard = (
  visit: Visit,
  { trackingCode, link, opensUntil }: Pick<Sent, 'trackingCode' | 'link' | 'opensUntil'>,
  forCaller: boolean,
): Html => {
  const { language, request, root } = visit;
  const words = citizenWords[language];
  if (link === undefined || opensUntil === undefined)
    return html`<section class="card" aria-labelledby="link"><h2 id="link">${words.link}</h2><p>${words.linkGone}</p></section>`;
  const address = `${request.protocol}://${request.host}${root}/open`;
  const href = `${address}?${new URLSearchParams({ code: trackingCode, link })}`;
  return html`
    <section class="card once" aria-labelledby="link"><h2 id="link">${words.link}</h2>
      <p>${forCaller ? words.linkForCaller : words.linkHelp}</p>
      <p class="secret"><code>${link}</code></p>
      <p class="fine">${words.linkPage(address)}</p>
      ${toCopy(visit, words.link, href)}
      <p class="fine">${words.linkUntil(dayText(dayOf(opensUntil), language))}</p>
      ${
        forCaller
          ? null
          : html`<p><a class="button second" href=${href}>${words.openHere}</a></p><p class="fine">${words.openHereHelp}</p>`
      }
    </section>
  `;
};
