import '@phananh/core/demand-node';

import { en } from './words/report.en.ts';
import { vi } from './words/report.vi.ts';

/** What reports, their events and actors are called in both languages: for pages beside the console, which name the same things. */
export const reportWords = { en, vi } as const;

export { commonCategories } from './labels/categories.ts';
export { kindName } from './words/kinds.ts';
