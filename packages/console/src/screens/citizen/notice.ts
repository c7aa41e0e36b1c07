import type { Language } from '@phananh/http/pages';
import { type Html, html } from '../../frame/html.ts';
import type { Page, Visit } from '../../frame/screen.ts';
import { citizenWords } from './words.ts';

/** What is said of personal data before a report is sent. Its version is recorded with the report. */
export interface PrivacyNotice {
  /** As whoever wrote it calls it, such as `2026-11`. */
  readonly version: string;
  /** Paragraphs of plain text, with an empty line between them. */
  readonly text: { readonly [L in Language]: string };
}

/** Where the installation has none of its own. */
export const ordinaryNotice: PrivacyNotice = {
  version: 'phananh-2026-11',
  text: {
    en: `The centre that runs this page is responsible for what you send.

It keeps what you write, your photos, the place and, if you give it, how to reach you: to have the problem mended, to ask you back, and to show what was done. What can be told to be yours is encrypted under a key of your own.

The officers of the centre and of the agency that handles your report read it. Who looked at what is yours is written down. Everybody else sees, once the result is published, what the centre publishes, and the place rounded to about a hundred metres. Photos are shown without the place where they were taken.

What happened to a report is kept in a log that nobody can change afterwards; your personal data in it can be made unreadable for good.

You may ask for a copy, have something corrected, and have your data erased: in your report here, or at the centre. It answers within two working days; a copy is there within ten days, an erasure is done within twenty (Law 91/2025/QH15, Decree 356/2025/ND-CP).`,
    vi: `Trung tâm vận hành trang này chịu trách nhiệm về những gì bạn gửi.

Nội dung, ảnh, địa điểm và, nếu bạn cung cấp, cách liên hệ được lưu để việc được khắc phục, để hỏi lại bạn và để cho biết kết quả. Những gì có thể nhận ra bạn được mã hóa bằng khóa riêng của bạn.

Cán bộ của trung tâm và của cơ quan xử lý phản ánh đọc được. Ai xem dữ liệu của bạn đều được ghi lại. Người khác chỉ xem, khi kết quả được công bố, phần trung tâm công bố và địa điểm làm tròn khoảng một trăm mét. Ảnh hiển thị không kèm nơi chụp.

Diễn biến của phản ánh được lưu trong nhật ký không ai sửa được về sau; dữ liệu cá nhân của bạn trong đó có thể được làm cho không đọc được vĩnh viễn.

Bạn có quyền xin bản sao, yêu cầu đính chính và xóa dữ liệu: trong phản ánh của bạn ở đây, hoặc tại trung tâm. Trung tâm trả lời trong hai ngày làm việc; bản sao có trong mười ngày, việc xóa xong trong hai mươi ngày (Luật 91/2025/QH15, Nghị định 356/2025/NĐ-CP).`,
  },
};

export const noticePage = ({ language }: Visit, { version, text }: PrivacyNotice): Page => {
  const words = citizenWords[language];
  return {
    title: words.notice,
    main: html`
      <h1>${words.notice}</h1>
      ${paragraphsOf(text[language])}
      <p class="fine">${words.noticeMore(version)}</p>
    `,
  };
};

/** All of it, folded below what says it in short: nobody has to leave the form to read it. */
export const wholeNotice = ({ language, root }: Visit, { version, text }: PrivacyNotice): Html =>
  html`<details class="whole-notice"><summary>${citizenWords[language].noticeMore(version)}</summary>${paragraphsOf(text[language])}<p><a href=${`${root}/privacy`} target="_blank">${citizenWords[language].notice} (${citizenWords[language].newWindow})</a></p></details>`;

const paragraphsOf = (text: string): readonly Html[] =>
  text.split(/\n\s*\n/).map((paragraph) => html`<p>${paragraph}</p>`);
