import { filledWith } from './filled-with.ts';
import type { PhrasesGiven } from './given.ts';
import type { Island } from './island.ts';

/** Puts a phrase into the text of a form where it is chosen. Without JavaScript its button sends the form, and the host does it. */
const phrases: Island = ({ element, given }) => {
  // Written by the server, by the same type.
  const { field, texts, words } = given as PhrasesGiven;
  const select = element.querySelector('select');
  const button = element.querySelector('button');
  const text = document.getElementById(field);
  if (select === null || button === null || !(text instanceof HTMLTextAreaElement)) return;
  const told = document.createElement('span');
  told.className = 'fine';
  told.setAttribute('role', 'status');
  button.after(' ', told);
  /** What this put there, as long as nobody has typed since: another choice takes its place. */
  let last: string | undefined;
  const put = (before: string): void => {
    const phrase = texts[select.value];
    if (phrase === undefined) return;
    last = filledWith(before, phrase);
    text.value = last;
    text.dispatchEvent(new Event('input', { bubbles: true }));
    told.textContent = words.filled.replace('{name}', select.selectedOptions[0]?.textContent?.trim() ?? '');
  };
  // To go through the choices by arrows changes nothing that somebody typed.
  select.addEventListener('change', () => {
    if (text.value.trim() === '' || text.value === last) put('');
  });
  button.addEventListener('click', (event) => {
    event.preventDefault();
    put(text.value);
    text.focus();
  });
};

export default phrases;
