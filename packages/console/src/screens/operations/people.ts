import { type Html, html } from '../../frame/html.ts';
import { marked } from '../../frame/look.ts';
import type { Frame, Page, Visit } from '../../frame/screen.ts';
import { operationsWords } from './words.ts';

/** Officers, invitations and keys, for those who may see their lists: the lists and pages themselves are those of their workflows. */
export const peoplePage = async (
  { workflows, base }: Frame,
  { language, actor }: Visit,
  makesKeys: boolean,
): Promise<Page> => {
  const words = operationsWords[language];
  const readable = (list: string): boolean =>
    actor !== undefined &&
    workflows.some(({ hosted }) => {
      const lists: { readonly [name: string]: { readonly readers: object } } = hosted.lists;
      return Object.hasOwn(lists, list) && Object.hasOwn(lists[list]?.readers ?? {}, actor.kind);
    });
  const card = (list: string, title: string, help: string, more: Html = null): Html =>
    readable(list)
      ? html`<section class="card"><h2><a href=${`${base}/work/${list}`}>${title}</a></h2><p>${marked(help)}</p>${more}</section>`
      : null;
  const invite =
    actor?.kind === 'auditor'
      ? null
      : html`<a class="button second" href=${`${base}/cases/invitation/new/invite`}>${words.invite}</a>`;
  const newKey =
    makesKeys && actor?.kind === 'admin'
      ? html`<a class="button second" href=${`${base}/people/keys/new`}>${words.newKey}</a>`
      : html`<p class="fine">${marked(words.keysByCommand)}</p>`;
  const isAny = ['officers', 'invitations', 'api-keys'].some(readable);
  return {
    title: words.people,
    under: '/people',
    main: html`
      <h1>${words.people}</h1>
      ${
        isAny
          ? html`<p>${words.peopleLead}</p>
            <div class="cards">
              ${card('officers', words.officers, words.officersHelp)} ${card('invitations', words.invitations, words.invitationsHelp, invite)}
              ${card('api-keys', words.keys, words.keysHelp, newKey)}
            </div>`
          : html`<p class="note">${words.noPeople}</p>`
      }
    `,
  };
};
