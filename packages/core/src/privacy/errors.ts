import { type ErrorTable, PhananhError } from '../engine/index.ts';

/** Every error of keys and of photos and videos. */
export const evidenceErrors = {
  'key-destroyed': {
    kind: 'conflict',
    title: {
      en: 'The personal data was erased: nothing more is taken in',
      vi: 'Dữ liệu cá nhân đã bị xóa: không tiếp nhận thêm',
    },
    help: 'The personal data of this person was erased, or that of the caller of a report whose term was over, and with it the key: nothing that was encrypted under it can be read, and nothing more of them is taken in. What officers decide and write goes on. What a caller has to say still is taken down in a new report.',
  },
  'key-unreadable': {
    kind: 'internal',
    title: { en: 'A key cannot be read', vi: 'Không đọc được khóa mã hóa' },
    help: 'It was wrapped under another key-encryption key, or altered, or that key is lost. Give the host the key file that belongs to its keys.',
  },
  'key-missing': {
    kind: 'internal',
    title: { en: 'A key is not here', vi: 'Không tìm thấy khóa mã hóa' },
    help: 'The log has personal data, photos or videos that are encrypted under keys which are not among those of this host, and were not erased here either: the file of keys (`evidence.keys`) is lost, older than the log, or of another log. Restore it, and the key that encrypts it, from the backup of the keys. Where it is lost for good, `evidence.lostKeys` lets a host go on: what was encrypted reads as erased, or stays unreadable, and new keys are made.',
  },
  'key-store-unfit': {
    kind: 'conflict',
    title: { en: 'Keys cannot lie there', vi: 'Nơi lưu khóa không phù hợp' },
    help: 'A bucket that keeps versions keeps a key that was destroyed, and nothing is erased; one without conditional writes (`If-None-Match`) lets two hosts make two keys for one person. Take a bucket of its own that never had versioning, on a server that knows conditional writes, or a file (`evidence.keys`).',
  },
  'attachment-malformed': {
    kind: 'malformed',
    title: { en: 'The upload is malformed', vi: 'Tệp tải lên không đúng định dạng' },
    help: 'An upload is `multipart/form-data` with one file and nothing else, sent to its end.',
  },
  'attachment-empty': {
    kind: 'invalid',
    title: { en: 'The file is empty', vi: 'Tệp rỗng' },
    help: 'The file has no bytes.',
  },
  'attachment-too-large': {
    kind: 'too-large',
    title: { en: 'The photo or video is too large', vi: 'Ảnh hoặc video quá lớn' },
    help: 'It has more bytes or pixels, or is longer, than the host is configured to take: `most` says how much that is, and of what.',
  },
  'attachment-type-refused': {
    kind: 'invalid',
    title: {
      en: 'Not a photo or video of a known kind',
      vi: 'Không phải ảnh hoặc video thuộc loại được nhận',
    },
    help: 'By its content, whatever its name says, it is none of: JPEG, PNG, WebP, HEIC, MP4, MOV.',
  },
  'attachment-unreadable': {
    kind: 'invalid',
    title: { en: 'The photo or video cannot be read', vi: 'Không đọc được ảnh hoặc video' },
    help: 'It begins as a photo or video and is none: a part that says how large or how long it is is missing or contradicts itself.',
  },
  'attachment-too-slow': {
    kind: 'malformed',
    title: { en: 'The upload is too slow', vi: 'Tải lên quá chậm' },
    help: 'Less came than the host waits for, or it took longer in all. Send it again over a better connection.',
  },
  'photo-not-fetched': {
    kind: 'invalid',
    title: { en: 'A photo or video could not be fetched', vi: 'Không tải được ảnh hoặc video từ nguồn' },
    help: 'The file is not there or not in the folder of photos, or the address does not answer with it. Addresses are fetched over https, from hosts that everybody can reach: not from this machine or its network, wherever a name or a redirect leads. `evidence.fetchNetworks` names networks of your own.',
  },
  'attachments-busy': {
    kind: 'unavailable',
    title: { en: 'Too many uploads at once', vi: 'Quá nhiều tệp đang được tải lên' },
    help: 'As many uploads are taken in already as may be, of all or of this one. Repeat it after `Retry-After` seconds.',
  },
  'evidence-unavailable': {
    kind: 'unavailable',
    title: {
      en: 'Photos and videos cannot be stored or read now',
      vi: 'Kho ảnh, video tạm thời không dùng được',
    },
    help: 'The disk is full, or the storage does not answer. Nothing was recorded: repeat the upload.',
  },
  'evidence-shared': {
    kind: 'conflict',
    title: {
      en: 'Another log uses the same photos and videos',
      vi: 'Một nhật ký khác đang dùng chung kho ảnh, video',
    },
    help: 'Nothing was deleted. Each log has a folder or bucket of its own; what another one stored would be taken for left over. Where that log is gone for good, or this one was put back as it was before, delete the named file in `used-by`: what this log does not name is deleted then, two days after it was stored.',
  },
  'evidence-corrupt': {
    kind: 'internal',
    title: { en: 'A stored photo or video is damaged', vi: 'Ảnh, video lưu trữ bị hỏng' },
    help: 'What is stored was altered, cut short or is not what was stored. Restore it from a backup.',
  },
} as const satisfies ErrorTable;

export type EvidenceErrorCode = keyof typeof evidenceErrors;

/** An error of keys, or of photos and videos: its code is a row of {@link evidenceErrors}. */
export class EvidenceError extends PhananhError {
  readonly code: EvidenceErrorCode;

  constructor(
    code: EvidenceErrorCode,
    message: string,
    details: ConstructorParameters<typeof PhananhError>[1] = {},
    options?: ErrorOptions,
  ) {
    super(message, details, options);
    this.code = code;
  }
}
