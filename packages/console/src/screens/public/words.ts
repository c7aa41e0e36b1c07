import { catalogue, type WordsOf } from '../../words/words.ts';
import { en } from './words.en.ts';
import { vi } from './words.vi.ts';

type PublicWords = WordsOf<typeof en>;

export const publicWords = catalogue(en, vi);
