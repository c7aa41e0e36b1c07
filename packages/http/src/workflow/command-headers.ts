import type { IncomingHttpHeaders } from 'node:http';
import { HttpError } from '../errors/http-errors.ts';

// Visible ASCII without the quote and the backslash, which a quoted string (RFC 9651) would have to escape.
const idempotencyKey = /^(?:"([!#-[\]-~]{16,128})"|([!#-[\]-~]{16,128}))$/;

/**
 * The key that `Idempotency-Key` carries.
 *
 * @throws {@link HttpError} `malformed-header`
 */
export const idempotencyKeyOf = (headers: IncomingHttpHeaders): string | undefined => {
  const header = headers['idempotency-key'];
  if (header === undefined) return undefined;
  const [, quoted, bare] = (Array.isArray(header) ? header.join(', ') : header).match(idempotencyKey) ?? [];
  const key = quoted ?? bare;
  if (key === undefined) {
    throw new HttpError('malformed-header', 'Idempotency-Key has 16 to 128 visible ASCII characters');
  }
  return key;
};

const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;

/** The trace id of a W3C `traceparent`, else the request's own id: what ties a command to what led to it. */
export const correlationIdOf = ({
  headers,
  id,
}: {
  readonly headers: IncomingHttpHeaders;
  readonly id: string;
}): string => {
  const header = headers.traceparent;
  const [, traceId] = (typeof header === 'string' ? header.match(traceparent) : undefined) ?? [];
  return traceId ?? id;
};
