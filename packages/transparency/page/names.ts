import { commonCategories, kindName, reportWords } from '@phananh/console/words';
import type { Language } from './words.ts';

/** What is signed has names of its own; people read them by the words of the console. What has none there stands as it was signed. */

/** Fields whose values are words, not somebody's text. */
const coded: ReadonlySet<string> = new Set([
  'channel',
  'priority',
  'procedure',
  'outcome',
  'visibility',
  'grade',
  'audience',
]);

const found = (
  what: 'events' | 'fields' | 'values' | 'clocks' | 'verdicts',
  key: string,
  language: Language,
): string => {
  const table: { readonly [key: string]: string } = reportWords[language][what];
  return (Object.hasOwn(table, key) ? table[key] : undefined) ?? key;
};

export const namesIn = (language: Language) => ({
  event: (type: string): string => found('events', type, language),
  clock: (clock: string): string => found('clocks', clock, language),
  verdict: (verdict: string): string => found('verdicts', verdict, language),
  kind: (kind: string): string => kindName(kind, language),
  /** Of a field within others; where it was sealed beside another is no part of its name. */
  field: (path: readonly string[]): string =>
    path
      .filter((key) => key !== 'sealed')
      .map((key) => (/^\d+$/.test(key) ? String(Number(key) + 1) : found('fields', key, language)))
      .join(' › '),
  /** Of a category its code stands beside its name: the code is what was signed. */
  value: (key: string, value: string): string => {
    if (coded.has(key)) return found('values', value, language);
    const named =
      key === 'category' && Object.hasOwn(commonCategories, value) ? commonCategories[value] : undefined;
    return named === undefined ? value : `${named[language]} (${value})`;
  },
});

export type Names = ReturnType<typeof namesIn>;
