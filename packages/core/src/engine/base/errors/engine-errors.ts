import { type ErrorTable, PhananhError } from './error.ts';

/** Every error that the engine and the stores raise. A workflow adds its own refusals in a table of the same shape. */
export const engineErrors = {
  'invalid-command': {
    kind: 'invalid',
    title: { en: 'The input is invalid', vi: 'Dữ liệu không hợp lệ' },
    help: 'A field is missing, unknown, too long or of the wrong form. `errors` names each by its JSON pointer.',
  },
  'invalid-query': {
    kind: 'invalid',
    title: { en: 'The query is invalid', vi: 'Truy vấn không hợp lệ' },
    help: 'The message says why: a range is reversed, a cursor is not one that this query gave out, or an agency is not there.',
  },
  'calendar-not-covered': {
    kind: 'invalid',
    title: { en: 'The calendar does not cover the day', vi: 'Lịch làm việc chưa có ngày này' },
    help: 'Official days off are known for a window only; nothing is guessed outside it. Update the calendar.',
  },
  'invalid-calendar': {
    kind: 'invalid',
    title: { en: 'The calendar file is invalid', vi: 'Tệp lịch làm việc không hợp lệ' },
    help: 'Its parts contradict each other or the format: `issues` names each line. `phananh calendar check` lists them.',
  },
  'invalid-instant': {
    kind: 'invalid',
    title: { en: 'The instant is invalid', vi: 'Thời điểm không hợp lệ' },
    help: 'An instant has a date that exists, a time and an offset from UTC: 2026-11-23T08:30:00+07:00.',
  },
  'invalid-day': {
    kind: 'invalid',
    title: { en: 'The day is invalid', vi: 'Ngày không hợp lệ' },
    help: 'A day exists and is written as 2026-11-23.',
  },
  'invalid-term': {
    kind: 'invalid',
    title: { en: 'The term is invalid', vi: 'Thời hạn không hợp lệ' },
    help: 'A term is a whole number from 1 on of working days, calendar days, months, years or working hours.',
  },
  'unknown-zone': {
    kind: 'invalid',
    title: { en: 'There is no such time zone', vi: 'Không có múi giờ này' },
    help: 'Zones have IANA names, such as Asia/Ho_Chi_Minh.',
  },
  'unknown-country': {
    kind: 'invalid',
    title: { en: 'The country is not known', vi: 'Không có dữ liệu của quốc gia này' },
    help: 'date-holidays has no public holidays of this place and these years. Write a calendar file of your own.',
  },
  'unknown-calendar': {
    kind: 'invalid',
    title: { en: 'There is no such calendar', vi: 'Không có lịch làm việc này' },
    help: 'A clock or an agency runs on a calendar that the policy in force does not have. Configure it again.',
  },
  'invalid-policy': {
    kind: 'invalid',
    title: { en: 'The policy cannot be put in force', vi: 'Không thể áp dụng chính sách này' },
    help: 'Its parts do not fit together: `issues` names each place, such as a clock that nothing stops.',
  },
  'policy-differs': {
    kind: 'unavailable',
    title: {
      en: 'The log is written under another policy',
      vi: 'Nhật ký đang theo chính sách khác',
    },
    help: 'The terms or calendars that were given, or that this process runs on, are not those that stand in the log; the message says where they differ. Nothing was written. `phananh policy show` prints what the log is written under. Leave `--policy` and `--calendars` out to go on with it, or put the other one in force: `phananh policy adopt <file> --reason <text>`.',
  },
  'invalid-workflow': {
    kind: 'invalid',
    title: { en: 'The workflow is not well defined', vi: 'Định nghĩa quy trình không hợp lệ' },
    help: 'Its parts do not fit together: `issues` names each place, such as a view of a field that nothing has.',
  },
  'unloadable-workflows': {
    kind: 'invalid',
    title: { en: 'The module of the workflows cannot be loaded', vi: 'Không nạp được mô-đun quy trình' },
    help: 'The module that was named to list workflows is not there, imports what is not there, is no valid JavaScript, fails while it is loaded, waits there for what never comes, ends the process, or has no default export that `hostedWorkflow` made. `module` names it, `reason` says which.',
  },
  'not-declared': {
    kind: 'internal',
    title: {
      en: 'The workflow did what its definition does not name',
      vi: 'Quy trình làm điều chưa được khai báo',
    },
    help: "A command emitted an event, or refused with a code, or something gave a command or an audience, that the definition does not name there, or led to a phase that it does not name, or that is not in the command's `to`. Nothing was written. It is a mistake of the workflow: name it, or do not do it.",
  },
  'invalid-event': {
    kind: 'internal',
    title: { en: 'A command emitted an event that is not valid', vi: 'Sự kiện do lệnh tạo ra không hợp lệ' },
    help: 'The data of the event is not what its schema says, or JSON cannot carry it. Nothing was written. It is a mistake of the workflow: `errors` names each place.',
  },
  'invalid-decision': {
    kind: 'internal',
    title: { en: 'A command decided nothing', vi: 'Lệnh không đưa ra quyết định nào' },
    help: 'The `decide` of the command gave neither events nor a refusal: nothing at all, an empty list, a promise, something else. Nothing was written. It is a mistake of the workflow: a command that changes nothing refuses.',
  },
  'invalid-state': {
    kind: 'internal',
    title: {
      en: 'The workflow made no state of an event',
      vi: 'Quy trình không tạo được trạng thái từ sự kiện',
    },
    help: 'The `evolve` of the workflow gave no object for an event that the command decided. Nothing was written. It is a mistake of the workflow: `event` names the type.',
  },
  'unknown-command': {
    kind: 'not-found',
    title: { en: 'There is no such command', vi: 'Không có lệnh này' },
    help: 'The workflow has no command of this name. The reference lists them.',
  },
  'wrong-phase': {
    kind: 'conflict',
    title: { en: 'Not possible in this phase', vi: 'Không thực hiện được ở giai đoạn này' },
    help: 'The command cannot be given in the phase that the subject is in. `phase` and `allowedCommands` say what can.',
  },
  forbidden: {
    kind: 'forbidden',
    title: { en: 'Not allowed for this actor', vi: 'Không có quyền thực hiện' },
    help: 'The actor has the wrong role, or the subject is not theirs.',
  },
  'not-found': {
    kind: 'not-found',
    title: { en: 'Not found', vi: 'Không tìm thấy' },
    help: 'There is nothing under this id, or it is not for this actor to see.',
  },
  'already-exists': {
    kind: 'conflict',
    title: { en: 'It exists already', vi: 'Đã tồn tại' },
    help: 'Something else was created under this id.',
  },
  'idempotency-conflict': {
    kind: 'invalid',
    title: { en: 'The command id was used for another command', vi: 'Mã lệnh đã được dùng cho lệnh khác' },
    help: 'The same actor used the same `Idempotency-Key`, or the same command id came, with another command, input or target. Use a new one for a new command. `revision` is where the last event of the other one stands.',
  },
  'occurred-out-of-order': {
    kind: 'invalid',
    title: { en: 'The instant is out of order', vi: 'Thời điểm không hợp lệ' },
    help: 'It would have happened before what is recorded already, or in the future.',
  },
  'wrong-expected-revision': {
    kind: 'precondition',
    title: { en: 'Somebody else was faster', vi: 'Dữ liệu đã thay đổi' },
    help: 'The stream is not at the expected revision. Read it again, decide again; `currentRevision` is where it is.',
  },
  'event-id-conflict': {
    kind: 'conflict',
    title: { en: 'The event id is taken', vi: 'Mã sự kiện đã được dùng' },
    help: 'An event with this id and another content, or in another stream, is in the log.',
  },
  'event-too-large': {
    kind: 'too-large',
    title: { en: 'The event is too large', vi: 'Sự kiện quá lớn' },
    help: 'The event is larger than the store takes.',
  },
  'invalid-append': {
    kind: 'invalid',
    title: { en: 'The append is invalid', vi: 'Yêu cầu ghi sự kiện không hợp lệ' },
    help: 'No events, a stream name, event id, expected revision or envelope that is not allowed, or data that JSON cannot carry exactly. The message says which; it is a mistake of the caller.',
  },
  'unknown-event': {
    kind: 'internal',
    title: { en: 'The log has an event that this version does not know', vi: 'Sự kiện không xác định' },
    help: 'The event was written by a newer version, or by something else. Update before going on.',
  },
  'store-unavailable': {
    kind: 'unavailable',
    title: { en: 'The event store is not available', vi: 'Kho sự kiện tạm thời không dùng được' },
    help: 'The message says why. A command that was under way may or may not have happened: repeat it with the same command id, and nothing is done twice.',
  },
  'read-models-rebuilding': {
    kind: 'unavailable',
    title: { en: 'Lists and figures are being computed', vi: 'Danh sách và số liệu đang được tính lại' },
    help: 'They are computed from the log, and there is nothing yet to answer from. Ask again later; commands go on meanwhile.',
  },
  'read-models-busy': {
    kind: 'unavailable',
    title: { en: 'Too many questions at once', vi: 'Quá nhiều truy vấn cùng lúc' },
    help: 'Lists, figures, histories and exports wait for each other, and as many wait as may. Ask again after `Retry-After` seconds; narrower questions take less.',
  },
  'store-corrupt': {
    kind: 'internal',
    title: { en: 'The event store is damaged', vi: 'Kho sự kiện bị hỏng' },
    help: 'What is stored contradicts itself, or an event is not what was written: its checksum is another one. The message names position and stream where they are known. `phananh doctor` looks through the whole store and names everything. Stop, keep a copy, restore the file and its `-wal` from a backup, and compare.',
  },
  'store-gone': {
    kind: 'unavailable',
    title: { en: 'The file of the event store is gone', vi: 'Tệp kho sự kiện không còn' },
    help: 'While a process wrote to it, the file, its write-ahead log or its lock was deleted, moved or replaced, or the file was written to by something else; the message says which. Nothing is written any more: it would be lost with the process. The command may or may not have happened. While the process lives it still reads what it had: copy it from there (on Linux `/proc/<pid>/fd`), or put back a backup with its `-wal`, before you start it again.',
  },
  'store-behind': {
    kind: 'internal',
    title: {
      en: 'The event store lacks events that were there',
      vi: 'Kho sự kiện thiếu các sự kiện đã từng có',
    },
    help: 'The log ends before what read models, timers or process managers have seen of it, or is another one: a file that was lost, restored from an older backup, or whose write-ahead log is damaged or missing. Nothing was changed. Restore the newest backup, the file together with its `-wal`. If what is there is all there is, `phananh rebuild --accept-log` takes it as it is, and the events that are missing are lost.',
  },
  'store-linked': {
    kind: 'unavailable',
    title: { en: 'The file of the event store has several names', vi: 'Tệp kho sự kiện có nhiều tên' },
    help: 'The file has hard links: each name would have a write-ahead log and a lock of its own, and two processes would write over each other. Nothing was changed. Remove the other names (`find <directory> -samefile <file>`); a hard link is no backup.',
  },
  'store-locked': {
    kind: 'unavailable',
    title: { en: 'Another process writes to this store', vi: 'Một tiến trình khác đang ghi vào kho' },
    help: 'Only one process may write to an embedded store. Stop the other one, or send it the commands over HTTP. `phananh policy adopt` and `doctor --confirm-clock` reach a running `phananh serve`, not a program of your own that calls `runReports`.',
  },
  'store-foreign': {
    kind: 'internal',
    title: { en: 'The file is not an event store of phananh', vi: 'Tệp không phải kho sự kiện của phananh' },
    help: 'The file exists and is something else. Nothing was changed in it. Check the path.',
  },
  'store-too-new': {
    kind: 'internal',
    title: { en: 'The store was written by a newer version', vi: 'Kho được ghi bởi phiên bản mới hơn' },
    help: 'Use that version or a later one. Nothing was changed in the file.',
  },
  'store-access-denied': {
    kind: 'unavailable',
    title: { en: 'The event store denies access', vi: 'Kho sự kiện từ chối truy cập' },
    help: 'The user or the password is wrong, or the user may not do this: the message says which, and over HTTP, where the answer has none, the log of the host. Nothing was written. `phananh doctor` tries each right.',
  },
  'store-untrusted': {
    kind: 'unavailable',
    title: { en: 'The event store cannot be trusted', vi: 'Không xác thực được kho sự kiện' },
    help: 'No secure connection came about: the certificate is of another host, of an unknown authority, or out of date, or one side uses TLS and the other does not. Nothing was sent.',
  },
  'clock-unsure': {
    kind: 'unavailable',
    title: { en: 'The time is not known for sure', vi: 'Không chắc chắn về thời gian của máy chủ' },
    help: 'The clock of the host moved by more than five minutes, or stands that much behind what the log has recorded. Nothing was written. Repeat the command after `Retry-After` seconds; an operator sets the clock right, or confirms it: `phananh doctor --confirm-clock`.',
  },
  'stream-deleted': {
    kind: 'internal',
    title: { en: 'The stream was deleted in the event store', vi: 'Luồng sự kiện đã bị xóa trong kho' },
    help: 'Somebody deleted or truncated a stream with the tools of the event store. phananh never does. Restore it from a backup; `stream` names it.',
  },
  'invalid-connection-string': {
    kind: 'internal',
    title: { en: 'The connection string is invalid', vi: 'Chuỗi kết nối không hợp lệ' },
    help: 'It is written `esdb://host:2113,host:2113?tls=true&tlsCAFile=…`, with esdb, esdb+discover, kurrentdb or kurrentdb+discover, and with `user:password@` before the hosts. Percent-encode what is in user and password beside letters and digits: %40 for an at sign, %3A for a colon, %2F, %3F, %25.',
  },
} as const satisfies ErrorTable;

export type EngineErrorCode = keyof typeof engineErrors;

/** Whether an error says that something cannot be had now, and may be later. */
export const isUnavailable = (error: unknown): error is PhananhError => {
  if (!(error instanceof PhananhError)) return false;
  const entries: ErrorTable = engineErrors;
  return entries[error.code]?.kind === 'unavailable';
};
