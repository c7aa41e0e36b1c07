import type { WordsOf } from '../words/words.ts';
import type { en } from './words.en.ts';

export const vi: WordsOf<typeof en> = {
  label: 'Bản đồ phản ánh',
  noScript: 'Bản đồ cần JavaScript. Danh sách có cùng các phản ánh đó.',
  cluster: (count) => `${count} phản ánh ở đây: phóng to`,
  shown: (count) => `${count} phản ánh trên phần bản đồ này`,
  more: (count) => `${count} phản ánh mới nhất trên phần bản đồ này có các từ đó; còn nữa`,
  loading: 'Đang đặt các phản ánh lên bản đồ…',
  nothing: 'Không có phản ánh nào trên phần bản đồ này',
  failed: 'Chưa tải được bản đồ. Hãy di chuyển bản đồ để thử lại.',
  ended: 'Phiên làm việc đã kết thúc: tải lại trang để đăng nhập.',
  listThese: 'Chỉ xem các phản ánh này trong danh sách',
  zoomIn: 'Phóng to',
  zoomOut: 'Thu nhỏ',
  noBaseMap: 'chưa cấu hình bản đồ nền',
  one: 'Phản ánh',
};
