import type { ReadModels } from '@phananh/core/read-models';
import { type Html, html } from '../../frame/html.ts';
import type { Visit } from '../../frame/screen.ts';
import type { ConsoleIssuer } from '../../session/issuers.ts';
import { kindDoes, kindName } from '../../words/kinds.ts';
import { signInWords } from './words.ts';

export interface Choosing {
  readonly readModels: Pick<ReadModels, 'agencies'>;
  /** Kinds of actors that anybody may be; none outside development. */
  readonly kinds: readonly string[];
  readonly issuers: readonly ConsoleIssuer[];
}

/** Where somebody goes once they are signed in, and what they had typed there. */
export interface Onward {
  readonly to: string;
  readonly kept?: string | undefined;
}

/** Every way in, as forms. */
export const signInChoices = (choosing: Choosing, visit: Visit, onward: Onward): Html => {
  const { kinds, issuers } = choosing;
  if (kinds.length + issuers.length === 0)
    return html`<p class="note">${signInWords[visit.language].noWays}</p>`;
  return [
    issuers.length === 0 ? null : byIssuers(issuers, visit, onward),
    kinds.length === 0 ? null : inDevelopment(choosing, visit, onward),
  ];
};

/** Links, and no forms: a form may lead to this host alone. What was typed stays on this page while another window signs in. */
const byIssuers = (
  issuers: readonly ConsoleIssuer[],
  { base, language }: Visit,
  { to, kept }: Onward,
): Html => {
  const words = signInWords[language];
  const isKept = kept !== undefined;
  return html`
    <section class="issuers">
      <ul class="plain">
        ${issuers.map(({ issuer, label }) => {
          const query = new URLSearchParams({ issuer, to: isKept ? `${base}/sign-in/done` : to });
          return html`<li>
            <a class="button" href=${`${base}/sign-in/issuer?${query}`} target=${isKept ? '_blank' : undefined}
              >${words.signInWith(label ?? new URL(issuer).host)}${isKept ? html` <span class="fine-on-button">(${words.newWindow})</span>` : null}</a
            >
          </li>`;
        })}
      </ul>
      ${
        isKept
          ? html`<form method="post" action=${to}>
            <input type="hidden" name="_kept" value=${kept} />
            <p>${words.thenGoOn}</p>
            <button class="second">${words.goOnWithForm}</button>
          </form>`
          : null
      }
    </section>
  `;
};

const inDevelopment = ({ kinds, readModels }: Choosing, visit: Visit, onward: Onward): Html => {
  const words = signInWords[visit.language];
  return html`
    <section class="people" aria-labelledby="development">
      <h2 id="development">${words.development}</h2>
      <p class="fine">${words.developmentHelp}</p>
      <form method="post" action=${`${visit.base}/sign-in/development`}>
        ${hidden(onward)}
        <ul class="cards">
          ${kinds.map((kind) => (kind === 'agency' ? officerCard(readModels.agencies(), visit) : personCard(kind, visit)))}
        </ul>
      </form>
    </section>
  `;
};

const hidden = ({ to, kept }: Onward): Html => html`
  <input type="hidden" name="to" value=${to} />
  ${kept === undefined ? null : html`<input type="hidden" name="_kept" value=${kept} />`}
`;

const personCard = (kind: string, { language }: Visit): Html => {
  const name = kindName(kind, language);
  const words = signInWords[language];
  return html`
    <li class="card">
      <h3>${name}</h3>
      <p>${kindDoes(kind, language)}</p>
      <button name="as" value=${`${kind}:${kind}-1`}>${goOn(words, words.as(name))}</button>
    </li>
  `;
};

/** Short to see, whole to hear. */
const goOn = (words: (typeof signInWords)['en'], as: string): Html =>
  html`${words.goOn}<span class="unseen"> ${as}</span>`;

const officerCard = (
  agencies: readonly { readonly agencyId: string; readonly name: string }[],
  { language }: Visit,
): Html => {
  const words = signInWords[language];
  return html`
    <li class="card">
      <h3>${kindName('agency', language)}</h3>
      <p>${kindDoes('agency', language)}</p>
      ${
        agencies.length === 0
          ? html`<p class="fine">${words.noAgencies}</p>`
          : html`
            <label for="agency">${words.agency}</label>
            <select id="agency" name="agency">
              ${agencies.map(({ agencyId, name }) => html`<option value=${agencyId}>${name}</option>`)}
            </select>
            <button name="as" value="agency:officer-1">${goOn(words, words.asOfficer)}</button>
          `
      }
    </li>
  `;
};
