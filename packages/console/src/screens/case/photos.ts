import { answerFile } from '@phananh/http/pages';
import { attachmentsOf, type FoundCase, publishedOf } from '../../cases/found.ts';
import { missingCopies, photoShown } from '../../cases/photos.ts';
import { type Html, html } from '../../frame/html.ts';
import { queryOf } from '../../frame/query.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import { withinOf, withinQuery } from './neighbours.ts';
import { caseWords } from './words.ts';

/** Photos of a case, each with whether everybody may see it, and what may be done with it. */
export const photosOf = async (frame: Frame, visit: Visit, one: FoundCase): Promise<Html> => {
  const { base, language, request } = visit;
  const { view, workflow, id } = one;
  const ids = attachmentsOf(view);
  if (ids.length === 0) return null;
  const missing = await missingCopies(frame, visit, ids);
  const words = caseWords[language];
  const published = new Set(publishedOf(view));
  const may = (command: string): boolean => view.allowedCommands?.includes(command) === true;
  const within = new URLSearchParams(withinQuery(withinOf(queryOf(request))));
  const link = (command: string, typed: { readonly [name: string]: string }, label: string): Html =>
    may(command)
      ? html`<a href=${`${base}/cases/${workflow}/${encodeURIComponent(id)}/do/${command}?${new URLSearchParams([...within, ...Object.entries(typed)])}`}>${label}</a>`
      : null;
  return html`
    <section aria-labelledby="photos"><h2 id="photos">${words.photos}</h2>
      <ul class="photos">
        ${ids.map((attachment, at) => {
          const name = words.photo(String(at + 1));
          const isPublished = published.has(attachment);
          return html`<li>
            ${photoShown(visit, one, { photo: attachment, name, missing: missing.get(attachment) })}
            <p class="fine">${isPublished ? html`<span class="badge good">${words.photoPublished}</span>` : words.photoInternal}</p>
            <p class="fine no-print">
              ${isPublished ? link('replace-attachment', { attachment }, words.photoReplace) : null}${' '}
              ${link('redact', { field: 'attachments', attachment }, words.photoHide)}
            </p>
          </li>`;
        })}
      </ul>
    </section>
  `;
};

/** Of a case, so that whoever has one report alone has its photos: what `GET /v1/attachments/{id}` answers to who looks. */
export const photoRoute = (frame: Frame, permission: readonly string[]): void => {
  const { evidence } = frame;
  if (evidence === undefined) return;
  frame.file('/cases/:workflow/:id/photos/:photo/:form', permission, async (visit, reply) => {
    const params: { readonly [name: string]: unknown } = Object(visit.request.params);
    const form = params.form === 'thumbnail' ? 'thumbnail' : 'copy';
    const file = await evidence.find(String(params.photo), form, visit.actor);
    return answerFile(visit.request, reply, file, form);
  });
};
