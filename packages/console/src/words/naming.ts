import type { Language } from '@phananh/http/pages';
import { en } from './report.en.ts';
import { vi } from './report.vi.ts';
import { catalogue } from './words.ts';

const words = catalogue(en, vi);

export type Vocabulary = keyof typeof en;

/** What something of a workflow is called. What has no name in the catalogue has its own, made readable: `planNumber` is Plan number. */
export const nameOf = (what: Vocabulary, key: string, language: Language): string => {
  const names: { readonly [key: string]: string } = words[language][what];
  return Object.hasOwn(names, key) ? (names[key] ?? key) : readable(key);
};

/** `so-giao-thong` and `planNumber` as words. */
export const readable = (key: string): string => {
  const spaced = key
    .replaceAll(/[-_]+/g, ' ')
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' ')
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};
