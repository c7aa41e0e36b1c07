import { hash } from 'node:crypto';
import type { JsonObject, Revision } from '@phananh/core';
import { HttpError } from '../errors/http-errors.ts';

/** The entity tag of a subject as it is now, and of its history, is its revision. */
export const entityTag = (revision: Revision): string => `"${revision}"`;

/**
 * The revision that `If-Match` demands; undefined when it demands none, be it absent or `*`.
 *
 * @throws {@link HttpError} `malformed-header` for anything but one revision in quotes
 */
export const demandedRevision = (ifMatch: string | undefined): Revision | undefined => {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const [, revision] = ifMatch.trim().match(/^"(0|[1-9][0-9]{0,14})"$/) ?? [];
  if (revision === undefined) {
    throw new HttpError('malformed-header', 'If-Match is one revision in quotes, "4", or *');
  }
  return Number(revision);
};

/** The entity tag of an answer that follows from more than a revision. It demands nothing of a command. */
export const contentTag = (content: JsonObject): string =>
  `"${hash('sha256', JSON.stringify(content), 'base64url')}"`;

/** Whether the client has what this tag is of already, by `If-None-Match` (compared weakly, RFC 9110, 13.1.2). */
export const hasAlready = (ifNoneMatch: string | undefined, etag: string): boolean =>
  (ifNoneMatch ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || tag === etag);
