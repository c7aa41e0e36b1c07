import type { WordsOf } from '../../words/words.ts';
import type { en } from './words.en.ts';

export const vi: WordsOf<typeof en> = {
  title: 'Đăng nhập',
  ended: 'Phiên làm việc đã hết',
  endedHelp: 'Nội dung bạn đã nhập không bị mất: đăng nhập, và biểu mẫu trở lại như bạn đã để.',
  development: 'Chọn vai của bạn',
  developmentHelp:
    'Máy chủ này chạy để phát triển và chỉ trả lời chính máy này: ai cũng được tin, không cần mật khẩu.',
  goOn: 'Tiếp tục',
  as: (name) => `với vai ${name}`,
  agency: 'Cơ quan',
  asOfficer: 'với vai cán bộ của cơ quan này',
  noAgencies: 'Chưa có cơ quan nào. Cán bộ trung tâm đăng ký cơ quan đầu tiên.',
  noWays: 'Chưa thể đăng nhập ở đây: máy chủ chưa có nhà cung cấp danh tính cho bảng điều hành.',
  signedOut: 'Bạn đã đăng xuất.',
};
