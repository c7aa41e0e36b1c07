import { catalogue, type WordsOf } from '../../words/words.ts';
import { en } from './words.en.ts';
import { vi } from './words.vi.ts';

export type PublishedWords = WordsOf<typeof en>;
export const publishedWords = catalogue(en, vi);
