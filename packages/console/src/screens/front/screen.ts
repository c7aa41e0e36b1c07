import { type Actor, PhananhError } from '@phananh/core';
import { countedText } from '../../cases/counted.ts';
import { type Html, html } from '../../frame/html.ts';
import { grouped } from '../../frame/menu.ts';
import type { Frame, MenuEntry, Screen, Visit } from '../../frame/screen.ts';
import { frameWords } from '../../frame/words.ts';
import type { Session } from '../../session/session.ts';
import { catalogue } from '../../words/words.ts';
import { citizenWords } from '../citizen/words.ts';
import { personalDataWords } from '../personal-data/words.ts';
import { publicWords } from '../public/words.ts';
import { publishedWords } from '../published/words.ts';
import { type Choosing, signInChoices } from '../sign-in/choices.ts';
import { type CountedQueue, countedQueues } from '../worklist/counted-queues.ts';
import { readers } from '../worklist/reader.ts';
import { worklistWords } from '../worklist/words.ts';
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
            ${doorsOf(visit)}
            ${signInChoices(choosing, visit, { to: base })}
          `,
        };
      const mine = menu.filter(
        ({ permission }) => permission === 'public' || permission.includes(actor.kind),
      );
      if (actor.kind === 'citizen') return { title, main: await ofCitizen(frame, visit, { actor, session }) };
      const isReader = readers.some((kind) => kind === actor.kind);
      const queues = isReader ? await countedQueues(frame, visit, actor).catch(noCounts) : [];
      return {
        title,
        main: html`
          <div class="hero"><h1>${hello(session.name)}</h1><p>${lead}</p></div>
          ${queues.length === 0 ? null : queueCards(visit, queues, worklistWords[language].queues)}
          <h2>${goOn}</h2>
          <div class="cards places">${grouped(mine).map(
            ({ group, entries }) => html`
              <section class="card"><h3>${frameWords[language].groups[group].name}</h3><p>${frameWords[language].groups[group].help}</p>
                <ul class="plain">${entries.map(({ path, label }) => html`<li><a href=${base + path}>${label[language]}</a></li>`)}</ul>
              </section>
            `,
          )}</div>
        `,
      };
    });
  },
});

/** While lists cannot be had, as when they are computed anew, the front page still leads on. */
const noCounts = (error: unknown): readonly CountedQueue[] => {
  if (error instanceof PhananhError) return [];
  throw error;
};

/** What citizens come for: to report first. */
const ofCitizen = async (
  frame: Frame,
  visit: Visit,
  { actor, session }: { readonly actor: Actor; readonly session: Session },
): Promise<Html> => {
  const { language } = visit;
  const { hello, lead } = words[language];
  const queues = await countedQueues(frame, visit, actor).catch(noCounts);
  return html`
    <div class="hero"><h1>${hello(session.name)}</h1><p>${lead}</p></div>
    ${doorsOf(visit)}
    ${queues.length === 0 ? null : queueCards(visit, queues, worklistWords[language].myReports)}
  `;
};

/** What everybody may do here, each with what it is for. */
const doorsOf = ({ base, language, actor }: Visit): Html => {
  const { report, reportLead } = citizenWords[language];
  const { track, trackLead } = publicWords[language];
  const { title, lead } = publishedWords[language];
  const data = personalDataWords[language];
  const doors = [
    ['/report', report, reportLead],
    ['/track', track, trackLead],
    ['/published', title, lead],
    ...(actor === undefined ? [] : [['/personal-data', data.title, data.lead] as const]),
  ] as const;
  return html`<ul class="cards doors">${doors.map(
    ([path, name, help], at) =>
      html`<li class=${at === 0 ? 'first' : undefined}><a class="card door" href=${base + path}><strong>${name}</strong> <span>${help}</span></a></li>`,
  )}</ul>`;
};

/** What waits for somebody, at a glance. */
const queueCards = ({ base, language }: Visit, queues: readonly CountedQueue[], title: string): Html => html`
  <h2>${title}</h2>
  <ul class="cards counts">
    ${queues.map(
      ({ queue, counted }) => html`
        <li class=${queue.isUrgent === true && counted.count > 0 ? 'urgent' : undefined}>
          <a class="card" href=${`${base}/work${queue.query === '' ? '' : `?${queue.query}`}`}>
            <strong>${countedText(counted, language)}</strong> <span>${queue.name}</span>
          </a>
        </li>
      `,
    )}
  </ul>
`;

const frameTitle = { en: 'Field reports', vi: 'Phản ánh hiện trường' };
