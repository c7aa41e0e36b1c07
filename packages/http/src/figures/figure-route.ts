import { Readable } from 'node:stream';
import type { Reports } from '@phananh/core';
import type { Asking, QuestionName, Questions, ReadModels } from '@phananh/core/read-models';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Permission } from '../auth/authenticate.ts';
import { officers } from '../auth/officers.ts';
import type { JsonSchema } from '../openapi/operation.ts';
import { awaitApplied } from '../queries/after.ts';
import { askFor, askingErrors, JsonPart, jsonInParts } from '../queries/asking.ts';
import { type Given, parseQuery } from '../queries/parse-query.ts';

export interface FigureOptions {
  readonly reports: Reports;
  readonly readModels: ReadModels;
}

/** The request, and the read models as they are asked in its name. */
interface Asked {
  readonly request: FastifyRequest;
  /** An answer to send on as it is. */
  readonly json: <Name extends QuestionName>(name: Name, query: Questions[Name]) => Promise<JsonPart>;
  readonly asking: <Answer>(ask: (asking: Asking) => Answer | Promise<Answer>) => Promise<Answer>;
}

interface FigureRoute<Parameters> {
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** Who may read it. Default {@link officers}. */
  readonly permission?: Permission;
  readonly query: z.ZodObject & z.ZodType<Parameters>;
  readonly answers: string;
  readonly schema: JsonSchema;
  /** The answer; parts of it may be JSON already. */
  readonly answer: (query: Given<Parameters>, asked: Asked) => Promise<object> | object;
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
          errors: [
            'invalid-query',
            'read-model-behind',
            'read-models-rebuilding',
            'forbidden',
            ...askingErrors,
          ],
        },
      },
    },
    async (request, reply) => {
      const given = parseQuery<Parameters>(query, request.query);
      await awaitApplied(readModels, given.after, app.phananh.limits.afterMilliseconds);
      reply
        .header('cache-control', `${permission === 'public' ? 'public' : 'private'}, no-cache`)
        .type('application/json; charset=utf-8');
      const asking: Asked['asking'] = (ask) => askFor(request, ask);
      const json: Asked['json'] = async (name, asked) =>
        new JsonPart(await asking((by) => readModels.json(name, asked, by)));
      const answered = await answer(given, { request, asking, json });
      // What is parked or left out is in no figure as it is now: never without saying so.
      const { parkedReports, skippedEvents, deletedReports, missingReports } = readModels.gaps();
      const parts = jsonInParts({
        ...answered,
        parkedReports,
        skippedEvents,
        deletedReports,
        missingReports,
        position: readModels.position() ?? null,
      });
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      return reply.header('content-length', length).send(Readable.from(parts, { objectMode: false }));
    },
  );
};
