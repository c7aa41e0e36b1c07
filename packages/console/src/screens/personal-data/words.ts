import { catalogue } from '../../words/words.ts';
import { en } from './words.en.ts';
import { vi } from './words.vi.ts';

export const personalDataWords = catalogue(en, vi);
