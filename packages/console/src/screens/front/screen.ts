import { html } from '../../frame/html.ts';
import type { MenuEntry, Screen } from '../../frame/screen.ts';
import { catalogue } from '../../words/words.ts';
import { type Choosing, signInChoices } from '../sign-in/choices.ts';
import { en } from './words.en.ts';
import { vi } from './words.vi.ts';

const words = catalogue(en, vi);

/** The front page: signing in, or where one may go. */
export const frontScreen = (choosing: Choosing, menu: readonly MenuEntry[]): Screen => ({
  menu: [],
  add: (frame) => {
    frame.page('/', 'public', async (visit) => {
      const { language, session, actor, base } = visit;
      const { title, hello, lead, goOn } = words[language];
      if (actor === undefined || session === undefined)
        return {
          title,
          main: html`
            <div class="hero"><h1>${frameTitle[language]}</h1><p>${lead}</p></div>
            ${signInChoices(choosing, visit, { to: base })}
          `,
        };
      const mine = menu.filter(
        ({ permission }) => permission === 'public' || permission.includes(actor.kind),
      );
      return {
        title,
        main: html`
          <div class="hero"><h1>${hello(session.name)}</h1><p>${lead}</p></div>
          ${
            mine.length === 0
              ? null
              : html`<h2>${goOn}</h2>
                <ul class="cards">
                  ${mine.map(({ path, label }) => html`<li class="card"><a href=${base + path}>${label[language]}</a></li>`)}
                </ul>`
          }
        `,
      };
    });
  },
});

const frameTitle = { en: 'Field reports', vi: 'Phản ánh hiện trường' };
