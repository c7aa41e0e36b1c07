import type { FilesGiven } from './given.ts';
import type { Island } from './island.ts';

/** A field for files in the language of the page: what a browser writes beside its own is in that of the browser. */
const files: Island = ({ element, given }) => {
  const input = element.querySelector<HTMLInputElement>('input[type="file"]');
  if (input === null) return;
  // Written by the server, by the same type.
  const { words } = given as FilesGiven;
  const label = element.querySelector('label');
  const hint = input.getAttribute('aria-describedby');
  const button = (text: string, act: () => void): HTMLButtonElement => {
    const one = document.createElement('button');
    one.type = 'button';
    one.className = 'second';
    one.textContent = text;
    one.addEventListener('click', act);
    return one;
  };
  const choose = button(words.choose, () => input.click());
  choose.id = `${input.id}-choose`;
  if (label !== null) {
    label.id ||= `${input.id}-label`;
    choose.setAttribute('aria-labelledby', `${choose.id} ${label.id}`);
  }
  if (hint !== null) choose.setAttribute('aria-describedby', hint);
  const clear = button(words.clear, () => {
    input.value = '';
    show();
    choose.focus();
  });
  const said = document.createElement('p');
  said.className = 'fine';
  said.setAttribute('role', 'status');
  const show = (): void => {
    const names = [...(input.files ?? [])].map(({ name }) => name);
    said.textContent =
      names.length === 0 ? words.none : words.chosen.replace('{names}', () => names.join(', '));
    clear.hidden = names.length === 0;
  };
  const ways = document.createElement('p');
  ways.className = 'ways';
  ways.append(choose, clear);
  input.classList.add('behind');
  input.before(ways, said);
  input.addEventListener('change', show);
  // A page that one comes back to has what was chosen.
  window.addEventListener('pageshow', show);
  show();
};

export default files;
