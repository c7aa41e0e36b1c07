import { catalogue, type WordsOf } from '../../words/words.ts';
import { en } from './words.en.ts';
import { vi } from './words.vi.ts';

export type CitizenWords = WordsOf<typeof en>;
export const citizenWords = catalogue(en, vi);
