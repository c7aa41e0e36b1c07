import { type ErrorTable, type JsonObject, PhananhError } from '../../engine/index.ts';

/** Every error of the transparency log and of whoever verifies it. */
export const transparencyErrors = {
  'note-malformed': {
    kind: 'malformed',
    title: { en: 'The signed text is malformed', vi: 'Văn bản ký không đúng định dạng' },
    help: 'A checkpoint is a signed note of C2SP: a text, an empty line, signature lines. It was cut short or altered, or is another file.',
  },
  'key-malformed': {
    kind: 'malformed',
    title: { en: 'The key is malformed', vi: 'Khóa không đúng định dạng' },
    help: 'A verifier key is one line, `name+8 hex digits+base64`, as `phananh log key` prints it.',
  },
  'proof-malformed': {
    kind: 'malformed',
    title: { en: 'The proof is malformed', vi: 'Bằng chứng không đúng định dạng' },
    help: 'A proof file begins with `c2sp.org/tlog-proof@v1`. It was cut short or altered, or is another file.',
  },
  'trust-malformed': {
    kind: 'malformed',
    title: { en: 'The trust file is malformed', vi: 'Tệp tin cậy không đúng định dạng' },
    help: 'Lines are `log <key>`, `witness <name> <key>`, `group <name> all|any|<k> <names…>` and exactly one `quorum <name>|none`. The message names the line.',
  },
  'untrusted-checkpoint': {
    kind: 'invalid',
    title: { en: 'The checkpoint is not trusted', vi: 'Điểm kiểm chưa được tin cậy' },
    help: 'It is of another log than those of the trust file, a key that the file names did not sign it, its signature is wrong, or too few witnesses cosigned it. Compare the key of the log with what its operator publishes.',
  },
  'proof-wrong': {
    kind: 'invalid',
    title: { en: 'The proof does not hold', vi: 'Bằng chứng không đúng' },
    help: 'What it was given for is not in the log at that place, or the smaller log is not the beginning of the larger one. It was altered, or is of another log.',
  },
  'no-ed25519': {
    kind: 'unavailable',
    title: { en: 'No Ed25519 here', vi: 'Không có Ed25519 ở đây' },
    help: 'This browser cannot verify signatures of Ed25519, and so says nothing of them. Take a newer one, or `phananh verify`.',
  },
  'leaf-too-large': {
    kind: 'too-large',
    title: { en: 'The entry is too large', vi: 'Mục nhật ký quá lớn' },
    help: 'An entry of the log has at most 65,535 bytes. The header of this event has more: it names too many personal fields or photos.',
  },
} as const satisfies ErrorTable;

export type TransparencyErrorCode = keyof typeof transparencyErrors;

/** An error of the transparency log: its code is a row of {@link transparencyErrors}. */
export class TransparencyError extends PhananhError {
  readonly code: TransparencyErrorCode;

  constructor(
    code: TransparencyErrorCode,
    message: string,
    details: JsonObject = {},
    options?: ErrorOptions,
  ) {
    super(message, details, options);
    this.code = code;
  }
}
