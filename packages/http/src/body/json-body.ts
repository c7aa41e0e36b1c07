import type { FastifyInstance } from 'fastify';
import { HttpError } from '../errors/http-errors.ts';
import { demandPlainUtf8 } from './body-labels.ts';
import { parseStrictJson } from './strict-json.ts';

/** Takes JSON bodies in UTF-8 and nothing else. An empty body is no body. */
export const acceptJsonBodies = (
  app: FastifyInstance,
  { bodyBytes, bodyDepth }: { readonly bodyBytes: number; readonly bodyDepth: number },
): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer', bodyLimit: bodyBytes },
    (request, body, done) => {
      try {
        demandPlainUtf8(request.headers);
        done(null, body.length === 0 ? undefined : parseStrictJson(body, bodyDepth));
      } catch (error) {
        done(error instanceof Error ? error : new HttpError('malformed-json', 'the body is not JSON'));
      }
    },
  );
};
