import { Readable } from 'node:stream';
import type { ReadModels, ReportActorKind, Reports } from '@phananh/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { JsonSchema } from '../openapi/operation.ts';
import { awaitApplied } from '../queries/after.ts';
import { type Given, parseQuery } from '../queries/parse-query.ts';

export interface FigureOptions {
  readonly reports: Reports;
  readonly readModels: ReadModels;
}

/** Who may read figures. */
export const officers = [
  'operator',
  'agency',
  'auditor',
  'analyst',
  'admin',
] as const satisfies readonly ReportActorKind[];

interface FigureRoute<Parameters> {
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** Who may read it. Default {@link officers}. */
  readonly permission?: readonly string[];
  readonly query: z.ZodObject & z.ZodType<Parameters>;
  readonly answers: string;
  readonly schema: JsonSchema;
  readonly answer: (query: Given<Parameters>, request: FastifyRequest) => Promise<object> | object;
  /** The whole answer as JSON, in one or several parts. Default: `JSON.stringify`. */
  readonly serialize?: (answer: object) => string | readonly Buffer[];
}

/** A route for figures: waits for the caller's own write, then answers with the position that the figures are of. */
export const figureRoute = <Parameters extends { readonly after?: number | undefined }>(
  app: FastifyInstance,
  { readModels }: FigureOptions,
  {
    path,
    id,
    summary,
    description,
    permission = officers,
    query,
    answers,
    schema,
    answer,
    serialize = JSON.stringify,
  }: FigureRoute<Parameters>,
): void => {
  app.get(
    path,
    {
      config: {
        permission,
        operation: {
          id,
          tag: 'figures',
          summary,
          ...(description !== undefined && { description }),
          query,
          responses: { 200: { description: answers, schema } },
          errors: ['invalid-query', 'read-model-behind', 'read-models-rebuilding', 'forbidden'],
        },
      },
    },
    async (request, reply) => {
      const given = parseQuery<Parameters>(query, request.query);
      await awaitApplied(readModels, given.after, app.phananh.limits.afterMilliseconds);
      reply.header('cache-control', 'private, no-cache').type('application/json; charset=utf-8');
      const answered = await answer(given, request);
      // What is parked or left out is in no figure as it is now: never without saying so.
      const { parkedReports, skippedEvents } = readModels.gaps();
      const text = serialize({
        ...answered,
        parkedReports,
        skippedEvents,
        position: readModels.position() ?? null,
      });
      if (typeof text === 'string') return text;
      reply.header(
        'content-length',
        text.reduce((sum, { length }) => sum + length, 0),
      );
      return reply.send(Readable.from(text, { objectMode: false }));
    },
  );
};
