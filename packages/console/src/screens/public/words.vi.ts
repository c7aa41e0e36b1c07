import type { WordsOf } from '../../words/words.ts';
import type { en } from './words.en.ts';

export const vi: WordsOf<typeof en> = {
  track: 'Tra cứu phản ánh',
  trackLead: 'Bằng mã nhận được khi gửi phản ánh. Ai có mã đều xem được tiến độ và không thay đổi được gì.',
  code: 'Mã tra cứu',
  codeHint: 'Mười chữ và số, ví dụ ABCDE-12345. Không cần gạch nối, không phân biệt chữ hoa, chữ thường.',
  show: 'Xem',
  notFound: 'Không có phản ánh nào với mã này. Hãy xem lại mã: O được hiểu là 0, I và L là 1.',
  reported: 'Ngày gửi',
  due: 'Hạn có kết quả',
  mayMove: 'có thể thay đổi',
  round: 'Đang xử lý lại sau khiếu nại',
  answer: 'Trả lời',
  place: 'Địa điểm',
  category: 'Lĩnh vực',
  beforePublication:
    'Nội dung phản ánh và việc đã làm xem được ở đây khi kết quả được công bố cho mọi người.',
  mine: 'Đây là phản ánh của bạn.',
  toMine: 'Đến phản ánh của tôi',
  receiptTitle: 'Biên nhận',
  receiptFor: 'Người gửi phản ánh tải biên nhận ở đó: sau khi đăng nhập, hoặc bằng đường dẫn dùng một lần.',
  openByLink: 'Mở bằng đường dẫn',
  accessibility: 'Khả năng tiếp cận',
  accessibilityLead:
    'Mọi người đều phải gửi, theo dõi và đọc được: bằng bàn phím, trình đọc màn hình, màn hình nhỏ hay lớn, và không cần JavaScript.',
  goal: 'Mục tiêu',
  goalText: 'WCAG 2.2, mức AA.',
  how: 'Những gì đã làm',
  howItems: {
    forms: 'Mọi trang và mọi biểu mẫu dùng được không cần JavaScript.',
    keyboard: 'Mọi thứ đều làm được bằng bàn phím và luôn thấy mình đang ở đâu.',
    colour: 'Không thông tin nào chỉ dựa vào màu; nền sáng hay tối theo thiết bị của bạn.',
    drawings: 'Mỗi biểu đồ có bảng với cùng số liệu bên cạnh.',
    maps: 'Mỗi bản đồ có danh sách cùng các phản ánh bên cạnh, và dùng bàn phím đến được từng điểm.',
    language: 'Trang có tiếng Việt và tiếng Anh, và ghi rõ ngôn ngữ.',
    tested: 'Các trang được kiểm tra bằng axe-core trong trình duyệt thật trước mỗi lần phát hành.',
  },
  gaps: 'Những gì chưa tốt',
  gapsItems: {
    photos: 'Ảnh do người dân gửi chưa có mô tả riêng; nội dung phản ánh ở ngay bên cạnh.',
    users: 'Chưa có thử nghiệm với người khuyết tật và chưa có đánh giá độc lập.',
  },
  tell: 'Nếu bạn gặp trở ngại',
  tellText:
    'Hãy báo cho trung tâm vận hành trang này, bằng cách bạn vẫn gửi phản ánh. Cho biết bạn muốn làm gì và bị dừng ở đâu.',
};
