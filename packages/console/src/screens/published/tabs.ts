import { type Html, html } from '../../frame/html.ts';
import type { Visit } from '../../frame/screen.ts';
import { type PublishedWords, publishedWords } from './words.ts';

type Look = keyof PublishedWords & ('list' | 'map' | 'figures');

const paths: { readonly [L in Look]: string } = {
  list: '/published',
  map: '/published/map',
  figures: '/published/figures',
};

/** List, map and figures: the first two of the same filter. */
export const looks = ({ base, language }: Visit, current: Look, query: URLSearchParams): Html => {
  const words = publishedWords[language];
  const href = (look: Look): string =>
    base + paths[look] + (look === 'figures' || query.size === 0 ? '' : `?${query}`);
  return html`<nav class="tabs no-print" aria-label=${words.kinds}><ul>${(
    ['list', 'map', 'figures'] as const
  ).map(
    (look) =>
      html`<li><a href=${href(look)} aria-current=${look === current ? 'page' : undefined}>${words[look]}</a></li>`,
  )}</ul></nav>`;
};
