import type { FoundCase } from '../../cases/found.ts';
import { html } from '../../frame/html.ts';
import type { Visit } from '../../frame/screen.ts';
import { type FormShape, unshaped } from './form-shape.ts';
import { caseWords } from './words.ts';

/** Granting an erasure: what it takes, and where versions of texts are kept before. */
export const erasureShape = ({ base, language }: Visit, { view, id }: FoundCase): FormShape => {
  if (view.kind !== 'erasure') return unshaped;
  const words = caseWords[language];
  return {
    ...unshaped,
    isGrave: true,
    main: html`<div class="note bad"><p><strong>${words.destroyWarning}</strong></p><p>${words.erasureHelp}</p>
      <p><a href=${`${base}/personal-data/requests/${encodeURIComponent(id)}/texts`}>${words.erasureTexts}</a></p></div>`,
  };
};
