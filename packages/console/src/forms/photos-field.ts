import { type Html, html } from '../frame/html.ts';
import { mostPhotos } from '../frame/multipart.ts';
import type { Filled, Frame, Visit } from '../frame/screen.ts';
import { filesField } from './files-field.ts';
import { formWords } from './words.ts';

/**
 * Photos that were taken in already, and more of them.
 *
 * @param isKept whether the form has an island that keeps its photos, and shows them by itself
 */
export const photosField = (
  { evidence }: Frame,
  visit: Visit,
  { values }: Filled,
  { isKept = false }: { readonly isKept?: boolean } = {},
): Html => {
  if (evidence === undefined) return null;
  const words = formWords[visit.language];
  const kept = [...new Set(values.getAll('attachments'))].filter((id) => /^[0-9a-f]{64}$/.test(id));
  const left = mostPhotos - kept.length;
  const label = html`<label for="i-photos">${words.photos}</label>`;
  const input = html`<input id="i-photos" type="file" name="photos" multiple accept="image/jpeg,image/png,image/webp,image/heic,video/mp4,video/quicktime" aria-describedby="i-photos-hint" />`;
  const below = html`<p class="fine" id="i-photos-hint">${words.photosHint(String(left > 0 ? left : mostPhotos))}</p>`;
  return html`<div data-part="photos">
    ${
      kept.length === 0
        ? null
        : html`<fieldset class="checks"><legend>${words.photos}</legend><p class="fine">${words.photosKept}</p>
            ${kept.map((id, at) => html`<label><input type="checkbox" name="attachments" value=${id} checked /> ${words.photoKept(String(at + 1))}</label>`)}</fieldset>`
    }
    <div class="field" hidden=${left <= 0}>${isKept ? html`${label} ${input} ${below}` : filesField(visit, 'choosePhotos', { label, input, below })}</div>
  </div>`;
};
