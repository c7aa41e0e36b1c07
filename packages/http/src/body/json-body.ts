import type { FastifyInstance } from 'fastify';
import { HttpError } from '../errors/http-errors.ts';
import { parseStrictJson } from './strict-json.ts';

const foreignCharset = /;\s*charset=(?!"?utf-8"?\s*(?:;|$))/i;

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
        const type = request.headers['content-type'] ?? '';
        if (foreignCharset.test(type)) throw new HttpError('unsupported-media-type', `${type} is not UTF-8`);
        done(null, body.length === 0 ? undefined : parseStrictJson(body, bodyDepth));
      } catch (error) {
        done(error instanceof Error ? error : new HttpError('malformed-json', 'the body is not JSON'));
      }
    },
  );
};
