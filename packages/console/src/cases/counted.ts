import type { Language } from '@phananh/http/pages';
import { countText } from '../words/numbers.ts';

export interface Counted {
  readonly count: number;
  readonly isMore: boolean;
}

/** How many there are, exact as far as was counted: `1,000+`. */
export const countedText = ({ count, isMore }: Counted, language: Language): string =>
  `${countText(count, language)}${isMore ? '+' : ''}`;
