import { openDrafts } from './draft.ts';
import type { Island } from './island.ts';
import type { UnsentGiven } from './report-given.ts';

/** Where a form is not to be filled in any more: what was typed into it and is still kept here is shown, and can be deleted. */

const unsent: Island = ({ element, given }) => {
  // Written by the server, by the same type.
  void show(element, given as UnsentGiven);
};

export default unsent;

const show = async (element: HTMLElement, { owner, fields, words }: UnsentGiven): Promise<void> => {
  const drafts = await openDrafts();
  await drafts?.sweep(Date.now()).catch(() => undefined);
  const kept = await drafts?.read(owner);
  const texts = fields.map((name) => kept?.fields[name]?.trim() ?? '').filter((text) => text !== '');
  if (drafts === undefined || texts.length === 0) return;
  const note = document.createElement('section');
  note.className = 'note warn';
  const said = document.createElement('p');
  said.setAttribute('role', 'status');
  said.textContent = words.unsent;
  const typed = document.createElement('pre');
  typed.className = 'typed';
  typed.tabIndex = 0;
  typed.textContent = texts.join('\n');
  const clear = document.createElement('button');
  clear.type = 'button';
  clear.className = 'second';
  clear.textContent = words.clear;
  clear.addEventListener('click', async () => {
    await drafts.remove(owner);
    typed.remove();
    clear.remove();
    said.textContent = words.cleared;
  });
  note.append(said, typed, clear);
  element.append(note);
};
