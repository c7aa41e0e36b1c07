import type { Interval, Ratio } from '@phananh/core/read-models';
import { csvCell } from '@phananh/exports';
import { type Html, html } from '../frame/html.ts';
import type { Visit } from '../frame/screen.ts';
import { countText, moneyText, shareText } from '../words/numbers.ts';
import { tableWords } from './words.ts';

type Language = Visit['language'];

/** What stands in a table of figures: the same on screen, on paper and in a file. */
export type Cell =
  | { readonly kind: 'text'; readonly text: string; readonly href?: string | undefined }
  | { readonly kind: 'count'; readonly value: number | null; readonly href?: string | undefined }
  | { readonly kind: 'money'; readonly value: number; readonly href?: string | undefined }
  | {
      readonly kind: 'share';
      readonly ratio: Ratio;
      /** Where the cases of the numerator are, and those of the denominator. */
      readonly above?: string | undefined;
      readonly below?: string | undefined;
    }
  | { readonly kind: 'interval'; readonly interval: Interval | null };

export interface Column {
  readonly label: string;
  readonly kind: Cell['kind'];
  /** The key of what it means, which stands on the page. */
  readonly means?: string;
}

export interface FigureTable {
  /** Its name in addresses. */
  readonly name: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  /** How many of the columns say which row it is. */
  readonly heads: number;
  readonly rows: readonly (readonly Cell[])[];
}

/** A page of more would be too long for a browser. A file has them all. */
const mostRowsShown = 1_000;

/** A table that scrolls by itself where it is wider than the screen. */
export const tableHtml = (table: FigureTable, { language }: Visit, csvHref: string): Html => {
  const words = tableWords[language];
  const { name, caption, columns, heads, rows } = table;
  const id = `t-${name}`;
  return html`
    <div class="figure-table">
      <div class="split"><h2 id=${id}>${caption}</h2>${rows.length === 0 ? null : html`<a class="button second no-print" href=${csvHref} download>${words.csv}</a>`}</div>
      ${
        rows.length === 0
          ? html`<p class="empty">${words.nothing}</p>`
          : html`<div class="scrolls" role="region" aria-labelledby=${id} tabindex="0">
              <table class="figures">
                <thead><tr>${columns.map((column) => headOf(column))}</tr></thead>
                <tbody>${rows
                  .slice(0, mostRowsShown)
                  .map(
                    (row) =>
                      html`<tr>${row.map((cell, at) =>
                        at < heads
                          ? html`<th scope="row" class=${lookOf(cell)}>${shown(cell, language)}</th>`
                          : html`<td class=${lookOf(cell)}>${shown(cell, language)}</td>`,
                      )}</tr>`,
                  )}</tbody>
              </table>
            </div>
            ${rows.length > mostRowsShown ? html`<p class="note">${words.more(countText(mostRowsShown, language), countText(rows.length, language))}</p>` : null}`
      }
    </div>
  `;
};

/** Texts that are not longer stand in one line: a month, a day, whether something may still change. */
const longestBrief = 18;

const lookOf = (cell: Cell): string | undefined => {
  if (cell.kind !== 'text') return 'number';
  return cell.text.length <= longestBrief ? 'brief' : undefined;
};

const headOf = ({ label, kind, means }: Column): Html =>
  html`<th scope="col" class=${kind === 'text' ? undefined : 'number'}>${means === undefined ? label : html`<a href=${`#means-${means}`}>${label}</a>`}</th>`;

export const linked = (text: string, href: string | undefined): Html =>
  href === undefined ? text : html`<a href=${href}>${text}</a>`;

const shown = (cell: Cell, language: Language): Html => {
  switch (cell.kind) {
    case 'text':
      return linked(cell.text, cell.href);
    case 'count':
      return cell.value === null
        ? '–'
        : linked(countText(cell.value, language), cell.value === 0 ? undefined : cell.href);
    case 'money':
      return linked(moneyText(cell.value, language), cell.href);
    case 'interval':
      return intervalText(cell.interval, language);
    case 'share':
      return shareHtml(cell, language);
  }
};

/** A ratio with what it is made of: it never stands alone. */
export const shareHtml = (
  {
    ratio: { numerator, denominator, value },
    above,
    below,
  }: Omit<Extract<Cell, { readonly kind: 'share' }>, 'kind'>,
  language: Language,
): Html => html`
  <span class="share">${value === null ? '–' : shareText(value, language)}</span>
  <span class="fine made-of">${linked(countText(numerator, language), numerator === 0 ? undefined : above)} / ${linked(countText(denominator, language), denominator === 0 ? undefined : below)}</span>
`;

export const intervalText = (interval: Interval | null, language: Language): string =>
  interval === null ? '–' : `${shareText(interval.low, language)} – ${shareText(interval.high, language)}`;

/** The table as a file for spreadsheets: with a byte order mark, which some need to see UTF-8. Shares are numbers from 0 to 1. */
export const tableCsv = ({ columns, rows }: FigureTable, language: Language): string => {
  const words = tableWords[language];
  const heads = columns.flatMap(({ label, kind }) => {
    if (kind === 'share') return [label, `${label}: ${words.numerator}`, `${label}: ${words.denominator}`];
    return kind === 'interval' ? [`${label}: ${words.low}`, `${label}: ${words.high}`] : [label];
  });
  const lines = [heads, ...rows.map((row) => row.flatMap(cellsOf))];
  return `\uFEFF${lines.map((line) => line.map(csvCell).join(',')).join('\r\n')}\r\n`;
};

const cellsOf = (cell: Cell): readonly string[] => {
  switch (cell.kind) {
    case 'text':
      return [cell.text];
    case 'count':
      return [cell.value === null ? '' : String(cell.value)];
    case 'money':
      return [String(cell.value)];
    case 'interval':
      return cell.interval === null ? ['', ''] : [rounded(cell.interval.low), rounded(cell.interval.high)];
    case 'share': {
      const { numerator, denominator, value } = cell.ratio;
      return [value === null ? '' : rounded(value), String(numerator), String(denominator)];
    }
  }
};

const rounded = (share: number): string => String(Math.round(share * 10_000) / 10_000);
