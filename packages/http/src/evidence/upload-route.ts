import multipart from '@fastify/multipart';
import { PhananhError } from '@phananh/core';
import { EvidenceError, evidenceErrors } from '@phananh/core/privacy';
import { ReportId } from '@phananh/core/reports';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../auth/authenticate.ts';
import { demandPlain } from '../body/body-labels.ts';
import { takeRest } from '../body/take-rest.ts';
import type { Operation } from '../openapi/operation.ts';
import { parseQuery } from '../queries/parse-query.ts';
import { correlationIdOf } from '../workflow/command-headers.ts';
import type { Evidence } from './port.ts';

const Query = z.strictObject({
  reportId: ReportId.optional().describe(
    'The report that an officer gives it for: no other one can name it. An officer of an agency has to say it.',
  ),
});

const operation: Operation = {
  id: 'attachment.upload',
  tag: 'attachment',
  summary: 'Takes in a photo or video: a report that names it within 24 hours has it.',
  description:
    'One file in `multipart/form-data`. What it is its content says (JPEG, PNG, WebP, HEIC, MP4, MOV), not its name, which is not kept. It is encrypted before anything of it is written; the id is the SHA-256 of the encrypted bytes, so that the same photo again has another. A repeat is another upload, and the one that no report names expires.',
  query: Query,
  body: {
    required: true,
    mediaType: 'multipart/form-data',
    schema: {
      type: 'object',
      properties: { file: { type: 'string', format: 'binary' } },
      required: ['file'],
    },
    example: { file: 'lamp.jpg' },
  },
  responses: {
    201: {
      description: 'It was taken in.',
      schema: {
        type: 'object',
        properties: {
          attachmentId: { type: 'string', pattern: '^[0-9a-f]{64}$' },
          type: { type: 'string' },
          size: { type: 'integer', minimum: 1 },
        },
        required: ['attachmentId', 'type', 'size'],
        additionalProperties: false,
      },
      example: { attachmentId: 'a'.repeat(64), type: 'image/jpeg', size: 2_400_000 },
      headers: { Location: { description: 'Where it is.', schema: { type: 'string' }, required: true } },
    },
  },
  errors: [
    'unsupported-media-type',
    ...Object.keys(evidenceErrors).filter(
      (code) => code.startsWith('attachment') || code === 'evidence-unavailable',
    ),
    'key-destroyed',
    'not-found',
    'invalid-query',
    'store-unavailable',
  ],
};

/** `POST /attachments`. It is read as it comes: the limits of other bodies and their time are not for it. */
export const uploadRoute = async (
  app: FastifyInstance,
  { evidence }: { readonly evidence: Evidence },
): Promise<void> => {
  await app.register(multipart);
  app.post(
    '/attachments',
    {
      config: {
        permission: ['citizen', 'operator', 'agency', 'admin'],
        forHolders: true,
        operation,
        hasOwnTime: true,
        counted: 'upload',
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const { reportId } = parseQuery(Query, request.query);
      if (actor.kind === 'agency' && reportId === undefined)
        throw new EvidenceError(
          'attachment-malformed',
          'an officer of an agency says for which report it is',
        );
      try {
        const { attachmentId, mediaType, size } = await evidence.upload(onlyFile(request), {
          actor,
          correlationId: correlationIdOf(request),
          ...(reportId !== undefined && { reportId }),
        });
        reply.code(201).header('location', `${request.routeOptions.url}/${attachmentId}`);
        return { attachmentId, type: mediaType, size };
      } catch (error) {
        takeRest(request.raw);
        throw error;
      }
    },
  );
};

/**
 * The one file of a form. It ends when the form has: whoever looks how long it takes looks at all of it, what stands before the file
 * and behind it too.
 */
async function* onlyFile(request: FastifyRequest): AsyncGenerator<Uint8Array, void> {
  try {
    yield* fileOf(request);
  } catch (error) {
    throw asMalformed(error);
  }
}

async function* fileOf(request: FastifyRequest): AsyncGenerator<Uint8Array, void> {
  demandPlain(request.headers);
  if (!request.isMultipart()) throw malformed('it is no multipart/form-data');
  const parts = request.parts({
    limits: { files: 2, fields: 1, fieldSize: 1_024, parts: 3, fileSize: Number.MAX_SAFE_INTEGER },
  });
  const first = await parts.next();
  if (first.done === true) throw malformed('it has no file');
  if (first.value.type !== 'file') throw malformed(besideFile);
  const { file } = first.value;
  yield* file;
  const next = await parts.next();
  if (next.done !== true)
    throw malformed(next.value.type === 'file' ? 'it has more than one file' : besideFile);
  if (file.truncated) throw malformed('the file was cut off');
  if (!request.raw.complete) throw malformed('it was cut off');
}

/** A part without a filename is a field to whoever reads forms. */
const besideFile =
  'it has one file and nothing else: a text field stands before or behind it, or the file has no filename (curl: `-F file=@lamp.jpg`)';

const malformed = (why: string, cause?: unknown): EvidenceError =>
  new EvidenceError('attachment-malformed', why, {}, { cause });

const asMalformed = (error: unknown): unknown =>
  error instanceof PhananhError ? error : malformed('it is malformed or was cut off', error);
