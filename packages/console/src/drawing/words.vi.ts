import type { WordsOf } from '../words/words.ts';
import type { en } from './words.en.ts';

export const vi: WordsOf<typeof en> = {
  nothing: 'Không có phản ánh nào phù hợp.',
  csv: 'Lưu CSV',
  more: (shown, all) => `Hiển thị ${shown} trong ${all} dòng. Tệp CSV có đủ.`,
  numerator: 'tử số',
  denominator: 'mẫu số',
  low: 'thấp',
  high: 'cao',
};
