import { PhananhError } from '@phananh/core';
import type { ErrorTable } from '@phananh/core/engine';

/** What pages refuse beside what the API refuses. */
export const consoleErrors = {
  'foreign-form': {
    kind: 'forbidden',
    title: { en: 'The form is of another site', vi: 'Biểu mẫu đến từ trang khác' },
    help: 'A page of another site, or a program, sent a form in your name. Open the page here and send it from there; programs use `/v1` with a token.',
  },
  'insecure-sign-in': {
    kind: 'forbidden',
    title: { en: 'Signing in needs https', vi: 'Đăng nhập cần https' },
    help: 'The session would travel where others can read it. Open the address with `https://`; behind a proxy name it in `proxies.trusted`.',
  },
  'session-too-large': {
    kind: 'invalid',
    title: { en: 'The session fits in no cookie', vi: 'Phiên làm việc quá lớn so với cookie' },
    help: 'The issuer tells more of you than a cookie holds.',
  },
  'sign-in-unavailable': {
    kind: 'unavailable',
    title: { en: 'The issuer does not answer', vi: 'Bên cấp đăng nhập không trả lời' },
    help: 'Whoever is signed in works on. Try again in a moment; `phananh doctor` asks each issuer.',
  },
  'sign-in-failed': {
    kind: 'forbidden',
    title: { en: 'Signing in did not work', vi: 'Đăng nhập không thành công' },
    help: 'The issuer refused, or too much time had passed. Begin again.',
  },
  'too-many-photos': {
    kind: 'invalid',
    title: {
      en: 'At most four photos or videos go with one form',
      vi: 'Mỗi biểu mẫu gửi kèm nhiều nhất bốn ảnh hoặc video',
    },
    help: 'Nothing was sent yet. The first four are kept with the form; take the tick of one away to choose another in its place, or send the others later.',
  },
} as const satisfies ErrorTable;

type ConsoleErrorCode = keyof typeof consoleErrors;

export class ConsoleError extends PhananhError {
  override readonly code: ConsoleErrorCode;

  constructor(code: ConsoleErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
