import type { Language } from '@phananh/http/pages';
import { nameOf } from '../words/naming.ts';
import { saidIn } from '../words/refusals.ts';
import { type Html, html } from './html.ts';
import { frameWords } from './words.ts';

/** What somebody wrote: in the direction of its own letters, so that no mark in it turns what stands around it. */
export const written = (text: string): Html => html`<span class="written" dir="auto">${text}</span>`;

const tones: { readonly [verdict: string]: string } = {
  'on-time': 'good',
  'on-time-extended': 'good',
  late: 'bad',
  overdue: 'bad',
  open: 'calm',
  paused: 'warn',
};

/** A verdict as a badge: told by its words, and by a colour beside them. */
export const verdictBadge = (verdict: string | null, language: Language): Html =>
  verdict === null
    ? null
    : html`<span class=${`badge ${tones[verdict] ?? 'plain'}`}>${nameOf('verdicts', verdict, language)}</span>`;

/** In the place of what was erased, wherever it stood. */
export const erasedNote = (language: Language): Html =>
  html`<span class="fine">${frameWords[language].erased}</span>`;

export const phaseBadge = (phase: string, language: Language): Html =>
  html`<span class="badge plain">${nameOf('phases', phase, language)}</span>`;

/** Words between backticks are typed. */
export const marked = (text: string): Html =>
  text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));

const turningMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text with the marks in it that would turn what stands behind them as signs that are seen, as JSON writes them: for names within a line of text. */
export const withMarksSeen = (text: string): string =>
  text.replaceAll(turningMarks, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** All of a value, as JSON that people read: the same value, with nothing in it that hides. */
export const jsonText = (value: unknown, indent?: number): string =>
  withMarksSeen(JSON.stringify(value, null, indent));

/** What is particular about a refusal, below its title. What there is in English alone stands folded: it is for whoever is asked for help. */
export const detailOf = ({ language }: { readonly language: Language }, detail: string): Html => {
  const { text, lang } = saidIn(language, detail);
  return lang === undefined
    ? html`<p>${text}</p>`
    : html`<details class="fine"><summary>${frameWords[language].detail}</summary><p lang=${lang}>${text}</p></details>`;
};
