import { type Html, html } from '../frame/html.ts';
import { island } from '../frame/island.ts';
import type { Visit } from '../frame/screen.ts';
import { formWords } from './words.ts';

/** A text that is shown once and has to be taken along: as one line, with a button that copies it where there is JavaScript. */
export const toCopy = ({ language }: Visit, label: string, text: string): Html =>
  island(
    'copy',
    { words: formWords[language].copying },
    html`<label for="whole">${label}</label><input id="whole" class="whole" readonly value=${text} />`,
  );
