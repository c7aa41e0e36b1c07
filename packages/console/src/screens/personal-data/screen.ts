import { grantedCopyFor, ownCopyFor } from '@phananh/http/pages';
import type { ShowAbove } from '../../cases/beside.ts';
import { paramsOf } from '../../cases/found.ts';
import { html } from '../../frame/html.ts';
import { savedAs } from '../../frame/saved-as.ts';
import type { Frame, Page, Screen, Visit } from '../../frame/screen.ts';
import { copyTables } from './copy.ts';
import { keepers, textsOfRequest, textsPage } from './texts.ts';
import { personalDataWords } from './words.ts';

/** What is kept of somebody: a citizen's own, and the copies that were granted. */

const requestName = 'dataRequest';
const handlers = ['citizen', 'operator', 'admin'] as const;

export const personalDataScreen: Screen = {
  menu: [
    {
      path: '/personal-data',
      permission: ['citizen'],
      group: 'personalData',
      label: { en: personalDataWords.en.menu, vi: personalDataWords.vi.menu },
    },
  ],
  add: (frame) => {
    const copying = {
      reports: frame.reports,
      handlers: frame.workflows.map(({ handler }) => handler),
    };
    const takesRequests = copying.handlers.some(({ workflow }) => workflow.name === requestName);
    frame.page('/personal-data', ['citizen'], async (visit) => startPage(visit, takesRequests));
    frame.page('/personal-data/kept', ['citizen'], async (visit) =>
      copyPage(visit, {
        title: personalDataWords[visit.language].keptTitle,
        main: copyTables(visit, await ownCopyFor(visit.request, copying)),
        file: '/personal-data/file',
        back: '/personal-data',
      }),
    );
    frame.file('/personal-data/file', ['citizen'], async ({ request }, reply) =>
      reply.headers(savedAs('personal-data.json')).send(await ownCopyFor(request, copying)),
    );
    if (takesRequests) {
      copyPages(frame, copying);
      frame.page('/personal-data/requests/:id/texts', keepers, (visit) => textsPage(frame, visit));
    }
  },
};

const copyPages = (frame: Frame, copying: Parameters<typeof grantedCopyFor>[1]): void => {
  frame.page('/personal-data/requests/:id/copy', handlers, async (visit) => {
    const words = personalDataWords[visit.language];
    const { id } = paramsOf(visit);
    const copy = await grantedCopyFor(visit.request, copying, id);
    return copyPage(visit, {
      title: words.copyTitle,
      main: html`<p>${words.copyOf(copy.person)}</p> ${copyTables(visit, copy)}`,
      file: `/personal-data/requests/${encodeURIComponent(id)}/file`,
      back: `/cases/${requestName}/${encodeURIComponent(id)}`,
    });
  });
  frame.file('/personal-data/requests/:id/file', handlers, async (visit, reply) => {
    const { id } = paramsOf(visit);
    const copy = await grantedCopyFor(visit.request, copying, id);
    return reply.headers(savedAs(`personal-data-${id}.json`)).send(copy);
  });
};

const startPage = ({ base, language }: Visit, takesRequests: boolean): Page => {
  const words = personalDataWords[language];
  return {
    title: words.title,
    under: '/personal-data',
    main: html`
      <div class="hero"><h1>${words.title}</h1><p>${words.lead}</p></div>
      <div class="cards">
        <section class="card" aria-labelledby="see"><h2 id="see">${words.keptTitle}</h2>
          <p>${words.seeHelp}</p>
          <p class="actions"><a class="button" href=${`${base}/personal-data/kept`}>${words.see}</a> <a class="button second" href=${`${base}/personal-data/file`}>${words.file}</a></p>
        </section>
        ${
          takesRequests
            ? html`<section class="card" aria-labelledby="ask"><h2 id="ask">${words.ask}</h2>
                <p>${words.askHelp}</p>
                <p class="actions"><a class="button second" href=${`${base}/cases/${requestName}/new/ask`}>${words.ask}</a> <a class="button second" href=${`${base}/work/personal-data-requests`}>${words.requests}</a></p>
              </section>`
            : null
        }
      </div>
    `,
  };
};

const copyPage = (
  { base, language, actor }: Visit,
  {
    title,
    main,
    file,
    back,
  }: Pick<Page, 'title' | 'main'> & { readonly file: string; readonly back: string },
): Page => {
  const words = personalDataWords[language];
  return {
    title,
    under: actor?.kind === 'citizen' ? '/personal-data' : '/work/personal-data-requests',
    main: html`
      <p class="no-print"><a href=${base + back}>← ${back === '/personal-data' ? words.title : words.back}</a></p>
      <div class="split"><h1>${title}</h1><a class="button no-print" href=${base + file}>${words.file}</a></div>
      <div class="cards one">${main}</div>
      <p class="fine">${words.looked}</p>
    `,
  };
};

/** On the page of a request: what it is about, for whoever sees to it. */
export const aboveRequest: ShowAbove = (visit, one) =>
  copyOfRequest(visit, one) ?? textsOfRequest(visit, one);

/** Of one whose copy was granted: where it is. */
const copyOfRequest: ShowAbove = ({ base, language, actor }, { workflow, id, view }) => {
  if (workflow !== requestName || view.kind !== 'copy' || view.phase !== 'granted') return undefined;
  if (!handlers.some((kind) => kind === actor?.kind)) return undefined;
  const words = personalDataWords[language];
  const path = `${base}/personal-data/requests/${encodeURIComponent(id)}`;
  const mayDeliver = view.allowedCommands?.includes('deliver') === true;
  return {
    offers: ['deliver'],
    main: html`
      <section class="card no-print" aria-labelledby="copy"><h2 id="copy">${words.ready}</h2>
        <p>${words.readyHelp}</p>
        <p class="actions"><a class="button" href=${`${path}/copy`}>${words.seeCopy}</a> <a class="button second" href=${`${path}/file`}>${words.file}</a>
          ${mayDeliver ? html`<a class="button second" href=${`${base}/cases/${workflow}/${encodeURIComponent(id)}/do/deliver`}>${actor?.kind === 'citizen' ? words.gotIt : words.handedOver}</a>` : null}</p>
      </section>
    `,
  };
};
