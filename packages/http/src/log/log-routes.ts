import { NotFound } from '@phananh/core/engine';
import { transparencyErrors } from '@phananh/core/transparency';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Operation } from '../openapi/operation.ts';
import type { TransparencyLog } from './port.ts';

interface Params {
  readonly epoch: string;
  readonly level?: string;
  readonly '*'?: string;
}

const tag = 'log';
const bytes = 'application/octet-stream';
const plain = 'text/plain; charset=utf-8';

const epoch = { type: 'string', pattern: '^[1-9][0-9]{0,5}$' } as const;
const tilePath = {
  type: 'string',
  description: 'As C2SP tlog-tiles names tiles: `000`, `x001/234.p/17`.',
} as const;
const binary = { type: 'string', format: 'binary' } as const;

/** What is no path of a tile is no file either, wherever it would lead. */
const isTilePath = (path: string): boolean => /^(?:x\d{3}\/)*\d{3}(?:\.p\/\d{1,3})?$/.test(path);

const operation = (id: string, summary: string, description: string, mediaType: string): Operation => ({
  id: `log.${id}`,
  tag,
  summary,
  description,
  path: { epoch, path: tilePath, level: { type: 'string', pattern: '^[0-9]{1,2}$' } },
  responses: {
    200: { description: 'The file.', mediaType, schema: mediaType === bytes ? binary : { type: 'string' } },
  },
  errors: ['not-found'],
});

/** `GET /log/{epoch}/…`: the files of the transparency log, as any web server could serve them. */
export const logRoutes = (app: FastifyInstance, { log }: { readonly log: TransparencyLog }): void => {
  app.phananh.catalog.add(transparencyErrors);
  const publicFile = async (reply: FastifyReply, { epoch: of }: Params, path: string, type: string) => {
    const found = await log.readPublic(Number(of), path);
    return answer(reply, found, `${of}/${path}`, type);
  };
  for (const [path, id, summary] of [
    ['checkpoint', 'checkpoint', 'The newest checkpoint, a signed note.'],
    ['checkpoints.jsonl', 'checkpoints', 'Every checkpoint that was published, a JSON object a line.'],
  ] as const)
    app.get<{ Params: Params }>(
      `/log/:epoch/${path}`,
      {
        config: {
          permission: 'public',
          operation: operation(id, summary, 'For monitors and witnesses.', plain),
        },
      },
      (request, reply) => {
        reply.header('cache-control', 'public, max-age=5');
        return publicFile(reply, request.params, path, plain);
      },
    );
  app.get<{ Params: Params }>(
    '/log/:epoch/tile/:level/*',
    {
      config: {
        permission: 'public',
        operation: operation('tile', 'A tile: hashes of the tree.', 'It never changes.', bytes),
      },
    },
    (request, reply) => {
      const { level = '', '*': path = '' } = request.params;
      if (!/^\d{1,2}$/.test(level) || !isTilePath(path)) throw new NotFound('tile', path);
      return publicFile(immutable(reply), request.params, `tile/${level}/${path}`, bytes);
    },
  );
  app.get<{ Params: Params }>(
    '/log/:epoch/tile/entries/*',
    {
      config: {
        permission: ['auditor', 'admin'],
        operation: operation(
          'entries',
          'A bundle of entries.',
          'For auditors: entries name nobody, and say who reported by a pseudonym.',
          bytes,
        ),
      },
    },
    async (request, reply) => {
      const { epoch: of, '*': path = '' } = request.params;
      if (!isTilePath(path)) throw new NotFound('tile', path);
      reply.header('cache-control', 'private, no-cache');
      return answer(reply, await log.readEntries(Number(of), path), `${of}/entries/${path}`, bytes);
    },
  );
};

const immutable = (reply: FastifyReply): FastifyReply =>
  reply.header('cache-control', 'public, max-age=31536000, immutable');

const answer = (
  reply: FastifyReply,
  found: Uint8Array | undefined,
  name: string,
  type: string,
): FastifyReply => {
  if (found === undefined) {
    reply.header('cache-control', 'no-store');
    throw new NotFound('file of the log', name);
  }
  return reply.type(type).send(Buffer.from(found));
};
