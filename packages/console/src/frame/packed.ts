import { brotliCompressSync, gzipSync } from 'node:zlib';
import { negotiate } from '@fastify/accept-negotiator';
import { varyBy } from '@phananh/http/pages';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasOwnCookies } from './language.ts';

/** Answers that are sent packed. */

/** As small as one answer of TCP is not made fewer by packing. */
const leastPacked = 1_200;

/** In the order of preference. */
const encodings = ['br', 'gzip'] as const;
type Encoding = (typeof encodings)[number];

const encodingFor = ({ headers }: FastifyRequest, offered: readonly Encoding[]): Encoding | undefined => {
  const found = negotiate(headers['accept-encoding'] ?? '', [...offered]);
  return offered.find((one) => one === found);
};

const packs: { readonly [E in Encoding]: (text: string) => Buffer } = {
  br: (text) => brotliCompressSync(text),
  gzip: (text) => gzipSync(text),
};

/**
 * A file that is the same for everybody, packed once each way, when somebody first asks for it.
 *
 * @returns sends it as its reader takes it
 */
export const packedFile = (
  text: () => string,
): ((request: FastifyRequest, reply: FastifyReply) => FastifyReply) => {
  const packed = new Map<Encoding, Buffer>();
  return (request, reply) => {
    varyBy(reply, 'Accept-Encoding');
    const encoding = encodingFor(request, encodings);
    if (encoding === undefined) return reply.send(text());
    const known = packed.get(encoding) ?? packs[encoding](text());
    packed.set(encoding, known);
    return reply.header('content-encoding', encoding).send(known);
  };
};

/**
 * Sends a page as its reader takes it. A page that depends on a cookie is sent as it is: it has secrets, such as the token of its forms or what
 * citizens wrote, and beside them words that others chose, from which its packed length would tell the secrets letter by letter to whoever
 * sees it pass (BREACH). What everybody gets has none.
 */
export const sendPage = (request: FastifyRequest, reply: FastifyReply, text: string): FastifyReply => {
  if (hasOwnCookies(request) || text.length < leastPacked) return reply.send(text);
  varyBy(reply, 'Accept-Encoding');
  return encodingFor(request, ['gzip']) === undefined
    ? reply.send(text)
    : reply.header('content-encoding', 'gzip').send(packs.gzip(text));
};
