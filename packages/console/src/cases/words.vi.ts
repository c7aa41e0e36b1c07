import type { WordsOf } from '../words/words.ts';
import type { en } from './words.en.ts';

export const vi: WordsOf<typeof en> = {
  report: 'Phản ánh',
  phase: 'Giai đoạn',
  due: 'Hạn',
  handledBy: 'Cơ quan xử lý',
  reported: 'Ngày phản ánh',
  noText: 'Bạn không được xem nội dung',
  erased: 'Nội dung đã được xoá',
  urgent: 'Khẩn cấp',
  waiting: 'Chờ người dân',
  agencyNone: 'chưa có cơ quan',
  projected: 'có thể còn thay đổi',
  today: 'hôm nay',
  tomorrow: 'ngày mai',
  yesterday: 'hôm qua',
  inDays: (days) => `còn ${days} ngày`,
  daysAgo: (days) => `${days} ngày trước`,
  markRow: (title) => `Đánh dấu: ${title}`,
};
