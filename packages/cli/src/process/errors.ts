import { PhananhError } from '@phananh/core';
import { type ErrorEntry, type ErrorKind, type ErrorTable, engineErrors } from '@phananh/core/engine';
import { accessErrors, evidenceErrors } from '@phananh/core/privacy';
import { reportRefusals } from '@phananh/core/reports';
import { transparencyErrors } from '@phananh/core/transparency';
import { identityStartErrors } from '@phananh/identity/errors';

/** What the command itself can fail with; the engine's and the lifecycle's codes have tables of their own. */
export const cliErrors = {
  'wrong-usage': {
    kind: 'malformed',
    title: { en: 'The command was called wrongly', vi: 'Cách gọi lệnh không đúng' },
    help: 'See the command with --help: every one has an example.',
  },
  'invalid-config': {
    kind: 'malformed',
    title: { en: 'The configuration is invalid', vi: 'Cấu hình không hợp lệ' },
    help: 'Nothing was started. Each line names the place: a line of the file, or a variable of the environment. docs/reference/configuration.md lists every setting, `phananh config show` says where each value comes from.',
  },
  'invalid-map': {
    kind: 'invalid',
    title: { en: 'The map is invalid', vi: 'Tệp ánh xạ không hợp lệ' },
    help: 'Each line names the place in the map. `phananh import --map-schema` prints a schema that editors understand.',
  },
  'foreign-zone': {
    kind: 'conflict',
    title: {
      en: 'The file has times of another zone than the policy',
      vi: 'Giờ trong tệp thuộc múi giờ khác với chính sách',
    },
    help: 'Nothing was imported. Months and due days are days of the zone of the policy that the log is written under: on a new store `--policy` and `--calendars` give it the policy of the city that the file is of. `"foreignZone": true` in the map takes the file as it is, on days of the policy.',
  },
  'missing-columns': {
    kind: 'invalid',
    title: { en: 'The file lacks columns that the map names', vi: 'Tệp thiếu cột mà ánh xạ cần' },
    help: 'Nothing was imported. Compare the header of the file with the map; names must be the same, their order is free.',
  },
  'unreadable-source': {
    kind: 'invalid',
    title: { en: 'The file cannot be read', vi: 'Không đọc được tệp' },
    help: 'Check the path and who may read it. Policies, calendars and maps are text in UTF-8. Of a file that is imported check the compression too, and `format` in the map: delimiter, encoding, member.',
  },
  'cut-source': {
    kind: 'invalid',
    title: { en: 'The file ends in the middle', vi: 'Tệp bị cắt giữa chừng' },
    help: 'What stood whole before the cut was imported: nothing, where the message says that the archive is no whole one. Get the whole file and import it again: nothing is doubled.',
  },
  'unwritable-output': {
    kind: 'unavailable',
    title: { en: 'The file cannot be written', vi: 'Không ghi được tệp' },
    help: 'Check that its folder is there and may be written into, and that the disk has room. Nothing is left of it. `export -o -` writes to standard output.',
  },
  'copy-differs': {
    kind: 'conflict',
    title: { en: 'The two logs differ', vi: 'Hai nhật ký không giống nhau' },
    help: 'The target has other events than the source, or in another order; the message names the first. Nothing more was written. Copy into a target that is empty, or that an earlier copy of the same source has begun.',
  },
  'backup-unfinished': {
    kind: 'invalid',
    title: { en: 'The folder is no whole backup', vi: 'Thư mục không phải bản sao lưu hoàn chỉnh' },
    help: 'A backup has its `backup.json` from its last moment on: it was cut off, or this is another folder. Nothing was restored from it. Take another one.',
  },
  'backup-damaged': {
    kind: 'invalid',
    title: { en: 'The backup is damaged', vi: 'Bản sao lưu bị hỏng' },
    help: 'A file of it is not what was written, or what was copied was not sound. Nothing was put in place. Take another backup; `phananh doctor` looks through the store itself.',
  },
  'would-overwrite': {
    kind: 'conflict',
    title: { en: 'Something is there already', vi: 'Đã có dữ liệu ở đó' },
    help: 'Backups and restored files are written where nothing is, and no output takes the place of a store, its keys or what the command reads. Move away what the message names, or name another place.',
  },
  'keys-beside-data': {
    kind: 'conflict',
    title: { en: 'Keys and data would lie together', vi: 'Khóa và dữ liệu sẽ nằm cùng một chỗ' },
    help: 'Keys go into a folder that is neither in a backup nor around it, nor where the log or the evidence is, best on another disk: whoever has both can read what was erased.',
  },
  'keys-expired': {
    kind: 'conflict',
    title: { en: 'The backup of the keys is too old', vi: 'Bản sao lưu khóa đã quá hạn' },
    help: 'It has keys that may have been destroyed since: what was erased at the wish of a person could be read again. Take a newer one, or leave the keys out where those of today are in place. Where it is the last one there is, `--expired-keys` takes it: then erase again who was erased since.',
  },
  'not-parked': {
    kind: 'conflict',
    title: { en: 'It is not parked', vi: 'Không bị tạm dừng' },
    help: '`phananh parked` lists what is. A stream is named with its prefix, <workflow>-<id>, such as report-<id>; a reaction as <event id>/<place>.',
  },
  'missing-workflow': {
    kind: 'conflict',
    title: { en: 'A workflow is missing', vi: 'Thiếu quy trình' },
    help: 'Nothing was lost. `--workflows` names the module of the workflows beside reports: give it to this command, or to the host that runs.',
  },
  'no-admin-socket': {
    kind: 'unavailable',
    title: { en: 'The running host cannot be reached', vi: 'Không liên lạc được với máy chủ đang chạy' },
    help: 'A host is reached over a socket beside its store, by the user that it runs as and from the same machine. The message says what stands in the way.',
  },
  'unreachable-host': {
    kind: 'unavailable',
    title: { en: 'The host does not answer', vi: 'Máy chủ không trả lời' },
    help: 'Check the address after `--url`: a host answers with `/readyz` under it. Asked once more with the same words, nothing is done twice.',
  },
  'no-read-models': {
    kind: 'unavailable',
    title: { en: 'There are no read models', vi: 'Chưa có mô hình đọc' },
    help: 'Tracking codes and figures come from the read models beside the store. `phananh serve` makes and follows them.',
  },
} as const satisfies ErrorTable;

export type CliErrorCode = keyof typeof cliErrors;

export class CliError extends PhananhError {
  readonly code: CliErrorCode;

  constructor(code: CliErrorCode, message: string, options?: ErrorOptions) {
    super(message, {}, options);
    this.code = code;
  }
}

/** The row of a code in whichever table has it. */
export const errorEntry = (code: string): ErrorEntry | undefined => {
  const tables: readonly ErrorTable[] = [
    cliErrors,
    engineErrors,
    reportRefusals,
    evidenceErrors,
    accessErrors,
    identityStartErrors,
    transparencyErrors,
  ];
  return tables.find((table) => Object.hasOwn(table, code))?.[code];
};

/** Failures of the store, or mistakes of the program: nothing that was given is to blame. */
const ofThisSide: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['unavailable', 'internal']);

/** Whether an error says something of what was given, a row or a photo: it is left out, and the rest goes on. */
export const isOfWhatWasGiven = (code: string): boolean => {
  const kind = errorEntry(code)?.kind;
  return kind !== undefined && !ofThisSide.has(kind);
};
