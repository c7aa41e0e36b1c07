import type { CopyGiven } from './given.ts';
import type { Island } from './island.ts';

/** Copies what stands in a field. Without JavaScript there is no button: it is marked and copied by hand. */
const copy: Island = ({ element, given }) => {
  // Written by the server, by the same type.
  const { words } = given as CopyGiven;
  const field = element.querySelector('input');
  if (field === null) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'second';
  button.textContent = words.copy;
  const told = document.createElement('span');
  told.className = 'fine';
  told.setAttribute('role', 'status');
  const line = document.createElement('p');
  line.append(button, ' ', told);
  field.after(line);
  button.addEventListener('click', async () => {
    told.textContent = (await copied(field)) ? words.copied : words.failed;
  });
};

/** Marks it too: where a browser refuses, it is one key away. */
const copied = async (field: HTMLInputElement): Promise<boolean> => {
  field.select();
  try {
    // Absent over plain HTTP.
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return false;
  }
};

export default copy;
