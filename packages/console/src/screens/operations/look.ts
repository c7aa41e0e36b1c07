import { inLargestUnit } from '@phananh/core/engine';
import type { Language } from '@phananh/http/pages';
import { type Html, html } from '../../frame/html.ts';

export const badge = (tone: 'good' | 'warn' | 'bad' | 'plain', text: string): Html =>
  html`<span class=${`badge ${tone}`}>${text}</span>`;

/** How long something takes, in its largest unit. */
export const lengthText = (milliseconds: number, language: Language): string => {
  const { count, unit } = inLargestUnit(milliseconds);
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
};
