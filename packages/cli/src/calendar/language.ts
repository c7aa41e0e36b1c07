import { type Language, languages } from '@phananh/core/sla';
import { Option } from 'commander';

/** `--lang`: Vietnamese where the terminal is, else English. */
export const languageOption = (): Option =>
  new Option('--lang <language>', 'of the words')
    .choices([...languages])
    .default(
      /^vi/.test(process.env.LC_ALL || process.env.LANG || '') ? 'vi' : 'en',
      'vi in a Vietnamese locale, else en',
    );

export interface LanguageOptions {
  readonly lang: Language;
}
