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
  'bundle-malformed': {
    kind: 'malformed',
    title: { en: 'The bundle is malformed', vi: 'Gói hồ sơ không đúng định dạng' },
    help: 'A bundle is the JSON that `phananh bundle` writes. It was cut short or altered, or is another file. The message names what is missing.',
  },
  'trust-malformed': {
    kind: 'malformed',
    title: { en: 'The trust file is malformed', vi: 'Tệp tin cậy không đúng định dạng' },
    help: 'Lines are `log <key>`, `witness <name> <key>`, `group <name> all|any|<k> <names…>` and exactly one `quorum <name>|none`. The message names the line.',
  },
  'untrusted-checkpoint': {
    kind: 'invalid',
    title: { en: 'The checkpoint is not trusted', vi: 'Điểm kiểm chưa được tin cậy' },
    help: 'It is of another log than those of the trust file, a key that the file names did not sign it, its signature is wrong, or too few witnesses cosigned it. Compare the key of the log with what its operator publishes. A receipt keeps the checkpoint that it was given with: where that is from before the log had its witnesses, ask for a bundle of the report, whose checkpoint is a newer one.',
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
  'log-key-missing': {
    kind: 'unavailable',
    title: { en: 'The key of the log is not there', vi: 'Không có khóa của nhật ký' },
    help: 'Nothing can be verified without the key of the log. Where none was ever signed of this store, set `transparency.origin`: the next host makes the key and signs. Where checkpoints were published, restore the key from its backup. Where it is lost for good, `phananh log begin --reason` begins a new log that commits to the last checkpoint; auditors then need its key.',
  },
  'second-signer': {
    kind: 'conflict',
    title: { en: 'Another signer signs this log', vi: 'Nhật ký này do bên khác ký' },
    help: 'One configured signer signs a log: two would show two histories. This host has another key than the one that signed the checkpoints in the folder, another process signs now, or the log of this store lies in another folder or has another name (the store itself says which). Set `transparency.signer` to false here, or give it the key file and the folder of the log.',
  },
  'log-behind': {
    kind: 'conflict',
    title: {
      en: 'The store ends before a published checkpoint',
      vi: 'Kho sự kiện kết thúc trước điểm kiểm đã công bố',
    },
    help: 'Events that a signed checkpoint covers are not in the store: it was restored from an older backup, or cut off. Nothing is signed. Restore a newer backup; where there is none, `phananh log begin --reason` begins a new log whose first entry commits to the last checkpoint.',
  },
  'log-differs': {
    kind: 'internal',
    title: { en: 'The store differs from a signed checkpoint', vi: 'Kho sự kiện khác với điểm kiểm đã ký' },
    help: 'What is stored is not what was signed: events were changed, removed, inserted or moved, or the files of the log were. Nothing more is signed. `phananh verify` names what is wrong. Keep the files as they are, and restore a backup that verifies.',
  },
  'log-earlier-form': {
    kind: 'conflict',
    title: { en: 'An earlier version signed this log', vi: 'Nhật ký này do phiên bản cũ ký' },
    help: 'Nothing was altered. What an earlier version signed named whose personal data a command had; entries name nobody now, and so are others. Begin the next log: `phananh log begin --reason` makes one whose first entry commits to the last checkpoint of this one. Keep the folder: what was given out of it still verifies. Auditors need the new key line (`phananh log key`).',
  },
  'not-cosigned': {
    kind: 'unavailable',
    title: { en: 'A witness did not cosign', vi: 'Bên chứng kiến không đồng ký' },
    help: 'The checkpoint is published without it, and the next one is asked for again. The witness is not there, does not know the key of the log (`phananh log key`), or saw another history of it: then compare its size with yours before anything else.',
  },
  'log-not-covered': {
    kind: 'not-found',
    title: { en: 'No checkpoint covers it yet', vi: 'Chưa có điểm kiểm bao gồm mục này' },
    help: 'It is in the store, and the next checkpoint will cover it: within a minute. Ask again.',
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
