import type { JsonValue } from '@phananh/core';
import { type Html, html } from './html.ts';

/** Every island: a file of `src/islands`, which runs in the browser. */
export const islandNames = [
  'worklist',
  'case',
  'map',
  'phrases',
  'copy',
  'report',
  'answer',
  'unsent',
  'files',
  'sent',
  'left',
  'rebuild',
  'run',
] as const;

export type IslandName = (typeof islandNames)[number];

/**
 * A place of a page where an island begins, where there is JavaScript: without it, what stands in it is all there is. The page loads
 * what it needs for that by itself.
 *
 * @param given what the island is told, as JSON
 */
export const island = (name: IslandName, given: JsonValue, inside: Html): Html =>
  html`<div class="island" data-island=${name} data-given=${JSON.stringify(given)}>${inside}</div>`;

/** The islands in markup that was made of templates, in which a quotation mark stands around attributes alone. */
export const islandsIn = (markup: string): readonly IslandName[] => {
  const found = new Set([...markup.matchAll(/ data-island="(\w+)"/g)].map(([, name]) => name));
  return islandNames.filter((name) => found.has(name));
};
