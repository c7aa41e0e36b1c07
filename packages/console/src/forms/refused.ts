import type { Problem } from '@phananh/http/pages';
import { type Html, html } from '../frame/html.ts';
import type { Filled, Visit } from '../frame/screen.ts';
import { frameWords } from '../frame/words.ts';

/**
 * Why what was typed is not done: before the fields, and focused when the page comes, so that whoever works by keyboard or hears the page begins
 * there. `autofocus` does that without JavaScript.
 */
export const refusedNote = (inside: Html): Html =>
  html`<div class="note bad" role="alert" tabindex="-1" id="refused" autofocus=${true}>${inside}</div>`;

/** Of a form with nothing in it that could be wrong. */
export const refusedBy = (visit: Visit, problem: Problem | undefined): Html =>
  problem === undefined
    ? null
    : refusedNote(html`<strong>${problem.title}</strong>${waitOf(visit, problem) ?? null}`);

/** Why a form is shown once more that nobody refused. */
export const shownAgain = ({ language }: Visit, { because }: Filled, more?: string): Html =>
  because === undefined || because === 'look' || because === 'fill'
    ? null
    : html`<p class="note warn" role="alert" tabindex="-1" autofocus=${true}>${frameWords[language][because]}${more === undefined ? null : ` ${more}`}</p>`;

/** Of whoever has sent too much, or comes when the host has too much to do: how long to wait. */
export const waitOf = (
  { language }: Visit,
  { status, retryAfterSeconds }: Problem,
  more?: string,
): Html | undefined =>
  (status === 429 || status === 503) && typeof retryAfterSeconds === 'number'
    ? html`<p>${frameWords[language].waitFor(retryAfterSeconds)}${more === undefined ? null : ` ${more}`}</p>`
    : undefined;
