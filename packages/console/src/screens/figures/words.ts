import { catalogue, type WordsOf } from '../../words/words.ts';
import { en } from './words.en.ts';
import { vi } from './words.vi.ts';

export type FigureWords = WordsOf<typeof en>;

export const figureWords = catalogue(en, vi);
