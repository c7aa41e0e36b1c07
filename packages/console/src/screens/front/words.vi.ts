import type { WordsOf } from '../../words/words.ts';
import type { en } from './words.en.ts';

export const vi: WordsOf<typeof en> = {
  title: 'Trang đầu',
  hello: (name) => `Xin chào, ${name}`,
  lead: 'Từ phản ánh của người dân đến kết quả: ai đang xử lý, hạn đến bao giờ, và vì sao.',
  goOn: 'Đi đến',
};
