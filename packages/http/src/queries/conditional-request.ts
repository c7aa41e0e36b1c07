import { hash } from 'node:crypto';
import type { Revision } from '@phananh/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from '../errors/http-errors.ts';
import { varyBy } from '../errors/vary.ts';

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
export const contentTag = (content: object): string =>
  `"${hash('sha256', JSON.stringify(content), 'base64url')}"`;

/** The entity tag of a list: of what is in it. Weak, because the position that stands beside it moves on without it. */
export const listTag = (content: object): string => `W/${contentTag(content)}`;

/** Whether the client has what this tag is of already, by `If-None-Match` (compared weakly, RFC 9110, 13.1.2). */
export const hasAlready = (ifNoneMatch: string | undefined, etag: string): boolean =>
  (ifNoneMatch ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .some((tag) => tag === '*' || strong(tag) === strong(etag));

const strong = (tag: string): string => tag.replace(/^W\//, '');

/** Sets the headers of a read; true when the client has what it would get. */
export const notModified = (request: FastifyRequest, reply: FastifyReply, etag: string): boolean => {
  varyBy(reply, 'Authorization').headers({
    etag,
    // Everybody sees something else, and nobody may keep it without asking again.
    'cache-control': 'private, no-cache',
  });
  if (!hasAlready(request.headers['if-none-match'], etag)) return false;
  reply.code(304).send();
  return true;
};
