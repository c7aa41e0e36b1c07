import { type Html, html } from '../frame/html.ts';
import type { Offered } from '../labels/labels.ts';

/** One chosen by its name where an installation names all; else its code is typed, and names are suggested. */
export const labelField = (
  { choices, isWhole }: Offered,
  {
    common,
    value,
    empty,
    called,
  }: {
    /** With `id` and `name`. */
    readonly common: { readonly id: string; readonly name: string };
    readonly value: string;
    /** What stands for none. */
    readonly empty: string;
    readonly called: (code: string) => string;
  },
): Html => {
  if (!isWhole)
    return html`<input ...${common} value=${value} list=${choices.length === 0 ? undefined : `${common.id}-list`} />${
      choices.length === 0
        ? null
        : html`<datalist id=${`${common.id}-list`}>${choices.map(({ value: one, label }) => html`<option value=${one}>${label}</option>`)}</datalist>`
    }`;
  // What is there already stays, whatever it is: a code that is named no more, or several in one address.
  const isOther = value !== '' && !choices.some((one) => one.value === value);
  return html`<select ...${common}>
    <option value="">${empty}</option>
    ${isOther ? html`<option value=${value} selected>${value.split(',').map(called).join(', ')}</option>` : null}
    ${choices.map(({ value: one, label }) => html`<option value=${one} selected=${one === value}>${label}</option>`)}
  </select>`;
};
