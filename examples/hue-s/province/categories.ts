/** A kind of problem that people report, with who has to do with it and how it comes through the year. */
export interface Category {
  readonly code: string;
  /** What body does it: a duty of agencies.ts. */
  readonly duty: string;
  /** How often it comes, in proportion. */
  readonly weight: number;
  /** Which months have more of it, times how much. */
  readonly season?: { readonly months: readonly number[]; readonly times: number };
  /** Whether a fine may follow. */
  readonly punishable?: true;
  readonly texts: readonly string[];
  readonly results: readonly string[];
}

/** The rains of Hue come from September to December. */
const rain = (times: number) => ({ months: [9, 10, 11, 12], times });
const tet = (times: number) => ({ months: [1, 2], times });
const summer = (times: number) => ({ months: [5, 6, 7, 8], times });

/** `{place}` is where it is, `{time}` since when. */
export const categories: readonly Category[] = [
  {
    code: 'rubbish',
    duty: 'rubbish',
    weight: 13,
    season: tet(2.2),
    punishable: true,
    texts: [
      'Rác thải sinh hoạt tồn đọng {time} {place}, bốc mùi hôi thối, đề nghị thu gom.',
      'Có người đổ trộm rác và xà bần {place}, ảnh hưởng mỹ quan đô thị.',
      'Thùng rác công cộng {place} đã đầy tràn {time}, nước rỉ chảy ra đường.',
      'Rác sau Tết chưa được dọn {place}, ruồi nhặng rất nhiều.',
    ],
    results: [
      'Đã thu gom toàn bộ rác tồn đọng và vệ sinh khu vực.',
      'Đã dọn điểm rác tự phát, bố trí thêm thùng rác và biển cấm đổ rác.',
    ],
  },
  {
    code: 'drainage',
    duty: 'drainage',
    weight: 8,
    season: rain(3.2),
    texts: [
      'Đường ngập sâu {place} sau mưa lớn, nước không thoát được, xe chết máy nhiều.',
      'Cống thoát nước bị tắc {place}, nước đen tràn lên mặt đường {time}.',
      'Nắp hố ga bị vỡ {place}, rất nguy hiểm cho người đi đường.',
      'Mương thoát nước {place} đầy bùn và rác, mưa là ngập vào nhà dân.',
    ],
    results: [
      'Đã nạo vét cống, khơi thông dòng chảy, nước rút hết.',
      'Đã thay nắp hố ga mới bằng gang và rào chắn trong lúc thi công.',
    ],
  },
  {
    code: 'lighting',
    duty: 'lighting',
    weight: 8,
    season: rain(1.3),
    texts: [
      'Đèn đường hỏng {place} {time}, ban đêm tối om, dễ xảy ra tai nạn.',
      'Cả đoạn đèn chiếu sáng {place} không sáng, đề nghị kiểm tra.',
      'Bóng đèn cao áp {place} chập chờn, nhấp nháy suốt đêm.',
    ],
    results: [
      'Đã thay bóng đèn và kiểm tra tủ điện, hệ thống sáng bình thường.',
      'Đã xử lý chạm chập dây dẫn, đóng điện lại toàn tuyến.',
    ],
  },
  {
    code: 'potholes',
    duty: 'roads',
    weight: 7,
    season: rain(1.7),
    texts: [
      'Ổ gà lớn {place}, đã có người té xe, mong sửa gấp.',
      'Mặt đường bong tróc, sụt lún {place} {time}.',
      'Đơn vị thi công đào đường {place} rồi tái lập không bằng phẳng.',
    ],
    results: [
      'Đã vá ổ gà bằng bê tông nhựa nóng.',
      'Đã yêu cầu đơn vị thi công hoàn trả mặt đường đúng quy định.',
    ],
  },
  {
    code: 'pavement-encroachment',
    duty: 'urban-order',
    weight: 8,
    season: tet(1.4),
    punishable: true,
    texts: [
      'Hàng quán lấn chiếm vỉa hè {place}, người đi bộ phải xuống lòng đường.',
      'Xe máy đậu kín vỉa hè {place}, người khuyết tật không đi được.',
      'Chợ tự phát lấn chiếm lòng đường {place} mỗi sáng, gây ùn tắc.',
    ],
    results: [
      'Đã kiểm tra, nhắc nhở và lập biên bản các hộ lấn chiếm.',
      'Đã ra quân giải tỏa, hộ kinh doanh cam kết không tái phạm.',
    ],
  },
  {
    code: 'parking',
    duty: 'urban-order',
    weight: 5,
    punishable: true,
    texts: [
      'Ô tô đậu dưới biển cấm {place} cả ngày, cản trở giao thông.',
      'Xe khách dừng đón trả khách sai quy định {place}.',
      'Bãi giữ xe {place} thu quá giá quy định.',
    ],
    results: ['Đã xử lý các xe đậu sai quy định.', 'Đã làm việc với chủ bãi xe, yêu cầu niêm yết giá.'],
  },
  {
    code: 'noise',
    duty: 'ward',
    weight: 7,
    season: summer(1.3),
    punishable: true,
    texts: [
      'Hát karaoke loa kẹo kéo quá ồn {place} đến khuya, trẻ em không ngủ được.',
      'Xưởng cơ khí hoạt động ban đêm {place}, tiếng ồn rất lớn {time}.',
      'Quán nhậu {place} mở nhạc lớn sau 22 giờ.',
    ],
    results: [
      'Đã kiểm tra, nhắc nhở, hộ gia đình cam kết giảm âm lượng.',
      'Đã lập biên bản vi phạm về tiếng ồn.',
    ],
  },
  {
    code: 'construction',
    duty: 'ward',
    weight: 5,
    punishable: true,
    texts: [
      'Nhà xây dựng không che chắn {place}, bụi và vật liệu rơi xuống đường.',
      'Công trình {place} xây dựng không phép, lấn ra hẻm chung.',
      'Vật liệu xây dựng tập kết trái phép {place} {time}.',
    ],
    results: ['Đã đình chỉ thi công và lập hồ sơ xử lý.', 'Đã yêu cầu chủ đầu tư che chắn, dọn vật liệu.'],
  },
  {
    code: 'trees',
    duty: 'parks',
    weight: 4,
    season: rain(2),
    texts: [
      'Cây xanh nghiêng, có nguy cơ ngã đổ {place}, đề nghị cắt tỉa trước mùa bão.',
      'Cành cây gãy chắn ngang đường {place}.',
      'Cây chết khô {place} {time}, sợ đổ vào nhà dân.',
    ],
    results: ['Đã cắt tỉa cành và chống đỡ cây.', 'Đã đốn hạ cây chết khô, sẽ trồng thay thế.'],
  },
  {
    code: 'water-supply',
    duty: 'water',
    weight: 4,
    season: summer(1.8),
    texts: [
      'Mất nước sinh hoạt {time} {place} mà không thông báo.',
      'Ống nước sạch bị vỡ {place}, nước chảy lênh láng.',
      'Nước máy {place} đục, có mùi lạ.',
    ],
    results: ['Đã sửa điểm vỡ, cấp nước trở lại.', 'Đã súc xả đường ống, mẫu nước đạt quy chuẩn.'],
  },
  {
    code: 'electricity',
    duty: 'power',
    weight: 3,
    season: summer(1.6),
    texts: [
      'Cúp điện liên tục {place} {time}, đề nghị trả lời.',
      'Dây điện sà thấp {place}, rất nguy hiểm khi mưa gió.',
      'Trụ điện nghiêng {place}, có nguy cơ đổ.',
    ],
    results: ['Đã nâng dây và siết lại phụ kiện.', 'Đã khắc phục sự cố, điện ổn định.'],
  },
  {
    code: 'telecom-cables',
    duty: 'telecom',
    weight: 4,
    texts: [
      'Dây cáp viễn thông chùng xuống đường {place}, vướng người đi xe máy.',
      'Cáp mạng đứt rơi xuống vỉa hè {place} {time} không ai dọn.',
      'Tủ cáp {place} bị bung cửa, dây lòi ra ngoài.',
    ],
    results: ['Đã bó gọn và nâng cao cáp thông tin.', 'Đã thu hồi cáp đứt, hoàn trả mặt bằng.'],
  },
  {
    code: 'traffic-signals',
    duty: 'transport',
    weight: 4,
    texts: [
      'Đèn tín hiệu giao thông không hoạt động {place}, ùn tắc giờ cao điểm.',
      'Biển báo giao thông bị che khuất {place}.',
      'Vạch kẻ đường mờ {place}, xe đi lấn làn, dễ tai nạn.',
    ],
    results: ['Đã sửa tủ điều khiển đèn tín hiệu.', 'Đã phát quang và lắp lại biển báo.'],
  },
  {
    code: 'air-pollution',
    duty: 'district-environment',
    weight: 4,
    season: summer(1.4),
    punishable: true,
    texts: [
      'Lò đốt vàng mã xả khói đen {place}, không thở được.',
      'Cơ sở giết mổ {place} xả nước thải hôi thối ra kênh {time}.',
      'Đốt rơm rạ khói mù mịt {place}.',
    ],
    results: [
      'Đã kiểm tra, buộc cơ sở dừng xả thải và khắc phục.',
      'Đã tuyên truyền, nhắc nhở hộ dân không đốt.',
    ],
  },
  {
    code: 'food-safety',
    duty: 'food-safety',
    weight: 2,
    season: tet(1.6),
    punishable: true,
    texts: [
      'Quán ăn {place} mất vệ sinh, thức ăn để lẫn với rác.',
      'Nghi ngộ độc sau khi ăn bánh mì {place}.',
    ],
    results: [
      'Đã kiểm tra đột xuất, lập biên bản xử lý cơ sở.',
      'Đã lấy mẫu xét nghiệm và yêu cầu cơ sở tạm dừng.',
    ],
  },
  {
    code: 'stray-animals',
    duty: 'ward',
    weight: 3,
    texts: [
      'Chó thả rông không rọ mõm {place}, đã cắn trẻ em.',
      'Trâu bò thả rông {place}, phóng uế ra đường.',
    ],
    results: [
      'Đã nhắc nhở chủ nuôi, thành lập đội bắt chó thả rông.',
      'Đã yêu cầu chủ nuôi quản lý gia súc.',
    ],
  },
  {
    code: 'public-order',
    duty: 'district-police',
    weight: 4,
    punishable: true,
    texts: [
      'Thanh niên tụ tập nẹt pô, đua xe {place} lúc nửa đêm.',
      'Nghi có tụ điểm đánh bạc {place} {time}.',
      'Trộm cắp vặt nhiều lần {place}, đề nghị tuần tra.',
    ],
    results: ['Đã tăng cường tuần tra, xử lý các đối tượng.', 'Đã xác minh và xử lý theo quy định.'],
  },
  {
    code: 'advertising',
    duty: 'culture',
    weight: 2,
    punishable: true,
    texts: [
      'Quảng cáo rao vặt dán chằng chịt trên trụ điện {place}.',
      'Bảng quảng cáo {place} sắp rơi, che tầm nhìn.',
    ],
    results: ['Đã bóc xóa quảng cáo, đề nghị khóa số điện thoại.', 'Đã yêu cầu tháo dỡ bảng quảng cáo.'],
  },
  {
    code: 'tourism',
    duty: 'tourism',
    weight: 1,
    season: summer(2),
    punishable: true,
    texts: [
      'Chèo kéo du khách {place}, ảnh hưởng hình ảnh du lịch Huế.',
      'Thuyền rồng {place} thu giá cao hơn niêm yết.',
    ],
    results: ['Đã nhắc nhở và xử lý trường hợp chèo kéo.', 'Đã kiểm tra giá dịch vụ, hoàn tiền cho khách.'],
  },
  {
    code: 'social-security',
    duty: 'labour',
    weight: 2,
    texts: [
      'Người lang thang ăn xin {place} cần được giúp đỡ.',
      'Hồ sơ trợ cấp bảo trợ xã hội nộp {place} {time} chưa được giải quyết.',
    ],
    results: ['Đã đưa đối tượng về trung tâm bảo trợ.', 'Đã giải quyết hồ sơ và thông báo cho người dân.'],
  },
  {
    code: 'public-services',
    duty: 'district',
    weight: 2,
    texts: [
      'Bộ phận một cửa {place} hẹn nhiều lần, hồ sơ đất đai trễ hẹn.',
      'Cán bộ tiếp dân {place} thái độ không đúng mực.',
    ],
    results: ['Đã kiểm điểm, xin lỗi công dân và trả kết quả.', 'Đã rà soát hồ sơ, hẹn trả đúng hạn.'],
  },
  {
    code: 'markets',
    duty: 'markets',
    weight: 2,
    season: tet(1.7),
    texts: [
      'Chợ {place} bán hàng không niêm yết giá, cân thiếu.',
      'Nhà vệ sinh trong chợ {place} hỏng {time}.',
    ],
    results: ['Đã kiểm tra cân và yêu cầu niêm yết giá.', 'Đã sửa chữa nhà vệ sinh.'],
  },
  {
    code: 'public-transport',
    duty: 'bus',
    weight: 1,
    texts: ['Xe buýt bỏ trạm {place}, khách chờ rất lâu.', 'Trạm chờ xe buýt {place} hỏng mái che {time}.'],
    results: ['Đã chấn chỉnh lái xe, phụ xe.', 'Đã sửa mái che trạm chờ.'],
  },
  {
    code: 'monuments',
    duty: 'monuments',
    weight: 1,
    texts: [
      'Người dân leo trèo, vẽ bậy lên tường thành {place}.',
      'Lấn chiếm khu vực bảo vệ di tích {place} {time}.',
    ],
    results: ['Đã xóa vẽ bậy, tăng cường bảo vệ.', 'Đã lập biên bản, yêu cầu khôi phục hiện trạng.'],
  },
  {
    code: 'schools',
    duty: 'education',
    weight: 1,
    season: { months: [9], times: 2 },
    texts: ['Trường học {place} thu khoản ngoài quy định.', 'Cổng trường {place} ùn tắc giờ tan học.'],
    results: ['Đã yêu cầu trường hoàn trả khoản thu.', 'Đã phân luồng giờ tan học.'],
  },
];

export const streets: readonly string[] =
  'Lê Lợi, Hùng Vương, Bà Triệu, Nguyễn Huệ, Trần Hưng Đạo, Đinh Tiên Hoàng, Mai Thúc Loan, Chi Lăng, Bạch Đằng, Nguyễn Sinh Cung, Phạm Văn Đồng, Tố Hữu, Võ Nguyên Giáp, Điện Biên Phủ, Lê Duẩn, An Dương Vương, Nguyễn Tất Thành, Minh Mạng, Bùi Thị Xuân, Huyền Trân Công Chúa, Kim Long, Nguyễn Phúc Nguyên, Lý Thái Tổ, Tăng Bạt Hổ, Thái Phiên, Nguyễn Trãi, Yết Kiêu, Đặng Thái Thân, Trần Phú, Phan Bội Châu, Phan Chu Trinh, Nguyễn Công Trứ, Trường Chinh, Hoàng Quốc Việt, Tôn Đức Thắng, Ngự Bình, Duy Tân, Nguyễn Lộ Trạch, Hà Nội, Ngô Quyền, Đống Đa, Lý Thường Kiệt, Hai Bà Trưng, Trần Cao Vân, Chu Văn An, Võ Thị Sáu, Phạm Ngũ Lão, Nguyễn Thái Học, Xuân Diệu, Dương Văn An'.split(
    ', ',
  );

export const since: readonly string[] = [
  'đã ba ngày nay',
  'hơn một tuần nay',
  'từ tối qua',
  'nhiều tháng nay',
  'từ sáng đến giờ',
  'gần một tháng nay',
];

export const familyNames =
  'Nguyễn, Trần, Lê, Phạm, Hoàng, Phan, Võ, Đặng, Bùi, Hồ, Ngô, Dương, Tôn Thất, Nguyễn Phước'.split(', ');
export const givenNames =
  'Thị Lan, Văn Hùng, Minh Tâm, Thị Hương, Quốc Bảo, Thanh Hà, Văn Dũng, Thị Mai, Đình Phúc, Thùy Linh, Anh Tuấn, Ngọc Ánh, Hữu Nghĩa, Bảo Ngọc, Thị Thu, Xuân Trường'.split(
    ', ',
  );

/** Now and then a report of a kind belongs to another body than usually. */
export const otherDuties: { readonly [category: string]: readonly string[] } = {
  rubbish: ['environment', 'district-environment', 'ward'],
  drainage: ['construction', 'district-urban', 'agriculture'],
  lighting: ['district-urban'],
  potholes: ['transport', 'district-urban'],
  'pavement-encroachment': ['ward', 'district'],
  parking: ['traffic-safety', 'parking'],
  noise: ['district-police', 'culture'],
  construction: ['construction', 'district-urban'],
  trees: ['district-urban', 'agriculture'],
  'telecom-cables': ['telecommunication'],
  'traffic-signals': ['traffic-safety', 'district-urban'],
  'air-pollution': ['environment'],
  'food-safety': ['health', 'market'],
  'public-order': ['police', 'fire-brigade'],
  'public-services': ['public-administration', 'justice'],
  markets: ['trade', 'market'],
  electricity: ['trade', 'fire-brigade'],
};
