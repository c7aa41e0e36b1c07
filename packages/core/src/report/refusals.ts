import type { ErrorTable } from '../engine/index.ts';
import { noKeys } from './requests/refusals.ts';

/** Why the rules of the lifecycle say no. The key is the stable code. */
export const reportRefusals = {
  'not-awaiting-information': {
    kind: 'conflict',
    title: { en: 'No question is open', vi: 'Không có câu hỏi nào đang chờ trả lời' },
    help: 'Nobody asked the citizen for information, or it was given already.',
  },
  'already-awaiting-information': {
    kind: 'conflict',
    title: { en: 'A question is open already', vi: 'Đang chờ người dân bổ sung thông tin' },
    help: 'One question at a time: wait for the answer to the last one.',
  },
  'information-missing': {
    kind: 'invalid',
    title: { en: 'Something that is needed is missing', vi: 'Thiếu thông tin bắt buộc' },
    help: 'The command needs a field in this situation that is optional in others. `field` names it.',
  },
  'not-correctable': {
    kind: 'invalid',
    title: { en: 'This cannot be corrected', vi: 'Nội dung này không đính chính được' },
    help: 'Only reports of the channel import can be corrected: the text, category and own due instant of their submission, the category of `verified` and `reclassified`, the agency of `assigned`, and the times of events. `fields` names those of the event.',
  },
  'correction-out-of-order': {
    kind: 'conflict',
    title: { en: 'The time would be out of order', vi: 'Thời điểm không đúng thứ tự' },
    help: 'A corrected time lies between those of the events before and after it, and not in the future. Where several times move, the outer ones move first.',
  },
  'unknown-agency': {
    kind: 'invalid',
    title: { en: 'There is no such agency', vi: 'Không có cơ quan này' },
    help: 'Register the agency first: the centre invites a body with its first case.',
  },
  'agency-suspended': {
    kind: 'conflict',
    title: { en: 'The agency is suspended', vi: 'Cơ quan đang tạm ngừng tiếp nhận' },
    help: 'A suspended agency gets no reports, no new officers and no keys. Reinstate it or name another one.',
  },
  'calendar-older': {
    kind: 'conflict',
    title: { en: 'The calendar is older', vi: 'Lịch làm việc cũ hơn' },
    help: 'The due day was computed on a newer version of the calendar than the one in force. Update the calendar first.',
  },
  'clock-paused': {
    kind: 'conflict',
    title: { en: 'The clock is paused', vi: 'Thời hạn đang tạm dừng' },
    help: 'The citizen is waited for: nobody is reminded of a due moment that will move.',
  },
  'reason-required': {
    kind: 'invalid',
    title: { en: 'A reason is needed', vi: 'Cần nêu lý do' },
    help: 'A reassignment says why in its note.',
  },
  'already-assigned': {
    kind: 'conflict',
    title: { en: 'The agency has the report already', vi: 'Cơ quan này đang xử lý phản ánh' },
    help: 'A reassignment names another agency.',
  },
  'already-accepted': {
    kind: 'conflict',
    title: { en: 'The agency has accepted already', vi: 'Cơ quan đã tiếp nhận' },
    help: 'The report was accepted by an officer of the agency.',
  },
  'not-the-head': {
    kind: 'forbidden',
    title: { en: 'This is for heads of the agency', vi: 'Chỉ dành cho lãnh đạo cơ quan' },
    help: 'A head of the agency does this; for its officers and invitations the centre and admins may too. Who is a head, the registry of officers says.',
  },
  'unknown-officer': {
    kind: 'invalid',
    title: { en: 'The agency has no such officer', vi: 'Cơ quan không có cán bộ này' },
    help: 'A report is handed to an officer of the agency that has it, by their actor id. The list of officers has them.',
  },
  'officer-suspended': {
    kind: 'conflict',
    title: { en: 'The officer is suspended', vi: 'Cán bộ đang bị tạm đình chỉ' },
    help: 'A suspended officer gets no reports. Restore them or hand it to another one.',
  },
  'handed-over-already': {
    kind: 'conflict',
    title: { en: 'The officer has the report already', vi: 'Cán bộ này đang giữ phản ánh' },
    help: 'A report is handed to another officer than the one who has it.',
  },
  'binding-assignment': {
    kind: 'conflict',
    title: { en: 'The assignment is binding', vi: 'Quyết định phân công là bắt buộc' },
    help: 'The centre decided who is competent. Such an assignment cannot be returned.',
  },
  'competence-decision-required': {
    kind: 'conflict',
    title: { en: 'The competence must be decided', vi: 'Cần quyết định thẩm quyền' },
    help: 'The report came back too often. Only `decide-competence` can assign it now.',
  },
  'never-returned': {
    kind: 'conflict',
    title: { en: 'No agency has returned the report', vi: 'Phản ánh chưa bị trả lại lần nào' },
    help: 'The competence is decided after a return. Use `assign`.',
  },
  'extension-pending': {
    kind: 'conflict',
    title: { en: 'An extension is asked for already', vi: 'Đã có đề nghị gia hạn đang chờ' },
    help: 'The centre decides on the pending request first.',
  },
  'no-extension-pending': {
    kind: 'conflict',
    title: { en: 'No extension is asked for', vi: 'Không có đề nghị gia hạn' },
    help: 'There is no request to grant or to deny.',
  },
  'override-required': {
    kind: 'conflict',
    title: { en: 'The request came after the due moment', vi: 'Đề nghị gia hạn sau khi đã quá hạn' },
    help: 'It can be granted with `override: true` only; the round stays late.',
  },
  'no-term': {
    kind: 'conflict',
    title: { en: 'No term runs', vi: 'Không có thời hạn đang tính' },
    help: 'There is nothing to extend, to remind of or to date anew.',
  },
  'duplicate-decision': {
    kind: 'conflict',
    title: { en: 'The decision number was used', vi: 'Số quyết định đã được dùng' },
    help: 'A fine with this decision number is recorded for this report.',
  },
  'unknown-decision': {
    kind: 'invalid',
    title: { en: 'There is no such fine', vi: 'Không có quyết định xử phạt này' },
    help: 'No fine with this decision number is in force for this report.',
  },
  'supports-itself': {
    kind: 'invalid',
    title: { en: 'An agency cannot support itself', vi: 'Cơ quan không thể phối hợp với chính mình' },
    help: 'The agency that gets the report is not among those that support it. One that is named twice among them counts once.',
  },
  'assigned-anew': {
    kind: 'conflict',
    title: { en: 'The report was assigned anew', vi: 'Phản ánh đã được phân công lại' },
    help: 'The agency does not have the report by the assignment that the command is about.',
  },
  'merged-elsewhere': {
    kind: 'conflict',
    title: { en: 'The report is not merged there', vi: 'Phản ánh không còn gộp vào phản ánh kia' },
    help: 'It was merged into another report since, or goes on by itself again. `mergedInto` says where it is.',
  },
  'merge-ring': {
    kind: 'conflict',
    title: { en: 'The merges would lead in a ring', vi: 'Việc gộp tạo thành vòng lặp' },
    help: 'The other report was merged into this one, at once or over others: `chain` names them. Nobody would be left to handle any.',
  },
  'merge-into-itself': {
    kind: 'invalid',
    title: { en: 'A report cannot be merged into itself', vi: 'Không thể gộp phản ánh vào chính nó' },
    help: 'Name another report in `into`.',
  },
  'merge-target': {
    kind: 'invalid',
    title: { en: 'The other report cannot take this one', vi: 'Không thể gộp vào phản ánh kia' },
    help: 'It does not exist, or it is closed, rejected, merged or withdrawn. Of one that is merged `leadsTo` says which report has it.',
  },
  'window-over': {
    kind: 'conflict',
    title: { en: 'The time for this is over', vi: 'Đã hết thời gian thực hiện' },
    help: 'Rating and dispute are possible for some days after the publication.',
  },
  'window-open': {
    kind: 'conflict',
    title: { en: 'The citizen may still rate and dispute', vi: 'Người dân còn thời gian đánh giá' },
    help: 'A report is closed when the time for rating and dispute is over.',
  },
  'attachment-not-shown': {
    kind: 'invalid',
    title: { en: 'An attachment is not of this report', vi: 'Tệp đính kèm không thuộc phản ánh' },
    help: 'A publication shows attachments that the citizen or the agency gave.',
  },
  'unknown-attachment': {
    kind: 'invalid',
    title: { en: 'There is no such attachment of yours', vi: 'Không có tệp đính kèm này của bạn' },
    help: 'A report names photos and videos that whoever gives the command has uploaded themselves, for no other report. `attachmentId` names the one that is not.',
  },
  'attachment-expired': {
    kind: 'conflict',
    title: { en: 'The attachment has expired', vi: 'Tệp đính kèm đã hết hạn' },
    help: 'An upload waits 24 hours for a report that names it. Upload the photo again.',
  },
  'attachment-not-publishable': {
    kind: 'conflict',
    title: { en: 'The attachment has no public copy', vi: 'Tệp đính kèm không có bản công khai' },
    help: 'Only a copy without metadata is published. `reason` says why there is none: `copy-pending` (ask again in a moment), `no-converter`, `video`, `unreadable`, `too-large`, `replaced`, `withdrawn`.',
  },
  'account-needed': {
    kind: 'forbidden',
    title: { en: 'This is for who signs in', vi: 'Cần đăng nhập để thực hiện' },
    help: 'Each person supports a report once. Whoever sent a report without signing in, or has one by a link, is not known well enough for that: sign in.',
  },
  'already-supported': {
    kind: 'conflict',
    title: { en: 'You support this report already', vi: 'Bạn đã ủng hộ phản ánh này' },
    help: 'Each citizen supports a report once.',
  },
  'reported-by-citizen': {
    kind: 'conflict',
    title: { en: 'A citizen reported it themselves', vi: 'Người dân đã tự gửi phản ánh này' },
    help: 'Only what was taken down for a caller, or imported, can be linked to a citizen.',
  },
  'nothing-changes': {
    kind: 'invalid',
    title: { en: 'Nothing would change', vi: 'Không có gì thay đổi' },
    help: 'The report has these values already.',
  },
  'unknown-revision': {
    kind: 'invalid',
    title: { en: 'No such event has the field', vi: 'Không có sự kiện nào mang trường này' },
    help: 'There is no event of this revision, or it has no such field. `revisions` names the last ones that have it.',
  },
  'not-encrypted': {
    kind: 'invalid',
    title: { en: 'Nothing of it is encrypted', vi: 'Không có nội dung nào được mã hóa' },
    help: 'Destroyed is what citizens wrote and where they were. What officers write stands in the log in clear, and photos are destroyed with the person whose they are: hide them without `destroy`. Or it was destroyed before.',
  },
  'no-key-of-its-own': {
    kind: 'conflict',
    title: { en: 'It cannot be destroyed alone', vi: 'Không thể hủy riêng nội dung này' },
    help: 'It was recorded before each text had a key of its own, or before the log was encrypted, or this log is not encrypted: `revisions` names the last such events. `phananh copy --encrypt` makes a log in which it can be destroyed; until then hide it without `destroy`, or erase the person.',
  },
  'unknown-field': {
    kind: 'invalid',
    title: { en: 'There is no such field to hide', vi: 'Không có trường này' },
    help: 'The help of `redact` lists the fields that can be hidden.',
  },
  'citizens-comment-publicly': {
    kind: 'forbidden',
    title: { en: 'Internal comments are for officers', vi: 'Ý kiến nội bộ chỉ dành cho cán bộ' },
    help: 'A citizen comments with the audience `public`.',
  },
  'not-of-a-list': {
    kind: 'invalid',
    title: { en: 'This is no name from a list', vi: 'Không phải tên trong danh mục' },
    help: "Category and area are names or codes from lists: at most 60 letters, digits, spaces and `'’.()_-`, and at most five digits. `field` says which one. They stay in clear, also after an erasure: whatever says more of somebody or their place belongs in the text or the address.",
  },
  'import-only': {
    kind: 'forbidden',
    title: { en: 'Only an import may say this', vi: 'Chỉ dành cho dữ liệu nhập' },
    help: 'The channel `import`, `legacy` and old instants are for cases of another system; an operator may give `occurredAt` for a caller.',
  },
  'unknown-rung': {
    kind: 'invalid',
    title: { en: 'The clock has no such rung', vi: 'Thời hạn này không có bậc nhắc đó' },
    help: 'The policy names the reminders, overdue marks and escalations of each clock.',
  },
  'rung-fired': {
    kind: 'conflict',
    title: { en: 'It has fired already', vi: 'Đã thực hiện trước đó' },
    help: 'Each rung fires once per clock.',
  },
  ...noKeys,
  'data-is-held': {
    kind: 'conflict',
    title: { en: 'What is personal is held', vi: 'Dữ liệu cá nhân đang được lưu giữ theo yêu cầu' },
    help: 'Somebody had it held beyond its term, with a reason. It goes once it is released.',
  },
  'not-due-yet': {
    kind: 'conflict',
    title: { en: 'The moment has not come', vi: 'Chưa đến thời điểm' },
    help: 'A clock is marked overdue after its due moment.',
  },
  'earlier-needs-operator': {
    kind: 'conflict',
    title: { en: 'The due day would move earlier', vi: 'Hạn xử lý sẽ sớm hơn' },
    help: 'A due day that was told to somebody moves later freely, earlier only on the word of a person.',
  },
} as const satisfies ErrorTable;

export type ReportRefusal = keyof typeof reportRefusals;
