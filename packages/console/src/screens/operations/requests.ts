import { askFor } from '@phananh/http/pages';
import { type Html, html } from '../../frame/html.ts';
import { verdictBadge } from '../../frame/look.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import { nameIn, nameOf } from '../../words/naming.ts';
import { countText } from '../../words/numbers.ts';
import { dayText } from '../../words/time.ts';
import { operationsWords } from './words.ts';

const list = 'personal-data-requests';
const mostShown = 5;

/** What persons ask for about their data and still wait for, with the terms of the law: those that were asked first. */
export const requestsCard = async (
  { workflows, readModels, clock }: Frame,
  { request, base, language }: Visit,
): Promise<Html> => {
  if (!workflows.some(({ hosted }) => Object.hasOwn(hosted.lists, list))) return null;
  const words = operationsWords[language];
  const waiting = { list, where: { phase: { oneOf: ['asked', 'granted'] } }, now: clock.now() };
  const missed = { ...waiting, where: { ...waiting.where, missed: { oneOf: [true] } } };
  const [{ rows }, [all], [late]] = await askFor(request, (by) =>
    Promise.all([
      readModels.list({ ...waiting, sort: 'askedAt', limit: mostShown }, by),
      readModels.counts({ ...waiting, by: [] }, by),
      readModels.counts({ ...missed, by: [] }, by),
    ]),
  );
  const count = all?.count ?? 0;
  const lateCount = late?.count ?? 0;
  const clockOf = (value: unknown): Html => {
    if (typeof value !== 'object' || value === null || !('verdict' in value)) return null;
    const { verdict, dueDay }: { readonly verdict: unknown; readonly dueDay?: unknown } = value;
    return html` ${verdictBadge(typeof verdict === 'string' ? verdict : null, language)} ${typeof dueDay === 'string' ? dayText(dueDay, language) : null}`;
  };
  return html`
    <section class="card" aria-labelledby="requests">
      <h2 id="requests">${nameIn('dataRequest', 'lists', list, language)}</h2>
      <p>${
        count === 0
          ? html`<span class="badge good">${words.noRequests}</span>`
          : html`${words.requestsWait(countText(count, language))} ${lateCount === 0 ? null : html`<span class="badge bad">${words.requestsMissed(countText(lateCount, language))}</span>`}`
      }</p>
      <ul class="plain">${rows.map(
        ({ dataRequestId, kind, phase, answer, fulfilment }) => html`
          <li><a href=${`${base}/cases/dataRequest/${encodeURIComponent(String(dataRequestId))}`}>${nameIn('dataRequest', 'values', String(kind), language)}</a>
          <span class="badge plain">${nameIn('dataRequest', 'phases', String(phase), language)}</span><br />
          ${clockOf(phase === 'asked' ? answer : fulfilment) ?? nameOf('verdicts', 'open', language)}</li>`,
      )}</ul>
      <p><a href=${`${base}/work/${list}`}>${words.allRequests}</a></p>
    </section>
  `;
};
