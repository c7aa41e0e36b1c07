import type { FastifyInstance } from 'fastify';
import { escaped, page } from '../errors/html-page.ts';
import { varyBy } from '../errors/vary.ts';
import { objectSchema } from '../openapi/json-schema.ts';

const description = "Citizens' field reports (phản ánh hiện trường): their whole life as events, over HTTP.";

const links = {
  docs: 'The reference, to browse and try',
  'openapi.json': 'The same as OpenAPI 3.1',
  problems: 'What each error means',
  healthz: 'Whether the process answers',
  readyz: 'Whether it can do its work',
  metrics: 'What it does, for Prometheus',
} as const;

/** `GET /`: what this is and where to go on, for whoever opens the address of a host. */
export const rootRoute = (
  app: FastifyInstance,
  {
    title = 'phananh',
    version = '0.1.0',
    frontPage,
  }: { readonly title?: string; readonly version?: string; readonly frontPage?: string },
): void => {
  // An application that has a page of its own there keeps it.
  if (app.hasRoute({ method: 'GET', url: '/' })) return;
  const paths = Object.keys(links);
  const asJson = {
    name: title,
    version,
    description,
    links: Object.fromEntries(paths.map((path) => [path, `/${path}`])),
  };
  const asHtml = page(
    title,
    `<h1>${escaped(title)}</h1>
<p>${escaped(description)}</p>
<ul>
${Object.entries(links)
  .map(([path, text]) => `<li><a href="${path}"><code>/${path}</code></a> ${escaped(text)}</li>`)
  .join('\n')}
</ul>`,
  );
  app.get(
    '/',
    {
      config: {
        permission: 'public',
        operation: {
          id: 'root',
          tag: 'reference',
          summary: 'What this is, and where to go on.',
          responses: {
            200: {
              description: 'JSON, or a page for whoever accepts HTML.',
              schema: objectSchema({
                name: { type: 'string' },
                version: { type: 'string' },
                description: { type: 'string' },
                links: objectSchema(Object.fromEntries(paths.map((path) => [path, { type: 'string' }]))),
              }),
              otherwise: { 'text/html; charset=utf-8': { type: 'string' } },
            },
            ...(frontPage !== undefined && {
              303: {
                description: 'The front page, for whoever accepts HTML.',
                headers: { Location: { description: 'Where it is.', schema: { type: 'string' } } },
              },
            }),
          },
          errors: [],
        },
      },
    },
    async ({ headers }, reply) => {
      varyBy(reply, 'Accept');
      if (!acceptsHtml(headers.accept)) return asJson;
      if (frontPage !== undefined) return reply.redirect(frontPage, 303);
      return reply.type('text/html; charset=utf-8').send(asHtml);
    },
  );
};

/** Browsers name HTML; what takes anything, such as curl, is a program. */
const acceptsHtml = (accept = ''): boolean =>
  accept
    .split(',')
    .some((range) => /^\s*text\/html\s*(?:;|$)/i.test(range) && !/;\s*q=0(?:\.0*)?\s*$/i.test(range));
