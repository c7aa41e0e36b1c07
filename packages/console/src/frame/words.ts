import { catalogue, type WordsOf } from '../words/words.ts';
import { en } from './words.en.ts';
import { vi } from './words.vi.ts';

export type FrameWords = WordsOf<typeof en>;

/** What stands around every screen. */
export const frameWords = catalogue(en, vi);
