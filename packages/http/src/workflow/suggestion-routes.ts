import { findSubject, historyPage, streamOf, wholeNumber } from '@phananh/core/engine';
import { demandMayRedact, personalInText, personalKinds, suggestedRedactions } from '@phananh/core/privacy';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { varyBy } from '../errors/vary.ts';
import { arrayOf, count, jsonSchemaOf, objectSchema } from '../openapi/json-schema.ts';
import { askingErrors, readInTurns } from '../queries/asking.ts';
import { parseQuery } from '../queries/parse-query.ts';
import { tellShown } from '../queries/shown-personal.ts';
import { type RouteContext, subjectIdOf } from './route-context.ts';

const Query = z.strictObject({
  fromRevision: wholeNumber({ min: 0 }).default(0).describe('From this revision on.'),
  limit: wholeNumber({ min: 1, max: 1_000 }).default(500).describe('Most events that are looked at.'),
});

const inText = {
  kind: { enum: [...personalKinds] },
  start: { ...count, description: 'In UTF-16 code units of the text as it is.' },
  end: count,
};
const suggestion = objectSchema({
  field: { type: 'string', description: 'As `redact` takes it.' },
  revision: count,
  pointer: { type: 'string', description: 'JSON pointer (RFC 6901) of the text in the data of the event.' },
  ...inText,
  found: { type: 'string' },
});

/**
 * `GET {path}/{id}/redaction-suggestions`: what whoever may hide something of it may want to hide, before it is verified and before it is
 * published. It hides nothing itself.
 */
export const addSuggestionRoute = (app: FastifyInstance, context: RouteContext): void => {
  const { handler, workflow, path, idName } = context;
  app.get(
    `${path}/:${idName}/redaction-suggestions`,
    {
      config: {
        permission: 'public',
        operation: {
          id: `${workflow.name}.redaction-suggestions`,
          tag: workflow.name,
          summary: 'Telephone numbers, identity cards, plates and e-mail addresses in its texts.',
          description:
            'For those who may hide them, by the command `redact`; nothing is hidden by itself. In the order of the events, in pages.',
          path: { [idName]: jsonSchemaOf(workflow.id, 'input') },
          query: Query,
          responses: {
            200: {
              description: 'What was found. Empty: nothing, in these events.',
              schema: objectSchema(
                {
                  [idName]: jsonSchemaOf(workflow.id, 'output'),
                  suggestions: arrayOf(suggestion),
                  next: {
                    ...count,
                    description: '`fromRevision` of the next page; absent: this is the last one.',
                  },
                },
                ['next'],
              ),
            },
          },
          errors: [...askingErrors, 'not-found', 'not-declared', 'forbidden', 'invalid-query'],
        },
      },
    },
    async (request, reply) => {
      const range = parseQuery(Query, request.query);
      const id = subjectIdOf(context, request);
      const page = await readInTurns(request, async (how) => {
        const found = await findSubject(handler, id, { ...how, actor: request.actor });
        demandMayRedact(handler, found);
        return historyPage(handler, found, { ...range, ...how });
      });
      varyBy(reply, 'Authorization').header('cache-control', 'private, no-cache');
      const suggestions = suggestedRedactions(workflow, page.events);
      tellShown(request, {
        of: [streamOf(workflow, id)],
        fields: [...new Set(suggestions.map(({ field }) => field))],
      });
      return {
        [idName]: id,
        suggestions,
        ...(page.next !== undefined && { next: page.next }),
      };
    },
  );
};

/** As long as a text of a report may be. */
const Text = z.strictObject({ text: z.string().max(10_000) });

/** `POST /redaction-suggestions`: the same for a text that is not recorded yet, such as what is to be published. */
export const draftSuggestionRoute = (app: FastifyInstance): void => {
  app.post(
    '/redaction-suggestions',
    {
      config: {
        permission: ['operator', 'agency', 'admin'],
        operation: {
          id: 'redaction-suggestions',
          tag: 'report',
          summary:
            'Telephone numbers, identity cards, plates and e-mail addresses in a text before it is given.',
          description: 'Nothing of the text is kept.',
          body: {
            required: true,
            schema: jsonSchemaOf(Text, 'input'),
            example: { text: 'Anh An, 0905 123 456, đã nhận kết quả.' },
          },
          responses: {
            200: {
              description: 'What was found, in order.',
              schema: objectSchema({ suggestions: arrayOf(objectSchema(inText)) }),
            },
          },
          errors: ['invalid-query'],
        },
      },
    },
    async ({ body }) => {
      parseQuery(Text, body);
      // As it was sent: places in another form of it would be other places.
      return { suggestions: personalInText(Text.parse(body).text) };
    },
  );
};
