import type { JsonObject } from '@phananh/core';
import { purposeOf, queryWithoutWords } from '@phananh/core/privacy';
import type { FastifyRequest } from 'fastify';

/** What an answer shows that is personal. */
export interface ShownPersonal {
  /** Of which subjects, by their streams. */
  readonly of: readonly string[];
  readonly fields: readonly string[];
  readonly query?: JsonObject;
}

const longestPurpose = 200;

/**
 * Writes down that the sender of a request is shown something personal; nothing where nobody is known, or nothing personal is shown. Called
 * before the answer goes out.
 *
 * @throws `access-log-unavailable`
 */
export const tellShown = (request: FastifyRequest, { of, fields, query }: ShownPersonal): void => {
  const { accessLog } = request.server.phananh;
  const { actor, givenBy } = request;
  if (accessLog === undefined || actor === undefined || fields.length === 0 || request.method === 'HEAD')
    return;
  accessLog.record({
    actor,
    ...(givenBy !== undefined && { givenBy }),
    purpose: purposeIn(request) ?? purposeOf(actor),
    way: request.routeOptions.config.operation?.id ?? request.routeOptions.url ?? '',
    of,
    fields,
    ...(query && { query: queryWithoutWords(query) }),
  });
};

/** What they say that they need it for: percent-encoded, because a header is not UTF-8. */
const purposeIn = ({ headers }: FastifyRequest): string | undefined => {
  const given = headers['access-purpose'];
  if (typeof given !== 'string' || given === '') return undefined;
  try {
    return decodeURIComponent(given).slice(0, longestPurpose);
  } catch {
    return given.slice(0, longestPurpose);
  }
};
