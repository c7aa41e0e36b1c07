import type { WordsOf } from '../words/words.ts';
import type { en } from './words.en.ts';

export const vi: WordsOf<typeof en> = {
  photos: 'Ảnh hoặc video',
  photosKept: 'Đã gửi lên; bỏ dấu chọn nếu không muốn kèm.',
  photoKept: (number: string) => `Ảnh ${number}`,
  photosHint: (most: string) =>
    `Nhiều nhất ${most} tệp: JPEG, PNG, WebP, HEIC, MP4 hoặc MOV. Nơi chụp ảnh được xóa trước khi người khác xem.`,
  choiceHints: {
    copy: 'Những gì đang lưu về bạn, thành một tệp. Trong mười ngày.',
    erasure: 'Những gì đang lưu về bạn không đọc được nữa, mãi mãi. Trong hai mươi ngày; không thể hoàn tác.',
  },
  hints: {
    'cannedText.category': 'Để trống: dùng cho mọi lĩnh vực.',
    'cannedText.agencyId': 'Để trống: của trung tâm.',
    'report.into': 'Mã tra cứu, ví dụ ABCDE-12345, hoặc mã số của phản ánh.',
    'agency.agencyId': 'Chữ thường không dấu, số và gạch nối, ví dụ chieu-sang-hue. Về sau không đổi được.',
    'agency.calendar': 'Để trống: theo lịch của trung tâm.',
  },
};
