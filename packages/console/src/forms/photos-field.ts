import { type Html, html } from '../frame/html.ts';
import { mostPhotos } from '../frame/multipart.ts';
import type { Filled, Frame, Visit } from '../frame/screen.ts';
import { formWords } from './words.ts';

/** Photos that were taken in already, and more of them. */
export const photosField = ({ evidence }: Frame, { language }: Visit, { values }: Filled): Html => {
  if (evidence === undefined) return null;
  const words = formWords[language];
  const kept = [...new Set(values.getAll('attachments'))].filter((id) => /^[0-9a-f]{64}$/.test(id));
  const left = mostPhotos - kept.length;
  return html`<div data-part="photos">
    ${
      kept.length === 0
        ? null
        : html`<fieldset class="checks"><legend>${words.photos}</legend><p class="fine">${words.photosKept}</p>
            ${kept.map((id, at) => html`<label><input type="checkbox" name="attachments" value=${id} checked /> ${words.photoKept(String(at + 1))}</label>`)}</fieldset>`
    }
    <div class="field" hidden=${left <= 0}><label for="i-photos">${words.photos}</label>
            <input id="i-photos" type="file" name="photos" multiple accept="image/jpeg,image/png,image/webp,image/heic,video/mp4,video/quicktime" aria-describedby="i-photos-hint" />
            <p class="fine" id="i-photos-hint">${words.photosHint(String(left > 0 ? left : mostPhotos))}</p></div>
  </div>`;
};
