import type { JsonValue } from '@phananh/core';
import type { Change } from '@phananh/core/audit';
import { shownValue } from '../../cases/told.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Visit } from '../../frame/screen.ts';
import { nameHere } from '../../words/naming.ts';
import { auditWords } from './words.ts';

/** A field that is there and empty is to people as one that is not there. */
const saysNothing = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

/** Lines that are shown at once; what is longer is opened. */
const mostLines = 8;

const linesOf = (value: JsonValue | undefined): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, one) => sum + linesOf(one), 0)
    : 1;

const folded = (value: JsonValue | undefined, shown: Html, label: (lines: string) => string): Html => {
  const lines = linesOf(value);
  return lines <= mostLines
    ? shown
    : html`<details><summary>${label(String(lines))}</summary>${shown}</details>`;
};

/** What became different, as a table; undefined where it is nothing that people see. */
export const changesTable = (
  visit: Visit,
  changes: readonly Change[],
  { agencyName, label }: { readonly agencyName: (agencyId: string) => string; readonly label: string },
): Html | undefined => {
  const words = auditWords[visit.language];
  const told = changes.filter(({ from, to }) => !(saysNothing(from) && saysNothing(to)));
  if (told.length === 0) return undefined;
  const cell = (pointer: string, value: JsonValue | undefined): Html =>
    saysNothing(value)
      ? '–'
      : folded(value, shownValue(lastOf(pointer), value, visit, agencyName), words.whole);
  return html`
    <table class="cases even" aria-label=${label}>
      <thead><tr><th scope="col">${words.what}</th><th scope="col">${words.from}</th><th scope="col">${words.to}</th></tr></thead>
      <tbody>
        ${told.map(
          ({ pointer, from, to }) => html`
            <tr><th scope="row">${pathText(pointer, visit)}</th>
            <td data-label=${words.from}>${cell(pointer, from)}</td><td data-label=${words.to}>${cell(pointer, to)}</td></tr>`,
        )}
      </tbody>
    </table>
  `;
};

const partsOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

/** Places in lists are counted from 1, as everywhere. */
const pathText = (pointer: string, visit: Visit): string =>
  partsOf(pointer)
    .map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : nameHere(visit, 'fields', part)))
    .join(' › ');

const lastOf = (pointer: string): string => partsOf(pointer).findLast((part) => !/^\d+$/.test(part)) ?? '';
