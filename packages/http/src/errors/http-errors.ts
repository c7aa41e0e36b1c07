import { type JsonObject, PhananhError } from '@phananh/core';
import type { ErrorEntry, ErrorTable } from '@phananh/core/engine';

/** A row of an error table; `status` where HTTP has a status of its own for what the kind alone does not say. */
export interface HttpErrorEntry extends ErrorEntry {
  readonly status?: number;
}

/** Every error that comes from HTTP itself, before or beside the engine. */
export const httpErrors = {
  'malformed-request': {
    kind: 'malformed',
    title: { en: 'The request is malformed', vi: 'Yêu cầu không đúng định dạng' },
    help: 'The request line, the URL, a header or the length of the body is not what HTTP allows. `detail` says which.',
  },
  'headers-too-large': {
    kind: 'too-large',
    status: 431,
    title: { en: 'The headers are too large', vi: 'Tiêu đề yêu cầu quá lớn' },
    help: 'All headers of a request together have at most 16 KiB.',
  },
  'request-timeout': {
    kind: 'malformed',
    status: 408,
    title: { en: 'The request came too slowly', vi: 'Yêu cầu gửi quá chậm' },
    help: 'Headers must come within 10 seconds, the whole request within 30. Nothing was done.',
  },
  'malformed-json': {
    kind: 'malformed',
    title: { en: 'The body is not JSON', vi: 'Nội dung không phải JSON hợp lệ' },
    help: 'The body must be one JSON text (RFC 8259): no comments, no trailing commas, no byte order mark.',
  },
  'duplicate-key': {
    kind: 'malformed',
    title: { en: 'A key stands twice', vi: 'Khóa bị lặp trong JSON' },
    help: 'An object names the same key twice, so that readers could disagree on what it says. `errors` points to it.',
  },
  'forbidden-key': {
    kind: 'malformed',
    title: { en: 'A key is not allowed', vi: 'Khóa không được phép trong JSON' },
    help: 'The key `__proto__` is refused wherever it stands.',
  },
  'invalid-utf8': {
    kind: 'malformed',
    title: { en: 'The body is not UTF-8', vi: 'Nội dung không phải UTF-8' },
    help: 'The bytes of the body are not well-formed UTF-8. Nothing is replaced or guessed.',
  },
  'lone-surrogate': {
    kind: 'malformed',
    title: { en: 'The text is not well-formed Unicode', vi: 'Văn bản không phải Unicode hợp lệ' },
    help: 'An escape such as `\\ud800` stands without its other half.',
  },
  'too-deep': {
    kind: 'malformed',
    title: { en: 'The body is nested too deeply', vi: 'Dữ liệu lồng quá sâu' },
    help: 'Objects and arrays are nested deeper than any command needs.',
  },
  'malformed-header': {
    kind: 'malformed',
    title: { en: 'A header is malformed', vi: 'Tiêu đề không đúng định dạng' },
    help: '`Idempotency-Key` has 16 to 128 visible ASCII characters, bare or in quotes. `If-Match` is one revision in quotes, `"4"`, or `*`.',
  },
  'not-on-behalf': {
    kind: 'invalid',
    title: { en: 'Who signs in acts for themselves', vi: 'Người đăng nhập chỉ hành động cho chính mình' },
    help: 'The header `On-Behalf-Of` is for keys that speak for citizens. Leave it out, or send such a key.',
  },
  unauthenticated: {
    kind: 'forbidden',
    status: 401,
    title: { en: 'Who are you?', vi: 'Chưa xác thực' },
    help: 'The request carries no token, or one that is not valid. Send `Authorization: Bearer …`.',
  },
  'loopback-only': {
    kind: 'forbidden',
    title: { en: 'Only from this machine', vi: 'Chỉ chấp nhận từ chính máy này' },
    help: "The host has development authentication, which takes everybody's word. It answers connections from loopback, to a `Host` that is loopback (`localhost`, `127.0.0.0/8`, `[::1]`), from no page of another `Origin`, through no proxy from elsewhere. `detail` says which of them it was.",
  },
  'route-not-found': {
    kind: 'not-found',
    title: { en: 'There is no such route', vi: 'Không có đường dẫn này' },
    help: 'Nothing is served under this path. `/openapi.json` lists every route.',
  },
  'method-not-allowed': {
    kind: 'malformed',
    status: 405,
    title: { en: 'The method is not allowed here', vi: 'Phương thức không được phép' },
    help: 'The path exists, with other methods: the header `Allow` names them.',
  },
  'payload-too-large': {
    kind: 'too-large',
    title: { en: 'The body is too large', vi: 'Nội dung quá lớn' },
    help: 'A body has at most 1 MiB unless the host is configured otherwise.',
  },
  'unsupported-media-type': {
    kind: 'malformed',
    status: 415,
    title: { en: 'The media type is not supported', vi: 'Kiểu nội dung không được hỗ trợ' },
    help: 'Send `Content-Type: application/json`, in UTF-8, as it is: a body that is compressed (`Content-Encoding`) is not taken.',
  },
  'precondition-required': {
    kind: 'precondition',
    status: 428,
    title: { en: 'If-Match is required', vi: 'Cần tiêu đề If-Match' },
    help: 'This host takes a command to something that exists only with `If-Match`. Read it first: its `ETag` is the revision.',
  },
  contended: {
    kind: 'unavailable',
    title: { en: 'Too many write at once', vi: 'Quá nhiều yêu cầu cùng lúc' },
    help: 'Others kept being faster at the same subject. Nothing was done: repeat the request with the same `Idempotency-Key`.',
  },
  'read-model-behind': {
    kind: 'unavailable',
    title: { en: 'The read model is behind', vi: 'Dữ liệu tra cứu chưa cập nhật' },
    help: 'The position of `after` was not applied in time. Repeat the query after `Retry-After` seconds.',
  },
  'too-many-requests': {
    kind: 'unavailable',
    status: 429,
    title: { en: 'Too many requests', vi: 'Gửi quá nhiều yêu cầu' },
    help: 'This actor, or this address, has sent as many requests as one may: of any kind, with tokens that are not valid, for tracking codes, or to create something. Nothing was done. Repeat the request after `Retry-After` seconds, with the same `Idempotency-Key`.',
  },
  overloaded: {
    kind: 'unavailable',
    title: { en: 'The host has too much to do', vi: 'Máy chủ đang quá tải' },
    help: 'More requests are being answered than the host can answer in time. Nothing was done. Repeat the request after `Retry-After` seconds, each time a little later, with the same `Idempotency-Key`.',
  },
  'client-left': {
    kind: 'unavailable',
    status: 499,
    title: { en: 'The client left', vi: 'Máy khách đã ngắt kết nối' },
    help: 'The connection was closed before the answer was there, and the work on it ended. Only logs and metrics show it.',
  },
  'not-ready': {
    kind: 'unavailable',
    title: { en: 'Not ready', vi: 'Chưa sẵn sàng' },
    help: 'The store cannot be read or written, the log is not followed, a projection has stopped, it is too far behind, or nobody is let in yet. `checks` says which: `clock`, `store`, `subscription`, `projection`, `lag`, `sign-in`; or `store-access-denied` and `store-untrusted`, which somebody has to mend.',
  },
  internal: {
    kind: 'internal',
    title: { en: 'Something went wrong here', vi: 'Lỗi hệ thống' },
    help: 'A mistake of the server. Its log has more under the request id in `instance`.',
  },
} as const satisfies { readonly [code: string]: HttpErrorEntry };

export type HttpErrorCode = keyof typeof httpErrors;

/** An error of HTTP itself: its code is a row of {@link httpErrors}. */
export class HttpError extends PhananhError {
  readonly code: HttpErrorCode;

  constructor(code: HttpErrorCode, message: string, details: JsonObject = {}) {
    super(message, details);
    this.code = code;
  }
}

/** What the tables of the engine, of HTTP and of the registered workflows say about a code. */
export interface ErrorCatalog {
  add(table: ErrorTable | { readonly [code: string]: HttpErrorEntry }): void;
  entryOf(code: string): HttpErrorEntry | undefined;
  entries(): readonly (readonly [string, HttpErrorEntry])[];
}

/** A catalog that begins with some tables. The first table that names a code says what it means. */
export const errorCatalog = (
  ...tables: readonly { readonly [code: string]: HttpErrorEntry }[]
): ErrorCatalog => {
  const rows = new Map<string, HttpErrorEntry>();
  const add: ErrorCatalog['add'] = (table) => {
    for (const [code, entry] of Object.entries(table)) if (!rows.has(code)) rows.set(code, entry);
  };
  tables.forEach(add);
  return { add, entryOf: (code) => rows.get(code), entries: () => [...rows] };
};
