import type { Language } from '@phananh/core/sla';

/** The words of another language for those of English: every key, and functions of the same parameters. A missing key fails the type check. */
export type WordsOf<English> = {
  readonly [Key in keyof English]: English[Key] extends (...given: infer Given) => string
    ? (...given: Given) => string
    : English[Key] extends string
      ? string
      : WordsOf<English[Key]>;
};

/** What something is called, in each language. */
export type Names = { readonly [L in Language]: string };

/** The same words in each language. */
export type Catalogue<English> = { readonly [L in Language]: WordsOf<English> };

/** What one screen says, in each language. */
export const catalogue = <English extends object>(en: English, vi: WordsOf<English>): Catalogue<English> => ({
  // The same keys by what it is made of.
  en: en as WordsOf<English>,
  vi,
});

/** The names of languages, each in its own. */
export const languageNames: { readonly [L in Language]: string } = { vi: 'Tiếng Việt', en: 'English' };

export const isLanguage = (name: unknown): name is Language => name === 'vi' || name === 'en';
