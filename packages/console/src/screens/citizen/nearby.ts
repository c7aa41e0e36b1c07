import type { JsonObject } from '@phananh/core';
import { Forbidden, NotFound, subjectFor } from '@phananh/core/engine';
import { isShownNearby, ReportId, reportWorkflow } from '@phananh/core/reports';
import { reportsNearby } from '@phananh/http/pages';
import { refusedBy } from '../../forms/refused.ts';
import { type Html, html } from '../../frame/html.ts';
import { written } from '../../frame/look.ts';
import type { Filled, Form, Frame, Part, Visit } from '../../frame/screen.ts';
import { dayText } from '../../words/time.ts';
import { coordinatesOf } from './typed-report.ts';
import { citizenWords } from './words.ts';

/** What others reported at the coordinates of a form, where the policy shows it: asked for before anything is sent. */
export const nearbyPart = async (frame: Frame, visit: Visit, { values, because }: Filled): Promise<Part> => {
  if (frame.reports.policy.showsNearby !== true) return { main: null };
  const words = citizenWords[visit.language];
  const isAsked = because === 'look';
  const place = coordinatesOf(values.get('coordinates') ?? '');
  const found = isAsked && place !== undefined ? await reportsNearby(visit.request, frame, place) : undefined;
  const main = html`
    <section class="nearby" aria-labelledby="nearby" data-nearby="">
      <h2 id="nearby">${words.nearby}</h2>
      <p class="fine">${words.nearbyHint}</p>
      <button class="second" name="_look" value="true" formaction=${`${visit.base}/report#nearby`}>${words.lookNearby}</button>
      ${isAsked && place === undefined ? html`<p class="note warn" role="alert">${words.nearbyNeedsPlace}</p>` : null}
      ${found === undefined ? null : found.length === 0 ? html`<p role="status">${words.nearbyNone}</p>` : html`<ul class="plain" role="list">${found.map((one) => neighbour(visit, one))}</ul>`}
    </section>
  `;
  return { main };
};

const neighbour = (visit: Visit, report: JsonObject): Html => {
  const { base, language } = visit;
  const words = citizenWords[language];
  return html`<li class="card">${said(visit, report)} <a class="button second" target="_blank" href=${`${base}/nearby/${String(report.reportId)}/support`}>${words.support} <span class="fine">(${words.newWindow})</span></a></li>`;
};

const said = ({ language, called }: Visit, { category, location, submittedDay }: JsonObject): Html => {
  const words = citizenWords[language];
  const { lat, lng, areaCode }: { readonly [key: string]: unknown } = Object(location);
  const place = [
    typeof areaCode === 'string' ? called('area', areaCode) : undefined,
    typeof lat === 'number' ? `${lat}, ${String(lng)}` : undefined,
  ].filter((one) => one !== undefined);
  return html`<p><strong>${typeof category === 'string' ? called('category', category) : words.noCategory}</strong> ${typeof submittedDay === 'string' ? words.since(dayText(submittedDay, language)) : null}<span class="fine"> ${written(place.join(' · '))}</span></p>`;
};

/** Says that one has the same problem, of a report of which no more is seen than that there is one. */
export const supportForm = (frame: Frame): Form => {
  const { reports, base } = frame;
  const { handler, policy } = reports;
  const idOf = ({ request }: Visit): string => {
    const { id }: { readonly [name: string]: unknown } = Object(request.params);
    return String(id);
  };
  return {
    path: '/nearby/:id/support',
    permission: ['citizen'],
    show: async (visit, filled) => {
      const id = idOf(visit);
      const words = citizenWords[visit.language];
      const subject = ReportId.safeParse(id).success ? await handler.load(id) : undefined;
      if (subject === undefined || !isShownNearby(subject.state, policy)) throw new NotFound('report', id);
      const shown = subjectFor(
        reportWorkflow,
        'neighbour',
        { id, state: subject.state },
        { now: handler.clock.now(), policy: handler.policy },
      );
      return {
        title: words.support,
        main: html`
          <h1>${words.support}</h1>
          ${refusedBy(visit, filled.problem)}
          ${said(visit, shown)}
          <p>${words.supportLead}</p>
          <form method="post" action=${`${base}/nearby/${id}/support`} class="command">
            ${visit.session === undefined ? null : html`<input type="hidden" name="_token" value=${visit.session.token} />`}
            <p class="actions"><button>${words.supportDo}</button></p>
          </form>
        `,
      };
    },
    act: async (visit) => {
      const { actor, request } = visit;
      if (actor === undefined) throw new TypeError('somebody supports it');
      const id = idOf(visit);
      try {
        await handler.execute(id, 'support', {}, { actor, correlationId: request.id });
      } catch (error) {
        throw error instanceof Forbidden && !error.visible ? new NotFound('report', id) : error;
      }
      return { goTo: '/nearby/supported' };
    },
  };
};
