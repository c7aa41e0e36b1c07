import type { Reports } from '@phananh/core';
import { InvalidCommand, issuesOf, parseInput } from '@phananh/core/engine';
import type { ReadModels } from '@phananh/core/read-models';
import { linkWorkflow, ReportId } from '@phananh/core/reports';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../auth/authenticate.ts';
import { jsonSchemaOf, objectSchema } from '../openapi/json-schema.ts';
import { correlationIdOf } from '../workflow/command-headers.ts';
import { endHeld, makeLink, openLink } from './links.ts';

const text = { type: 'string' } as const;
const instant = { type: 'string', format: 'date-time' } as const;
const Opening = z.strictObject({ trackingCode: z.string().min(1).max(40), link: z.string().min(1).max(60) });

/** The one-time link of a report over HTTP: what it is that makes its holder the reporter of that report. */
export const linkRoutes = (
  app: FastifyInstance,
  { reports, readModels }: { readonly reports: Reports; readonly readModels: ReadModels | undefined },
): void => {
  app.phananh.catalog.add(linkWorkflow.refusals);
  app.post<{ Params: { readonly reportId: string } }>(
    '/reports/:reportId/one-time-link',
    {
      config: {
        permission: ['citizen', 'operator'],
        operation: {
          id: 'report.one-time-link',
          tag: 'report',
          summary: 'Makes the one-time link of a report: whoever opens it is the reporter of that report.',
          description:
            'For its reporter; for the centre where it was taken down for a caller, or sent without signing in. The secret is told in this answer and never again: of it a digest is kept. There is one link at a time: one that was made before, and what a device has by it, opens nothing any more. A repeat makes another one.',
          path: { reportId: jsonSchemaOf(ReportId, 'input') },
          responses: {
            201: {
              description: 'The link.',
              schema: objectSchema({ reportId: text, trackingCode: text, link: text, opensUntil: instant }),
              example: {
                reportId: '019a3f2e-7c1b-7000-8000-0123456789ab',
                trackingCode: 'ABCDE-12345',
                link: 'K7QF-3M9D-0T2X-ZB4H',
                opensUntil: '2027-01-06T02:00:00.000Z',
              },
            },
          },
          errors: ['not-found', 'link-not-theirs', 'link-erased', 'link-spent', 'contended'],
        },
      },
    },
    async (request, reply) => {
      const asked = ReportId.safeParse(request.params.reportId);
      const made = await makeLink(reports, asked.data ?? request.params.reportId, {
        actor: actorOf(request),
        correlationId: correlationIdOf(request),
      });
      return reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );
  app.post(
    '/links/end',
    {
      config: {
        permission: ['citizen'],
        forHolders: true,
        operation: {
          id: 'link.end',
          tag: 'report',
          summary:
            'Gives a report up that was opened by its link: the token of this request is nobody’s any more.',
          responses: { 204: { description: 'It was given up.' } },
          errors: ['not-found'],
        },
      },
    },
    async (request, reply) => {
      await endHeld(reports, { actor: actorOf(request), correlationId: correlationIdOf(request) });
      return reply.code(204).send();
    },
  );
  if (readModels === undefined) return;
  app.post(
    '/links/open',
    {
      config: {
        permission: 'public',
        counted: 'code',
        operation: {
          id: 'link.open',
          tag: 'report',
          summary: 'Opens a report by its one-time link, which is spent by it.',
          description:
            'The answer has a bearer token that is good for this report and for nothing else: reading it and its history, every command of its reporter, photos to send with one. Case, hyphens and look-alikes of both codes do not matter. Guesses are counted with those of tracking codes.',
          body: {
            schema: jsonSchemaOf(Opening, 'input'),
            example: { trackingCode: 'ABCDE-12345', link: 'K7QF-3M9D-0T2X-ZB4H' },
            required: true,
          },
          responses: {
            200: {
              description: 'The report is theirs from now on.',
              schema: objectSchema({ reportId: text, token: text, heldUntil: instant }),
            },
          },
          errors: [
            'invalid-command',
            'link-unknown',
            'link-spent',
            'link-expired',
            'link-erased',
            'contended',
          ],
        },
      },
    },
    async (request, reply) => {
      const { success, data, error } = parseInput(Opening, request.body ?? {});
      if (!success) throw new InvalidCommand('link.open', issuesOf(error));
      const opened = await openLink(request, { reports, readModels }, data);
      return reply.header('cache-control', 'no-store').send(opened);
    },
  );
};
