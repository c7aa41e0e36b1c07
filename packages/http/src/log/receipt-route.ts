import type { Reports } from '@phananh/core';
import { findSubject, streamOf } from '@phananh/core/engine';
import { ReportId, reportWorkflow } from '@phananh/core/reports';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { varyBy } from '../errors/vary.ts';
import { jsonSchemaOf, objectSchema } from '../openapi/json-schema.ts';
import type { TransparencyLog } from './port.ts';

const text = { type: 'string' } as const;
const receiptSchema = objectSchema({
  v: { const: 1 },
  reportId: text,
  index: { type: 'integer', minimum: 0 },
  entry: { type: 'string', description: 'Base64 of the canonical JSON of the header of the event.' },
  proof: { type: 'string', description: 'A `.tlog-proof` file of C2SP.' },
});

/** Seconds after which a checkpoint covers what was just recorded. */
const retryAfter = 60;

/** `GET /reports/{reportId}/receipt`: proof that a submission was taken, the same for ever. */
export const receiptRoute = (
  app: FastifyInstance,
  { reports, log }: { readonly reports: Reports; readonly log: TransparencyLog },
): void => {
  app.get<{ Params: { readonly reportId: string } }>(
    '/reports/:reportId/receipt',
    {
      config: {
        permission: 'public',
        operation: {
          id: 'report.receipt',
          tag: 'report',
          summary: 'Proof that the submission is in the transparency log, checkable offline.',
          description:
            'For whoever may see the report. 202 until a checkpoint covers the submission; from then on always the same bytes. `phananh verify --receipt` checks it against the key of the log.',
          path: { reportId: jsonSchemaOf(ReportId, 'input') },
          responses: {
            200: { description: 'The receipt.', schema: receiptSchema },
            202: {
              description: 'No checkpoint covers it yet: ask again after `Retry-After` seconds.',
              schema: objectSchema({ reportId: text, status: { const: 'not-covered' } }),
              headers: {
                'Retry-After': { description: 'Seconds.', schema: { type: 'integer' }, required: true },
              },
            },
          },
          errors: ['not-found', 'forbidden', 'log-differs'],
        },
      },
    },
    async (request, reply) => {
      const asked = ReportId.safeParse(request.params.reportId);
      const id = asked.data ?? request.params.reportId;
      varyBy(reply, 'Authorization').header('cache-control', 'private, no-cache');
      const receipt = await receiptFor(request, { reports, log }, id);
      if (receipt !== undefined) return receipt;
      return reply.code(202).header('retry-after', retryAfter).send({ reportId: id, status: 'not-covered' });
    },
  );
};

/** What `phananh verify --receipt` checks, for whoever sent a request; undefined until a checkpoint covers the submission. */
export const receiptFor = async (
  request: FastifyRequest,
  { reports, log }: { readonly reports: Reports; readonly log: TransparencyLog },
  id: string,
) => {
  // Who may not see it learns nothing of it here either.
  await findSubject(reports.handler, id, { actor: request.actor });
  const stream = streamOf(reportWorkflow, id);
  for await (const { revision, position, metadata } of reports.store.readStream(stream, { limit: 1 })) {
    const receipt = await log.receipt({
      stream,
      revision,
      position,
      recordedAt: metadata.recordedAt,
    });
    if (receipt !== undefined) return { reportId: id, ...receipt };
  }
  return undefined;
};
