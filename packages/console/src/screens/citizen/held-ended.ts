import { html } from '../../frame/html.ts';
import type { Page, Visit } from '../../frame/screen.ts';
import { frameWords } from '../../frame/words.ts';
import { citizenWords } from './words.ts';

/** For whoever comes without what the device once had: with what they had typed, to copy. */
export const heldEnded = ({ language, root }: Visit, kept?: string): Page => {
  const words = citizenWords[language];
  const typed = [...new URLSearchParams(kept)].filter(
    ([name, value]) => !name.startsWith('_') && value !== '',
  );
  return {
    title: words.ended,
    status: 401,
    main: html`
      <h1>${words.ended}</h1>
      <p>${words.endedHelp}</p>
      ${typed.length === 0 ? null : html`<h2>${frameWords[language].whatYouTyped}</h2><pre class="typed" tabindex="0">${typed.map(([, value]) => value).join('\n')}</pre>`}
      <p class="actions"><a class="button" href=${`${root}/open`}>${words.open}</a> <a class="button second" href=${`${root}/track`}>${words.track}</a></p>
    `,
  };
};
