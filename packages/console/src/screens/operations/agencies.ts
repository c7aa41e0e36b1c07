import { html } from '../../frame/html.ts';
import type { Frame, Page, Visit } from '../../frame/screen.ts';
import { operationsWords } from './words.ts';

/** Every agency: each leads to its page, where what may be done with it is done. */
export const agenciesPage = async (
  { readModels, base }: Frame,
  { language, actor }: Visit,
): Promise<Page> => {
  const words = operationsWords[language];
  const kinds: { readonly [kind: string]: string } = words.kinds;
  const phases: { readonly [phase: string]: string } = words.phases;
  const mayAdd = actor?.kind === 'operator' || actor?.kind === 'admin';
  return {
    title: words.agencies,
    under: '/agencies',
    isWide: true,
    main: html`
      <div class="split">
        <h1>${words.agencies}</h1>
        ${mayAdd ? html`<a class="button" href=${`${base}/cases/agency/new/register`}>${words.newAgency}</a>` : null}
      </div>
      <p>${words.agenciesLead}</p>
      <table class="cases">
        <thead><tr><th scope="col">${words.agency}</th><th scope="col">${words.kind}</th><th scope="col">${words.phase}</th><th scope="col">${words.ownCalendar}</th></tr></thead>
        <tbody>
          ${readModels.agencies().map(
            ({ agencyId, name, kind, phase, calendar, calendars }) => html`
              <tr>
                <th scope="row"><a href=${`${base}/cases/agency/${encodeURIComponent(agencyId)}`}>${name}</a> <span class="fine">${agencyId}</span></th>
                <td>${kinds[kind] ?? kind}</td>
                <td><span class=${`badge ${phase === 'active' ? 'good' : 'warn'}`}>${phases[phase] ?? phase}</span></td>
                <td>${calendars.at(-1)?.calendar ?? calendar ?? words.centreCalendar}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    `,
  };
};
