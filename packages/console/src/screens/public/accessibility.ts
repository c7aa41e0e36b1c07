import { html } from '../../frame/html.ts';
import type { Page, Visit } from '../../frame/screen.ts';
import { publicWords } from './words.ts';

/** What is done so that everybody can use the pages, what is missing, and whom to tell. */
export const accessibilityPage = async ({ language }: Visit): Promise<Page> => {
  const words = publicWords[language];
  const list = (items: { readonly [key: string]: string }) =>
    html`<ul>${Object.values(items).map((item) => html`<li>${item}</li>`)}</ul>`;
  return {
    title: words.accessibility,
    under: '/accessibility',
    main: html`
      <h1>${words.accessibility}</h1>
      <p>${words.accessibilityLead}</p>
      <h2>${words.goal}</h2><p>${words.goalText}</p>
      <h2>${words.how}</h2>${list(words.howItems)}
      <h2>${words.gaps}</h2>${list(words.gapsItems)}
      <h2>${words.tell}</h2><p>${words.tellText}</p>
    `,
  };
};
