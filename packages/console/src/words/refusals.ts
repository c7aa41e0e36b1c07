import type { Language } from '@phananh/http/pages';

/**
 * What hosts say of a refusal beside its title, in the language of the page. Titles are in both languages; what is particular about one case
 * (`/location is missing`, `the report has no category yet`) the API says in English, as programs and logs expect.
 */
export interface Said {
  readonly text: string;
  /** Of what the text is, where that is another language than the page's. */
  readonly lang?: Language;
}

/** @param told as a problem says it: its detail, or the message of one of its errors */
export const saidIn = (language: Language, told: string): Said => {
  if (language === 'en') return { text: told };
  for (const [pattern, say] of inVietnamese) {
    const found = pattern.exec(told);
    if (found !== null) return { text: say(...found.slice(1)) };
  }
  return { text: told, lang: 'en' };
};

type Rule = readonly [told: RegExp, say: (...parts: readonly string[]) => string];

const exactly = (told: string, said: string): Rule => [
  new RegExp(`^${told.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`),
  () => said,
];

/** Of one field: they follow its name. */
const ofFields: readonly Rule[] = [
  exactly('is missing', 'Chưa điền.'),
  exactly('is empty', 'Chưa điền.'),
  exactly('is not a string', 'Phải là chữ.'),
  exactly('is not a number', 'Phải là số.'),
  exactly('is not a whole number', 'Phải là số nguyên.'),
  exactly('is not true or false', 'Phải là có hoặc không.'),
  exactly('is not an array', 'Phải là danh sách.'),
  exactly('is not an object', 'Phải gồm các mục con.'),
  exactly('is not an e-mail address', 'Không phải địa chỉ thư điện tử.'),
  exactly('is not a URL', 'Không phải địa chỉ trang web.'),
  exactly('is not a UUID', 'Không phải mã số hợp lệ.'),
  exactly('has none of the forms that it may have', 'Không đúng dạng.'),
  exactly('not an ISO 8601 instant with an offset', 'Không phải ngày giờ hợp lệ.'),
  [/^is not a day/, () => 'Không phải ngày hợp lệ.'],
  [/^is none of /, () => 'Không có trong các lựa chọn.'],
  [/^has more than (\d+) characters$/, (most) => `Dài quá ${most} ký tự.`],
  [/^has less than (\d+) characters$/, (least) => `Cần ít nhất ${least} ký tự.`],
  [/^has more than (\d+) entries$/, (most) => `Nhiều nhất ${most} mục.`],
  [/^has less than (\d+) entries$/, (least) => `Cần ít nhất ${least} mục.`],
  [/^is more than (\S+)$/, (most) => `Lớn hơn ${most}.`],
  [/^is less than (\S+)$/, (least) => `Nhỏ hơn ${least}.`],
  [/^is not less than (\S+)$/, (limit) => `Phải nhỏ hơn ${limit}.`],
  [/^is not more than (\S+)$/, (limit) => `Phải lớn hơn ${limit}.`],
];

const day = String.raw`(\d{4}-\d{2}-\d{2})\S*`;
const vietnamese = (date: string | undefined): string => (date ?? '').split('-').toReversed().join('/');

/** Of permissions and forms. */
const ofPages: readonly Rule[] = [
  [/^this (?:list )?is not for actors of the kind /, () => 'Trang này không dành cho vai trò của bạn.'],
  [/^\S+ (?:\S+ )?may not \S+/, () => 'Việc này không thuộc quyền của bạn.'],
  [/^this is for the heads of /, () => 'Việc này dành cho lãnh đạo của cơ quan.'],
  exactly('the cases of another agency are not listed', 'Chỉ xem được danh sách của cơ quan mình.'),
  exactly('operators take calls', 'Việc này dành cho cán bộ trung tâm.'),
  exactly('a citizen reports here', 'Trang này dành cho người dân.'),
  exactly('citizens report here', 'Trang này dành cho người dân.'),
  exactly('the session has ended', 'Phiên làm việc đã hết.'),
  exactly('a valid token is needed', 'Hãy đăng nhập lại.'),
  exactly(
    'the form was not sent by a page of this host',
    'Biểu mẫu không được gửi từ trang của hệ thống này.',
  ),
  exactly('the form has too much text', 'Nội dung quá dài.'),
  exactly('the file is too large for a form', 'Tệp quá lớn.'),
  exactly('the form is malformed or was cut off', 'Biểu mẫu bị đứt giữa chừng. Hãy gửi lại.'),
  exactly('others kept being faster', 'Nhiều người cùng xử lý một lúc. Hãy thử lại.'),
  [/^the host has more to do than it can/, () => 'Hệ thống đang quá tải. Hãy thử lại sau ít phút.'],
  exactly('nobody was chosen', 'Chưa chọn vai nào.'),
  exactly('there is no such agency', 'Không có cơ quan này.'),
  [/^nobody began to sign in here/, () => 'Việc đăng nhập đã quá lâu. Hãy bắt đầu lại.'],
  [/^nobody can sign in as long as/, () => 'Bên cấp đăng nhập không trả lời. Hãy thử lại sau.'],
  exactly('there is no such issuer', 'Không có bên cấp đăng nhập này.'),
];

/** Of commands of reports. */
const ofReports: readonly Rule[] = [
  exactly('a reassignment needs its reason in the note', 'Phân công lại thì phải ghi lý do ở mục ghi chú.'),
  exactly('no agency has returned the report', 'Chưa có cơ quan nào trả lại phản ánh.'),
  exactly('no extension is asked for', 'Không có đề nghị gia hạn nào.'),
  exactly('no term runs that could be extended', 'Không có thời hạn nào đang chạy để gia hạn.'),
  exactly(
    'the centre decided that the agency is competent',
    'Trung tâm đã quyết định cơ quan này có thẩm quyền, không trả lại được.',
  ),
  exactly(
    'the request came after the due moment: the round stays late',
    'Đề nghị đến sau khi đã quá hạn: vòng này vẫn tính là trễ.',
  ),
  [/^(.+) has no officer (.+)$/, (_, officer) => `Cơ quan không có cán bộ ${officer}.`],
  [/^.+ has not the report by that assignment$/, () => 'Phản ánh không còn được giao cho cơ quan này.'],
  [
    /^.+ has the report: it cannot support itself$/,
    () => 'Cơ quan xử lý không thể tự phối hợp với chính mình.',
  ],
  [/^.+ has the report already$/, () => 'Cơ quan hoặc cán bộ này đã nhận phản ánh rồi.'],
  [/^.+ is suspended$/, () => 'Cơ quan hoặc cán bộ này đang tạm đình chỉ.'],
  [/^(\d+) working days are asked for already$/, (days) => `Đã có đề nghị gia hạn ${days} ngày làm việc.`],
  [/^accepted at \S+ already$/, () => 'Phản ánh đã được nhận việc.'],
  [/^the report was returned (\d+) times$/, (times) => `Phản ánh đã bị trả lại ${times} lần.`],
  [/^there is no agency (.+)$/, (id) => `Không có cơ quan ${id}.`],
  exactly('internal comments are for officers', 'Bình luận nội bộ dành cho cán bộ.'),
  exactly(
    'who is known by no account could support it as often as they like',
    'Cần tài khoản để cho biết bạn cũng gặp vấn đề này.',
  ),
  exactly('you support this report already', 'Bạn đã cho biết bạn cũng gặp vấn đề này.'),
  [/^it was possible until the end of the window$/, () => 'Đã hết thời gian cho việc này.'],
  [
    new RegExp(`^it was possible until the end of ${day}$`),
    (date) => `Chỉ làm được đến hết ngày ${vietnamese(date)}.`,
  ],
  exactly(
    'a report that came in here is reclassified, re-dated or redacted instead',
    'Phản ánh tiếp nhận tại đây thì phân loại lại, tính lại hạn hoặc che dữ liệu.',
  ),
  [/^\S+ is that already$/, () => 'Giá trị đã đúng như vậy.'],
  [/^\S+ of \S+ cannot be corrected$/, () => 'Mục này không đính chính được.'],
  [/^.+ is no \S+$/, () => 'Giá trị không hợp lệ cho mục này.'],
  [/^\S+ cannot have happened at \S+$/, () => 'Thời điểm này không khớp với các sự kiện khác.'],
  [/^there is no event of revision (\S+)$/, (revision) => `Không có sự kiện số ${revision}.`],
  exactly('nothing of this person is left in the report', 'Phản ánh không còn dữ liệu nào của người này.'),
  exactly('this version is kept already', 'Bản này đã được giữ.'),
  [
    /^a citizen wrote nothing in an event of revision (\S+)$/,
    (revision) => `Sự kiện số ${revision} không có nội dung nào của người dân.`,
  ],
  exactly(
    'a citizen reports now; occurredAt is for operators and imports',
    'Người dân gửi phản ánh vào lúc này, không ghi thời điểm khác.',
  ),
  exactly('no question is open', 'Không có câu hỏi nào đang chờ trả lời.'),
  exactly('say whose competence it is', 'Hãy ghi cơ quan nào có thẩm quyền.'),
  exactly(
    'the channel import and legacy facts belong to imports, and to nothing else',
    'Kênh này chỉ dành cho việc nhập dữ liệu.',
  ),
  exactly('the report has no category yet: name one', 'Phản ánh chưa có lĩnh vực: hãy chọn lĩnh vực.'),
  [/^\S+ is a name from a list, and this cannot be one$/, () => 'Giá trị không có trong danh mục.'],
  [/^a report needs lat and lng/, () => 'Cần vị trí trên bản đồ: nhập tọa độ hoặc chọn điểm.'],
  [
    new RegExp(`^the answer has time until the end of ${day}$`),
    (date) => `Người dân được trả lời đến hết ngày ${vietnamese(date)}.`,
  ],
  [/^the citizen was asked at \S+ already$/, () => 'Đã hỏi người dân, đang chờ trả lời.'],
  exactly('the citizen who reported it is known', 'Đã biết người dân gửi phản ánh này.'),
  exactly('the report is of no citizen whom one knows', 'Phản ánh chưa gắn với người dân nào.'),
  exactly('the report is of this citizen already', 'Phản ánh đã gắn với người dân này.'),
  exactly('name another report', 'Hãy chọn một phản ánh khác, không phải chính phản ánh này.'),
  exactly('the citizen was told already', 'Người dân đã được báo.'),
  [/^\S+ is hidden already, or was never told$/, () => 'Mục này đã được che, hoặc chưa từng có.'],
  [/^.+ is merged into no other report$/, () => 'Phản ánh này chưa gộp vào phản ánh nào.'],
  [/^.+ leads back to itself$/, () => 'Gộp như vậy thành vòng tròn.'],
  [/^.+ was not turned down$/, () => 'Phản ánh kia không bị từ chối.'],
  [
    /^.+ is not among the reports that go on by themselves$/,
    () => 'Phản ánh kia không còn được xử lý riêng.',
  ],
  [/^.+ is not merged into this report any more$/, () => 'Phản ánh kia không còn gộp vào phản ánh này.'],
  [/^the report \S+ is merged into this one$/, () => 'Phản ánh kia đã gộp vào chính phản ánh này.'],
  [/^the report \S+ is withdrawn$/, () => 'Phản ánh kia đã được rút.'],
  [/^the report \S+ does not exist$/, () => 'Không có phản ánh nào mang mã này.'],
  [/^the report \S+ (?:was|is) .+$/, () => 'Không gộp được vào phản ánh kia ở giai đoạn hiện tại của nó.'],
  [/^the report is not merged into \S+ by that merge$/, () => 'Lần gộp này không còn hiệu lực.'],
  [/^\S+ is not shown by a publication of this report$/, () => 'Ảnh này không nằm trong kết quả đã công bố.'],
  [
    /^\S+ was given neither by the citizen nor by the agency$/,
    () => 'Ảnh này không do người dân hay cơ quan xử lý gửi.',
  ],
  [/^\S+ is shown already$/, () => 'Ảnh này đã được công bố.'],
  [/^no fine (.+) is in force$/, (decision) => `Không có quyết định phạt ${decision} nào còn hiệu lực.`],
  [/^the decision (.+) is recorded already$/, (decision) => `Quyết định ${decision} đã được ghi.`],
  exactly('the report has this classification already', 'Phản ánh đã được phân loại như vậy.'),
  [/^\S+ is hidden already$/, () => 'Mục này đã được che.'],
  [/^\S+ is not a field that can be hidden$/, () => 'Mục này không che được.'],
  [/^\S+ is older than \S+$/, () => 'Lịch đang dùng cũ hơn lịch đã tính hạn này.'],
  [/^\S+ has no key that could be destroyed without others$/, () => 'Mục này không hủy riêng được.'],
  [new RegExp(`^\\S+ is due on ${day} still$`), (date) => `Hạn vẫn là ngày ${vietnamese(date)}.`],
  [/^\S+ is paused since \S+$/, () => 'Đồng hồ này đang dừng chờ người dân.'],
  [/^\S+ was started anew since$/, () => 'Đồng hồ này đã chạy lại từ đó.'],
  [
    new RegExp(`^\\S+ would move from ${day} to ${day}$`),
    (from, to) =>
      `Hạn sẽ sớm lên, từ ${vietnamese(from)} thành ${vietnamese(to)}: việc này do trung tâm quyết định.`,
  ],
  [/^no clock \S+ (?:of ours )?runs$/, () => 'Đồng hồ này không chạy.'],
  [
    /^no event of revision (\S+) has the field \S+$/,
    (revision) => `Sự kiện số ${revision} không có mục này.`,
  ],
  [
    /^nothing of \S+ is encrypted, or it was destroyed before$/,
    () => 'Mục này không được mã hóa, hoặc đã bị hủy.',
  ],
  [
    /^the citizen may rate and dispute until the end of the window$/,
    () => 'Người dân còn được đánh giá và khiếu nại.',
  ],
  [
    new RegExp(`^the citizen may rate and dispute until the end of ${day}$`),
    (date) => `Người dân còn được đánh giá và khiếu nại đến hết ngày ${vietnamese(date)}.`,
  ],
  [/^\S+ \S+ has uploaded no \S+$/, () => 'Ảnh này không do bạn tải lên.'],
  [/^\S+ has no public copy: .+$/, () => 'Ảnh này chưa có bản công khai nên chưa công bố được.'],
  [/^\S+ was named by no report in time$/, () => 'Ảnh này đã tải lên quá lâu. Hãy gửi lại.'],
  exactly('nobody holds it', 'Không có ai yêu cầu giữ dữ liệu này.'),
  exactly('the policy has no such term for the report', 'Quy định không có thời hạn này cho phản ánh.'),
  [/^it is held since \S+$/, () => 'Dữ liệu đang được giữ.'],
  [
    new RegExp(`^it is kept until the end of ${day}$`),
    (date) => `Dữ liệu được lưu đến hết ngày ${vietnamese(date)}.`,
  ],
];

/** Of what people of the office keep beside reports, of agencies and of who may. */
const ofOffices: readonly Rule[] = [
  exactly('a report is in it twice', 'Có phản ánh được chọn hai lần.'),
  exactly('it is written in neither language', 'Hãy viết ít nhất một trong hai ngôn ngữ.'),
  exactly('it says this already', 'Nội dung không có gì thay đổi.'),
  [
    /^\S+ of \S+ does not take what is written in (\S+)$/,
    (language) => `Nội dung tiếng ${language === 'en' ? 'Anh' : 'Việt'} không hợp với mục của lệnh này.`,
  ],
  [/^\S+ takes no text that phrases are kept for$/, () => 'Lệnh này không dùng câu mẫu.'],
  exactly('it is shared with nobody', 'Bộ lọc chưa được chia sẻ.'),
  exactly('it is shared with them already', 'Bộ lọc đã được chia sẻ.'),
  [/^\S+ gives no command \S+ to many reports$/, () => 'Lệnh này không dùng cho nhiều phản ánh cùng lúc.'],
  [
    /^\S+ is personal: it is said of one case at a time$/,
    () => 'Dữ liệu cá nhân thì chỉ ghi cho từng phản ánh.',
  ],
  [/^a run has (\d+) cases at most$/, (most) => `Mỗi lượt nhiều nhất ${most} phản ánh.`],
  [/^\S+ works on \S+ from \S+ on already$/, () => 'Cơ quan đã làm việc theo lịch này.'],
  [/^the agency is called (.+) already$/, (name) => `Cơ quan đã có tên ${name}.`],
  [/^there is no calendar (\S+), only (.+)$/, (id, known) => `Không có lịch ${id}. Có: ${known}.`],
  exactly('nobody suspends themselves', 'Không ai tự tạm đình chỉ mình.'),
  exactly('they are a head already', 'Người này đã là lãnh đạo.'),
  exactly('they are no head', 'Người này không phải lãnh đạo.'),
  [/^\S+ has accepted no such invitation$/, () => 'Người này chưa nhận lời mời nào như vậy.'],
  [/^they are of \S+ already$/, () => 'Người này đã thuộc cơ quan đó.'],
  [/^it was open until \S+$/, () => 'Lời mời đã hết hạn.'],
  exactly(
    'this host has no secret for the ids of people',
    'Hệ thống chưa được cấu hình để mời người bằng địa chỉ.',
  ),
  [/^\S+ is over$/, () => 'Thời điểm này đã qua.'],
  [/^a key expires within (\d+) days/, (days) => `Khóa có hạn nhiều nhất ${days} ngày.`],
  [/^the key that creates it has less/, () => 'Không tạo được khóa có quyền rộng hơn người tạo.'],
  [/^there is no issuer of citizens /, () => 'Không có bên cấp đăng nhập này cho người dân.'],
  [/^there is no .+; there are: .+$/, () => 'Không có lệnh hoặc vai trò này.'],
  [/^the policy is called (\S+), not (\S+)$/, (name, id) => `Chính sách có tên ${name}, không phải ${id}.`],
];

/** Of requests about personal data, erasures and links. */
const ofPersonalData: readonly Rule[] = [
  exactly('an administrator grants erasures', 'Việc xóa dữ liệu do quản trị viên chấp thuận.'),
  exactly('an erasure was asked for', 'Đây là yêu cầu xóa, không phải yêu cầu bản sao.'),
  exactly('it is not said whose data it is', 'Hãy ghi dữ liệu của ai.'),
  exactly(
    'no processor has to erase anything for this request',
    'Yêu cầu này không có bên xử lý nào phải xóa dữ liệu.',
  ),
  exactly('it is erased here, and waits for the processor', 'Dữ liệu tại đây đã xóa, đang chờ bên xử lý.'),
  [/^it was noted at /, () => 'Đã ghi nhận bên xử lý thực hiện trước đó.'],
  exactly('q is no part of a filter that is kept', 'Từ tìm kiếm không được lưu trong bộ lọc.'),
  exactly('the erasure has begun', 'Việc xóa đã bắt đầu, không dừng được.'),
  exactly('this erasure waits for it already', 'Việc xóa đã chờ yêu cầu này.'),
  exactly(
    'this host has no keys that it could destroy',
    'Hệ thống này không mã hóa dữ liệu cá nhân nên không xóa được.',
  ),
  exactly(
    'whoever has a report by its link asks at the centre',
    'Người giữ phản ánh bằng đường dẫn thì yêu cầu tại trung tâm.',
  ),
  [/^.+ is somebody else$/, () => 'Đây là dữ liệu của người khác.'],
  [/^it was extended: /, () => 'Thời hạn đã được gia hạn một lần.'],
  [/^the clock \S+ is not over its due moment$/, () => 'Thời hạn này chưa quá.'],
  [/^there is no report (\S+)$/, () => 'Không có phản ánh này.'],
  [/^.+ acts for an agency still$/, () => 'Người này còn là cán bộ của một cơ quan.'],
  exactly('another link was made after this one', 'Đã có đường dẫn khác thay cho đường dẫn này.'),
  exactly('the link was opened already', 'Đường dẫn đã được mở.'),
  exactly('this secret was a link already', 'Đường dẫn này đã dùng rồi.'),
  exactly('the personal data of the report was erased', 'Dữ liệu cá nhân của phản ánh đã được xóa.'),
  exactly('the report has no such link', 'Phản ánh không có đường dẫn này.'),
  exactly(
    'the reporter has a link made, or the centre for a caller',
    'Chỉ người gửi phản ánh, hoặc trung tâm thay người gọi, tạo được đường dẫn.',
  ),
  [/^it could be opened until \S+$/, () => 'Đường dẫn đã hết hạn.'],
];

const inVietnamese: readonly Rule[] = [
  ...ofFields,
  ...ofPages,
  ...ofPersonalData,
  ...ofOffices,
  ...ofReports,
];
