import type { ErrorTable } from '../../engine/index.ts';

/** Why the rules of requests about personal data, and of erasures, say no. */
export const noKeys = {
  'no-keys': {
    kind: 'conflict',
    title: { en: 'This host has no keys to destroy', vi: 'Máy chủ này không giữ khóa mã hóa để hủy' },
    help: 'Erasing somebody is destroying the key that their data is encrypted under, and this host has none: it was given no keys (`sealing`, `evidence.keys`), or nothing of the log is encrypted. Order it on a host that has them; a log from before is encrypted by `phananh copy --encrypt`. Nothing was ordered.',
  },
} as const satisfies ErrorTable;

export const requestRefusals = {
  ...noKeys,
  'not-yours': {
    kind: 'forbidden',
    title: { en: 'It is not your data', vi: 'Đây không phải dữ liệu của bạn' },
    help: 'A citizen asks for their own data, and leaves `person` out. For somebody who calls, or who has a report by its link alone, an operator asks.',
  },
  'person-missing': {
    kind: 'invalid',
    title: { en: 'It is not said whose data it is', vi: 'Thiếu thông tin chủ thể dữ liệu' },
    help: 'Whoever asks for somebody else says for whom: `citizen:<actor id>`, or `report:<report id>` of a caller.',
  },
  'unknown-person': {
    kind: 'invalid',
    title: { en: 'There is no such report', vi: 'Không có phản ánh này' },
    help: '`report:<report id>` is whom a report of a caller is about, and there is no report of this id.',
  },
  'admin-decides': {
    kind: 'forbidden',
    title: { en: 'An administrator grants erasures', vi: 'Chỉ quản trị viên được chấp thuận xóa dữ liệu' },
    help: 'An erasure cannot be taken back. Operators take requests, extend, refuse them, and grant copies.',
  },
  'extended-already': {
    kind: 'conflict',
    title: { en: 'It was extended already', vi: 'Đã gia hạn một lần' },
    help: 'The law knows one extension of a request.',
  },
  'no-copy': {
    kind: 'conflict',
    title: { en: 'No copy was asked for', vi: 'Không phải yêu cầu cung cấp bản sao' },
    help: 'An erasure is done when the host has carried it out: nobody says so by hand. That a processor has done its part is noted by `note-processor-done`.',
  },
  'cannot-be-stopped': {
    kind: 'conflict',
    title: { en: 'The erasure has begun', vi: 'Việc xóa đã bắt đầu' },
    help: 'An erasure that was granted is carried out at once and cannot be withdrawn.',
  },
  'not-missed': {
    kind: 'conflict',
    title: { en: 'No term was missed', vi: 'Chưa quá hạn' },
    help: 'The clock is not over its due moment, has ended, or was noted already.',
  },
  'no-processor': {
    kind: 'conflict',
    title: { en: 'No processor has to act', vi: 'Không có bên xử lý nào phải thực hiện' },
    help: 'Of an erasure that was granted with `processor` it is noted that the processor has done its part. Others are done when the host has carried them out; that a copy was handed over is said by `deliver`.',
  },
  'noted-already': {
    kind: 'conflict',
    title: { en: 'It was noted already', vi: 'Đã ghi nhận trước đó' },
    help: 'That the processor has done its part is noted once. The request is done when what is kept here is erased too.',
  },
  'erased-here-already': {
    kind: 'conflict',
    title: { en: 'It is erased here already', vi: 'Dữ liệu tại đây đã được xóa' },
    help: 'What is kept here is erased once. The request waits for its processor.',
  },
  'waits-already': {
    kind: 'conflict',
    title: { en: 'It waits already', vi: 'Đang chờ sẵn' },
    help: 'Each erasure waits for a request once.',
  },
  'not-granted': {
    kind: 'conflict',
    title: { en: 'No copy was granted', vi: 'Chưa được chấp thuận cung cấp bản sao' },
    help: 'A copy is given for a request for one, once it is granted and until it is handed over.',
  },
} as const satisfies ErrorTable;

export type RequestRefusal = keyof typeof requestRefusals;
