import { type JsonObject, PhananhError } from '@phananh/core';
import { NotDeclared, StreamDeleted } from '@phananh/core/engine';
import { type ErrorCatalog, HttpError, type HttpErrorCode, httpErrors } from './http-errors.ts';
import type { Language } from './language.ts';
import { statusOf } from './status.ts';

/** A problem document (RFC 9457). */
export interface Problem extends JsonObject {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly instance: string;
}

export const problemMediaType = 'application/problem+json';

// An answer must not grow with what was wrong with the question.
const maximumDetail = 1_000;
const maximumErrors = 100;

/**
 * The problem document of an error.
 *
 * What failed inside is described by its table row alone: messages of the inside may hold paths and data.
 */
export const problemOf = (
  error: PhananhError,
  {
    catalog,
    language,
    instance,
    base,
  }: {
    readonly catalog: ErrorCatalog;
    readonly language: Language;
    readonly instance: string;
    readonly base: string;
  },
): Problem => {
  const known = catalog.entryOf(error.code);
  const entry = known ?? httpErrors.internal;
  const code = known === undefined ? 'internal' : error.code;
  const isInside =
    // What a definition lacks are names of the definition, which the reference tells as well; and a deleted stream is one that was
    // asked about.
    (entry.kind === 'internal' && !(error instanceof NotDeclared || error instanceof StreamDeleted)) ||
    (entry.kind === 'unavailable' && !(error instanceof HttpError));
  return {
    ...(isInside ? {} : shownDetails(error.details)),
    type: `${base}/problems/${code}`,
    title: entry.title[language],
    status: statusOf(entry),
    code,
    detail: isInside ? entry.help : error.message.slice(0, maximumDetail),
    instance,
  };
};

const shownDetails = (details: JsonObject): JsonObject => {
  const { errors } = details;
  return Array.isArray(errors) ? { ...details, errors: errors.slice(0, maximumErrors) } : details;
};

/** What Fastify or an embedder's authentication refuses, in terms of our table; undefined for a mistake of ours. */
const codeOfStatus = (status: number | undefined): HttpErrorCode | undefined => {
  if (status === undefined || status < 400 || status > 499) return undefined;
  switch (status) {
    case 401:
      return 'unauthenticated';
    case 413:
      return 'payload-too-large';
    case 415:
      return 'unsupported-media-type';
    default:
      return 'malformed-request';
  }
};

/** Any thrown value as an error of the tables. What nobody foresaw is `internal`. */
export const asPhananhError = (thrown: unknown): PhananhError => {
  if (thrown instanceof PhananhError) return thrown;
  const status =
    thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number'
      ? thrown.statusCode
      : undefined;
  const code = codeOfStatus(status);
  if (code === undefined) return new HttpError('internal', httpErrors.internal.title.en);
  return new HttpError(code, thrown instanceof Error ? thrown.message : httpErrors[code].title.en);
};
