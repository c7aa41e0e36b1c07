import { searchPhrases, textMatches } from '@phananh/core/read-models';
import { html } from '../../frame/html.ts';
import { queryOf } from '../../frame/query.ts';
import type { Frame, Page, Visit } from '../../frame/screen.ts';
import { countText } from '../../words/numbers.ts';
import { operationsWords } from './words.ts';

/** So many are looked through sooner than asked for. */
const fewEnough = 20;

/** Every agency: each leads to its page, where what may be done with it is done. */
export const agenciesPage = async (
  { readModels, base }: Frame,
  { language, actor, request }: Visit,
): Promise<Page> => {
  const words = operationsWords[language];
  const kinds: { readonly [kind: string]: string } = words.kinds;
  const phases: { readonly [phase: string]: string } = words.phases;
  const wanted = queryOf(request).get('q')?.trim() ?? '';
  const all = readModels.agencies();
  const isFound = wanted === '' ? () => true : textMatches(searchPhrases(wanted));
  const shown = all.filter(({ agencyId, name }) => isFound(`${name} ${agencyId}`));
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
      ${
        all.length <= fewEnough && wanted === ''
          ? null
          : html`<form class="filters" method="get" action=${`${base}/agencies`} role="search" aria-label=${words.findAgency}>
            <div class="search"><label class="unseen" for="f-q">${words.findAgency}</label>
            <input id="f-q" name="q" type="search" placeholder=${words.findAgency} value=${wanted} maxlength="200" /><button>${words.find}</button></div></form>`
      }
      <p class="fine" role="status">${words.agenciesShown(countText(shown.length, language), countText(all.length, language))}</p>
      <table class="cases even">
        <thead><tr><th scope="col">${words.agency}</th><th scope="col">${words.kind}</th><th scope="col">${words.phase}</th><th scope="col">${words.ownCalendar}</th></tr></thead>
        <tbody>
          ${shown.map(
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
