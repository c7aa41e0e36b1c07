import type { ReadModels } from '@phananh/core/read-models';
import { type Html, html } from '../../frame/html.ts';
import type { Visit } from '../../frame/screen.ts';
import { kindDoes, kindName } from '../../words/kinds.ts';
import { signInWords } from './words.ts';

export interface Choosing {
  readonly readModels: Pick<ReadModels, 'agencies'>;
  /** Kinds of actors that anybody may be; none outside development. */
  readonly kinds: readonly string[];
}

/** Where somebody goes once they are signed in, and what they had typed there. */
export interface Onward {
  readonly to: string;
  readonly kept?: string | undefined;
}

/** Every way in, as forms. */
export const signInChoices = ({ kinds, readModels }: Choosing, visit: Visit, onward: Onward): Html => {
  const words = signInWords[visit.language];
  if (kinds.length === 0) return html`<p class="note">${words.noWays}</p>`;
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
