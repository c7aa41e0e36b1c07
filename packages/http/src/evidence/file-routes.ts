import { Readable } from 'node:stream';
import { streamOf } from '@phananh/core/engine';
import type { EvidenceFile, EvidenceForm } from '@phananh/core/privacy';
import { evidenceErrors } from '@phananh/core/privacy';
import { attachmentWorkflow } from '@phananh/core/reports';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { varyBy } from '../errors/vary.ts';
import type { HeaderDescription, JsonSchema, Operation } from '../openapi/operation.ts';
import { hasAlready } from '../queries/conditional-request.ts';
import { tellShown } from '../queries/shown-personal.ts';
import type { Evidence } from './port.ts';
import { rangeOf } from './range.ts';

interface Params {
  readonly attachmentId: string;
}

const idSchema: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const isId = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);
const text: JsonSchema = { type: 'string' };

const forms = {
  copy: {
    path: '/attachments/:attachmentId',
    id: 'attachment.copy',
    summary: 'The public copy of a photo: re-encoded, upright, without metadata.',
    description:
      'For whoever a report shows it to. There is none of a video, nor of a photo that could not be read: `attachment-not-publishable` says why, or that it is still being made.',
  },
  thumbnail: {
    path: '/attachments/:attachmentId/thumbnail',
    id: 'attachment.thumbnail',
    summary: 'The public copy, small.',
    description: 'For whoever may have the public copy.',
  },
  original: {
    path: '/attachments/:attachmentId/original',
    id: 'attachment.original',
    summary: 'The photo or video as it was given, with its metadata.',
    description:
      'For whoever gave it, and for operators, auditors and the agencies of a report that shows it to them. To others there is none.',
  },
} as const satisfies { readonly [Form in EvidenceForm]: object };

const fileHeaders: { readonly [name: string]: HeaderDescription } = {
  ETag: {
    description: 'Of the stored bytes; says nothing about what they are of.',
    schema: text,
    required: true,
  },
  'Accept-Ranges': { description: '`bytes`.', schema: text },
  'Content-Disposition': { description: 'What a browser does with it.', schema: text },
};

const bytes = { description: 'The bytes.', mediaType: 'application/octet-stream', headers: fileHeaders };

const operationOf = (form: EvidenceForm): Operation => {
  const { id, summary, description } = forms[form];
  const binary: JsonSchema = { type: 'string', format: 'binary' };
  return {
    id,
    tag: 'attachment',
    summary,
    description,
    path: { attachmentId: idSchema },
    headers: { Range: { description: 'One range of bytes.', schema: text } },
    responses: {
      200: { ...bytes, schema: binary },
      206: { ...bytes, description: 'The part that `Range` asked for.', schema: binary },
      304: { description: 'The client has it already.' },
      416: { description: 'The range begins beyond the end.' },
    },
    errors: [
      'not-found',
      'attachment-not-publishable',
      'evidence-unavailable',
      'evidence-corrupt',
      'key-unreadable',
    ],
  };
};

/** `GET /attachments/{attachmentId}`, its thumbnail, its original and how it is with it. */
export const attachmentFileRoutes = (
  app: FastifyInstance,
  { evidence }: { readonly evidence: Evidence },
): void => {
  app.phananh.catalog.add(evidenceErrors);
  for (const form of ['copy', 'thumbnail', 'original'] as const)
    app.get<{ Params: Params }>(
      forms[form].path,
      { config: { permission: 'public', operation: operationOf(form) } },
      async (request, reply) => {
        const id = demandId(request);
        const file = await evidence.find(id, form, request.actor);
        if (form === 'original')
          tellShown(request, { of: [streamOf(attachmentWorkflow, id)], fields: ['original'] });
        return answerFile(request, reply, file, form);
      },
    );
  statusRoute(app, evidence);
};

const demandId = ({ params: { attachmentId } }: { readonly params: Params }): string =>
  // What is no id is of nothing that is here.
  isId(attachmentId) ? attachmentId : '';

const endings: { readonly [type: string]: string } = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
};

/** Answers with a file, or the part of it that was asked for. */
export const answerFile = async (
  request: FastifyRequest,
  reply: FastifyReply,
  file: EvidenceFile,
  form: EvidenceForm,
): Promise<FastifyReply> => {
  const { id, mediaType, size } = file;
  const etag = `"${id}"`;
  const name = `${id.slice(0, 16)}.${endings[mediaType] ?? 'bin'}`;
  reply.headers({
    etag,
    'accept-ranges': 'bytes',
    // What was given as it is, is saved; only what was made here is shown.
    'content-disposition': `${form === 'original' ? 'attachment' : 'inline'}; filename="${name}"`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    // It may be hidden tomorrow: whoever keeps it asks each time.
    'cache-control': `${request.actor === undefined && form !== 'original' ? 'public' : 'private'}, no-cache`,
  });
  varyBy(reply, 'Authorization');
  if (hasAlready(request.headers['if-none-match'], etag)) return reply.code(304).send();
  const { range: asked, 'if-range': ifRange } = request.headers;
  // RFC 9110, 14.2: ranges are of GET alone.
  const isRanged = request.method !== 'HEAD' && (ifRange === undefined || ifRange === etag);
  const range = isRanged ? rangeOf(asked, size) : undefined;
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${size}`).send();
  if (range !== undefined)
    reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
  reply.type(mediaType).header('content-length', range === undefined ? size : range.end - range.start + 1);
  // Without a body Fastify would say that it has no bytes.
  if (request.method === 'HEAD') return reply.send(Readable.from([]));
  return reply.send(await begun(file.read(range)));
};

/** A stream whose first part is there: what cannot be read is a problem still, and not an answer that breaks off. */
const begun = async (source: AsyncIterable<Uint8Array>): Promise<Readable> => {
  const iterator = source[Symbol.asyncIterator]();
  const first = await iterator.next();
  return Readable.from(
    (async function* () {
      if (first.done === true) return;
      yield first.value;
      yield* { [Symbol.asyncIterator]: () => iterator };
    })(),
    { objectMode: false },
  );
};

const statusRoute = (app: FastifyInstance, evidence: Evidence): void => {
  const operation: Operation = {
    id: 'attachment.status',
    tag: 'attachment',
    summary: 'What it is, and whether there is a public copy.',
    description:
      '`publicCopy`: `ready`, `pending`, or why there is none: `no-converter` (a HEIC photo on a host that has none), `video`, `unreadable`, `too-large`, `replaced` (by another one in a publication), `withdrawn`. For whoever may have the public copy or the original.',
    path: { attachmentId: idSchema },
    responses: {
      200: {
        description: 'How it is with it.',
        schema: {
          type: 'object',
          properties: {
            attachmentId: idSchema,
            type: text,
            size: { type: 'integer' },
            phase: { enum: ['waiting', 'attached', 'expired'] },
            publicCopy: text,
          },
          required: ['attachmentId', 'type', 'size', 'phase', 'publicCopy'],
          additionalProperties: false,
        },
      },
    },
    errors: ['not-found'],
  };
  app.get<{ Params: Params }>(
    '/attachments/:attachmentId/status',
    { config: { permission: 'public', operation } },
    async (request, reply) => {
      const { mediaType, ...status } = await evidence.status(demandId(request), request.actor);
      varyBy(reply, 'Authorization').header('cache-control', 'private, no-cache');
      return { ...status, type: mediaType };
    },
  );
};
