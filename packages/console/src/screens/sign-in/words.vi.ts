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
  signInWith: (issuer) => `Đăng nhập bằng ${issuer}`,
  newWindow: 'mở cửa sổ mới',
  thenGoOn: 'Sau khi đăng nhập ở đó, quay lại cửa sổ này và tiếp tục.',
  goOnWithForm: 'Tiếp tục với nội dung đã nhập',
  done: 'Bạn đã đăng nhập',
  doneHelp: 'Đóng cửa sổ này và tiếp tục ở cửa sổ kia: nội dung bạn nhập vẫn ở đó.',
  signingOut: 'Bạn đã đăng xuất ở đây. Trình duyệt chuyển đến nơi cấp danh tính để đăng xuất ở đó.',
  goOnToIssuer: 'Đến nơi cấp danh tính',
  noWays: 'Chưa thể đăng nhập ở đây: máy chủ chưa có nhà cung cấp danh tính cho bảng điều hành.',
  signedOut: 'Bạn đã đăng xuất.',
};
