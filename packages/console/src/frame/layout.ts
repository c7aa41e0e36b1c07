import type { Language, Problem } from '@phananh/http/pages';
import { languageNames } from '../words/words.ts';
import { type Html, html } from './html.ts';
import type { IslandName } from './island.ts';
import type { IslandScripts } from './island-scripts.ts';
import { detailOf } from './look.ts';
import { menuOf } from './menu.ts';
import type { MenuEntry, Page, Visit } from './screen.ts';
import { type FrameWords, frameWords } from './words.ts';

export interface Surroundings {
  /** Entries that the visitor may use. */
  readonly menu: readonly MenuEntry[];
  readonly stylePath: string;
  /** What this installation is called where it is none for real work. */
  readonly environment: string | undefined;
  /** What the page says, as text. */
  readonly main: string;
  /** What is in it that runs in the browser, and what that needs. */
  readonly islands: readonly IslandName[];
  readonly scripts: IslandScripts;
}

/** A whole document. */
export const documentOf = (
  visit: Visit,
  page: Page,
  { menu, stylePath, environment, main, islands, scripts }: Surroundings,
): Html => {
  const { language, root } = visit;
  const words = frameWords[language];
  return html`
    <html lang=${language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${page.again === undefined ? null : html`<noscript><meta http-equiv="refresh" content=${String(page.again)} /></noscript>`}
        <title>${page.title} · ${words.product}</title>
        ${islands.length === 0 ? null : scriptsOf(islands, scripts)}
        <link rel="stylesheet" href=${stylePath} />
        <link rel="icon" href=${`${root}/assets/icon.svg`} type="image/svg+xml" />
      </head>
      <body>
        <a class="skip" href="#main">${words.skip}</a>
        ${environment === undefined ? null : html`<section class="environment" aria-label=${words.environmentLabel}>${words.environment(environment === 'development' ? words.development : environment)}</section>`}
        <header class="top">
          <a class="brand" href=${root}><span class="mark" aria-hidden="true"></span>${words.product}</a>
          ${menu.length === 0 ? null : html`<details class="opens-menu"><summary>${words.openMenu}</summary></details>${menuOf(visit, menu, page.under)}`}
          <div class="whoami">${languageSwitch(visit, words)} ${whoAmI(visit, words)}</div>
        </header>
        <main id="main" tabindex="-1" class=${page.isWide === true ? 'wide' : 'narrow'} dangerouslySetInnerHTML=${{ __html: main }}></main>
        <footer class="bottom">${words.footer} <a href=${`${root}/privacy`}>${words.privacy}</a> <a href=${`${root}/accessibility`}>${words.accessibility}</a> ${languageSwitch(visit, words)}</footer>
      </body>
    </html>
  `;
};

/** None of it holds the page up: modules run when the page is there. */
const scriptsOf = (
  islands: readonly IslandName[],
  { importMap, loader, modulesOf, stylesOf }: IslandScripts,
): Html => html`
  ${islands.flatMap(stylesOf).map((href) => html`<link rel="stylesheet" href=${href} />`)}
  <script type="importmap" dangerouslySetInnerHTML=${{ __html: importMap }}></script>
  ${[...new Set(islands.flatMap(modulesOf))].map((href) => html`<link rel="modulepreload" href=${href} />`)}
  <script type="module" dangerouslySetInnerHTML=${{ __html: loader }}></script>
`;

const languageSwitch = ({ language, request, root }: Visit, words: FrameWords) => {
  const other: Language = language === 'vi' ? 'en' : 'vi';
  const back = request.method === 'GET' ? request.url : root;
  return html`
    <a
      class="quiet"
      lang=${other}
      hreflang=${other}
      rel="nofollow"
      href=${`${root}/language/${other}?${new URLSearchParams({ to: back })}`}
      aria-label=${`${words.language}: ${languageNames[other]}`}
      >${languageNames[other]}</a
    >
  `;
};

/** On pages that are a part of the console nobody is signed in: they are of one report. */
const whoAmI = ({ session, base, root, request }: Visit, words: FrameWords) =>
  session === undefined || base !== root
    ? base !== root || request.url.startsWith(`${root}/sign-in`)
      ? null
      : html`<a class="quiet" href=${`${root}/sign-in`}>${words.signIn}</a>`
    : html`
        <span class="who" title=${words.signedInAs(session.name)}><bdi>${session.name}</bdi></span>
        <form method="post" action=${`${root}/sign-out`}>
          <input type="hidden" name="_token" value=${session.token} />
          <button class="quiet">${words.signOut}</button>
        </form>
      `;

/** What is shown of something that went wrong. */
export const problemPage = (visit: Visit, problem: Problem, typed?: string): Page => {
  const { language, base } = visit;
  const words = frameWords[language];
  const isMissing = problem.status === 404;
  return {
    title: isMissing ? words.notFound : problem.title,
    status: problem.status,
    main: html`
      <h1>${isMissing ? words.notFound : problem.title}</h1>
      ${isMissing ? html`<p>${words.notFoundHelp}</p>` : detailOf(visit, problem.detail)}
      ${
        typed === undefined || typed === ''
          ? null
          : html`<h2>${words.whatYouTyped}</h2>
            <pre class="typed" tabindex="0">${typed}</pre>`
      }
      <p><a class="button" href=${base}>${words.back}</a></p>
      <p class="fine">${words.requestId}: <code>${problem.instance}</code></p>
    `,
  };
};
