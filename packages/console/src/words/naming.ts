import type { Language } from '@phananh/http/pages';
import { en as hostedEn } from './hosted.en.ts';
import { vi as hostedVi } from './hosted.vi.ts';
import { en } from './report.en.ts';
import { vi } from './report.vi.ts';
import { catalogue } from './words.ts';

const words = catalogue(en, vi);
const hosted = catalogue(hostedEn, hostedVi);

export type Vocabulary = keyof typeof en;

type HostedVocabulary = 'lists' | 'phases' | 'commands' | 'events' | 'fields' | 'values';

/** What something of a workflow is called. What has no name in the catalogue has its own, made readable: `planNumber` is Plan number. */
export const nameOf = (what: Vocabulary, key: string, language: Language): string => {
  const names: { readonly [key: string]: string } = words[language][what];
  return Object.hasOwn(names, key) ? (names[key] ?? key) : readable(key);
};

/** The same of one workflow, whose own word comes first: to withdraw an invitation is no withdrawing of a report. */
export const nameIn = (workflow: string, what: HostedVocabulary, key: string, language: Language): string => {
  const all: {
    readonly [workflow: string]: { readonly [W in HostedVocabulary]: { readonly [key: string]: string } };
  } = hosted[language];
  const names = Object.hasOwn(all, workflow) ? (all[workflow]?.[what] ?? {}) : {};
  return Object.hasOwn(names, key) ? (names[key] ?? key) : nameOf(what, key, language);
};

/** What something is called on a page that is of one workflow, or of reports. */
export const nameHere = (
  { workflow, language }: { readonly workflow?: string | undefined; readonly language: Language },
  what: HostedVocabulary,
  key: string,
): string => (workflow === undefined ? nameOf(what, key, language) : nameIn(workflow, what, key, language));

/** `so-giao-thong` and `planNumber` as words. */
export const readable = (key: string): string => {
  const spaced = key
    .replaceAll(/[-_]+/g, ' ')
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' ')
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};
