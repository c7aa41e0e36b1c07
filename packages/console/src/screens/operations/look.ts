import type { Language } from '@phananh/http/pages';
import { type Html, html } from '../../frame/html.ts';

export const badge = (tone: 'good' | 'warn' | 'bad' | 'plain', text: string): Html =>
  html`<span class=${`badge ${tone}`}>${text}</span>`;

const units = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
] as const;

/** How long something takes, in its largest unit. */
export const lengthText = (milliseconds: number, language: Language): string => {
  const [size, unit] = units.find(([one]) => milliseconds >= one) ?? ([1_000, 'second'] as const);
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' });
  return format.format(Math.round(milliseconds / size));
};
