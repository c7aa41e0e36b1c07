import type { Language } from '@phananh/http/pages';
import { readable } from '../words/naming.ts';
import type { Names } from '../words/words.ts';
import { commonCategories } from './categories.ts';

/** What codes of reports are called on pages. A code that is named nowhere is shown as a word: `so-giao-thong` is So giao thong. */
export interface Labels {
  /** By their code. Absent: names of ours for categories that are common. Given, they are all there are: forms offer no other. */
  readonly categories?: undefined | { readonly [code: string]: Names };
  /** Areas, such as wards, by their code. Their names come before those of `areasFile`. */
  readonly areas?: undefined | { readonly [code: string]: Names };
}

/** What of a report has a code that an installation names. */
export type Labelled = 'category' | 'area';

/** What can be chosen, by its name. */
export interface Offered {
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** Whether there are no others: an installation that names its own names all of them. */
  readonly isWhole: boolean;
}

/** The same in one language: what pages ask. */
export interface Labelling {
  called(what: Labelled, code: string): string;
  offered(what: Labelled): Offered;
}

export const labellingOf = (
  { categories, areas }: Labels,
  areasOfFile: { readonly [code: string]: Names } = {},
): ((language: Language) => Labelling) => {
  const names = {
    category: new Map(Object.entries(categories ?? commonCategories)),
    area: new Map(Object.entries({ ...areasOfFile, ...areas })),
  };
  const isWhole = { category: categories !== undefined, area: names.area.size > 0 };
  return (language) => ({
    called: (what, code) => names[what].get(code)?.[language] ?? readable(code),
    offered: (what) => ({
      choices: [...names[what]]
        .map(([value, { [language]: label }]) => ({ value, label }))
        .toSorted((one, other) => one.label.localeCompare(other.label, language)),
      isWhole: isWhole[what],
    }),
  });
};
