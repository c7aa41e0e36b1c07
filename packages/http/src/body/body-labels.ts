import type { IncomingHttpHeaders } from 'node:http';
import { MIMEType } from 'node:util';
import { HttpError } from '../errors/http-errors.ts';

/** Every text in these is one in UTF-8. */
const ascii: ReadonlySet<string> = new Set(['us-ascii', 'ascii', 'ansi_x3.4-1968', 'iso646-us']);

/** Whether a charset is UTF-8, by any of the names that the web knows it by, or a part of it. */
const isUtf8 = (charset: string): boolean => {
  const name = charset.trim().toLowerCase();
  if (ascii.has(name)) return true;
  try {
    // The names of the Encoding Standard: `utf8`, `unicode-1-1-utf-8` and so on.
    return new TextDecoder(name).encoding === 'utf-8';
  } catch {
    return false;
  }
};

/**
 * Takes bodies that are what they seem: in UTF-8, and as they are.
 *
 * @throws {@link HttpError} `unsupported-media-type` for another charset, and for a body that is compressed: it would have to be made larger
 *   than what was sent before anybody could say that it is too large
 */
export const demandPlainUtf8 = (headers: IncomingHttpHeaders): void => {
  demandPlain(headers);
  const { 'content-type': type = '' } = headers;
  const charset = charsetOf(type);
  if (charset !== null && !isUtf8(charset))
    throw new HttpError('unsupported-media-type', `${type} is not UTF-8`);
};

/** Takes a body as it is. @throws {@link HttpError} `unsupported-media-type` for one that says that it is compressed */
export const demandPlain = ({ 'content-encoding': encoding = '' }: IncomingHttpHeaders): void => {
  const codings = encoding.split(',').map((coding) => coding.trim().toLowerCase());
  if (codings.some((coding) => coding !== '' && coding !== 'identity'))
    throw new HttpError(
      'unsupported-media-type',
      `Content-Encoding: ${encoding} is not taken, send it as it is`,
    );
};

const charsetOf = (type: string): string | null => {
  try {
    return new MIMEType(type).params.get('charset');
  } catch {
    throw new HttpError('unsupported-media-type', `${type} is not a media type`);
  }
};
