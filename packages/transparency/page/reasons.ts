import type { Language } from './words.ts';

/** What exactly does not hold the verifier says in English, for every program alike; here it is in Vietnamese, with what it names in its place. */
const vietnamese: readonly (readonly [RegExp, string])[] = [
  [/^it is of (\S+), the bundle of (\S+)$/, 'điểm kiểm là của $1, còn gói là của $2'],
  [/^nobody trusts the log (\S+)$/, 'tệp tin cậy không nêu nhật ký $1'],
  [/^the log (\S+) did not sign it$/, 'nhật ký $1 không ký điểm kiểm này'],
  [/^too few witnesses cosigned it$/, 'chưa đủ nhân chứng đồng ký'],
  [/^the signature of (\S+) is wrong$/, 'chữ ký của $1 sai'],
  [/^no key of the bundle signed it$/, 'không khóa nào trong gói đã ký điểm kiểm này'],
  [/^the note is no checkpoint$/, 'văn bản đã ký không phải là điểm kiểm'],
  [/^the note is malformed: .*$/s, 'văn bản đã ký không đúng định dạng'],
  [/^its entry is no header of an event$/, 'mục nhật ký không phải là phần đầu của một sự kiện'],
  [/^its entry is of the log (\S+)$/, 'mục là của nhật ký $1'],
  [/^its entry says index (\d+), the bundle (\d+)$/, 'mục ghi số $1, còn gói ghi số $2'],
  [/^it is of (\S+)$/, 'sự kiện là của $1'],
  [/^revision (\d+) is missing, or stands elsewhere$/, 'sự kiện số $1 thiếu, hoặc nằm ở chỗ khác'],
  [/^what it says is not what was signed$/, 'nội dung không phải là nội dung đã ký'],
  [
    /^its personal fields or photos are not those that were signed$/,
    'các trường cá nhân hoặc ảnh không phải là những gì đã ký',
  ],
  [/^what is encrypted at (\S+) is not what was signed$/, 'bản mã hóa ở $1 không phải là bản đã ký'],
  [/^a tree of (\d+) has no leaf (\d+)$/, 'nhật ký có $1 mục, không có mục $2'],
  [
    /^the leaf and the proof do not make the root$/,
    'mục và bằng chứng không cho ra giá trị gốc của điểm kiểm',
  ],
  [/^the proof has (\d+) nodes, not (\d+)$/, 'bằng chứng có $1 nút, phải có $2'],
  [/^a hash of (\d+) bytes$/, 'có giá trị băm dài $1 byte'],
  [/^the proof is malformed: .*$/s, 'bằng chứng không đúng định dạng'],
  [/^the entry is no header of an event$/, 'mục nhật ký không phải là phần đầu của một sự kiện'],
  [
    /^the entry says (\d+), its proof (\d+), not (\d+)$/,
    'mục ghi số $1, bằng chứng ghi số $2, không phải $3',
  ],
  [/^the entry is of (\S+), the checkpoint of (\S+)$/, 'mục là của nhật ký $1, điểm kiểm là của $2'],
  [/^it is no JSON$/, 'tệp không phải là JSON'],
  [/^it lacks (.*)$/s, 'tệp thiếu: $1'],
  [/^line (\d+) of the trust file: .*$/s, 'dòng $1 của tệp tin cậy không đúng'],
  [/^the trust file says no quorum$/, 'tệp tin cậy không có dòng quorum'],
  [/^the trust file names no log$/, 'tệp tin cậy không nêu nhật ký nào'],
];

/** A reason in a language, and which language it came out in: one that has no Vietnamese stays English. */
export const reasonIn = (
  language: Language,
  what: string,
): { readonly text: string; readonly lang: Language } => {
  const known = language === 'vi' ? vietnamese.find(([pattern]) => pattern.test(what)) : undefined;
  return known === undefined
    ? { text: what, lang: 'en' }
    : { text: what.replace(known[0], known[1]), lang: language };
};
