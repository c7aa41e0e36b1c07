import '@phananh/core/demand-node';

import { PhananhError } from '@phananh/core';
import type { ErrorTable } from '@phananh/core/engine';

/** What sign-in refuses with, beside `unauthenticated`. */
export const identityErrors = {
  'not-admitted': {
    kind: 'forbidden',
    title: { en: 'You have no role here', vi: 'Tài khoản chưa được cấp quyền' },
    help: 'The token is valid, but nothing here is for its bearer: no rule of its issuer gives them a kind of actor, or they are no officer of an agency, or are suspended. A new token changes nothing; somebody here must.',
  },
  'issuer-unavailable': {
    kind: 'unavailable',
    title: { en: 'Sign-in cannot be checked now', vi: 'Tạm thời không kiểm tra được đăng nhập' },
    help: 'The keys of the issuer of the token cannot be had, so that it is neither valid nor invalid. Nothing was done: repeat the request.',
  },
} as const satisfies ErrorTable;

/** What a host does not start with; where it learns it later, because its store let it in only then, it answers so and ends. */
export const identityStartErrors = {
  'identity-secret-differs': {
    kind: 'unavailable',
    title: { en: 'The secret of actor ids is another one', vi: 'Khóa bí mật định danh không khớp' },
    help: 'Nothing was started or done. All hosts of one log have the same file in `auth.identitySecretFile`: with another one every citizen and officer would be somebody else. Give this host the file of the others, or its backup.',
  },
} as const satisfies ErrorTable;

/** A token that is not valid: expired, of another issuer or for another audience, not signed by whom it names. */
export class InvalidToken extends PhananhError {
  readonly code = 'unauthenticated';
}

export class NotAdmitted extends PhananhError {
  readonly code = 'not-admitted';
}

export class IssuerUnavailable extends PhananhError {
  readonly code = 'issuer-unavailable';

  constructor(issuer: string, retryAfterSeconds: number) {
    super(`the keys of ${issuer} cannot be had`, { retryAfterSeconds });
  }
}
