import { type Html, html } from '../frame/html.ts';
import { island } from '../frame/island.ts';
import type { Visit } from '../frame/screen.ts';
import type { FilesGiven } from '../islands/given.ts';
import { formWords } from './words.ts';

/** A field that files are chosen in, whose words are those of the page where there is JavaScript. */
export const filesField = (
  { language }: Visit,
  chooses: 'chooseOne' | 'choose' | 'choosePhotos',
  field: { readonly label: Html; readonly input: Html; readonly below: Html },
): Html => {
  const { none, chosen, clear, [chooses]: choose } = formWords[language].files;
  const given: FilesGiven = { words: { choose, none, chosen, clear } };
  return island('files', given, html`${field.label} ${field.input} ${field.below}`);
};
