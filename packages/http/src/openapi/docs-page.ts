import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { JsonObject } from '@phananh/core';
import type { FastifyInstance } from 'fastify';

/**
 * The browsable reference under `/docs`. Its files are served from here, so that it works without a network.
 *
 * @param specification the document that it shows; asked for when the page is opened
 */
export const registerDocsPage = async (
  app: FastifyInstance,
  specification: () => JsonObject,
): Promise<void> => {
  await app.register(async (page) => {
    // The routes of a library say nothing of permissions. Its files hold what everybody may read.
    page.addHook('onRoute', (route) => {
      route.config = { ...route.config, permission: 'public' };
      // The library makes the YAML anew for each request, which takes half a second. JSON is YAML too, and is made once.
      if (route.url === '/docs/yaml') route.handler = (_request, reply) => reply.redirect('/openapi.json');
    });
    await page.register(swagger, {
      mode: 'static',
      // The real document is not known before every route is.
      specification: { document: { openapi: '3.1.0', info: { title: 'phananh', version: '0' }, paths: {} } },
    });
    await page.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP:
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'self'; object-src 'none'; frame-ancestors 'self'",
      transformSpecificationClone: false,
      transformSpecification: specification,
      theme: { title: 'Reference' },
      // Without the bar of the page's own makers.
      uiConfig: {
        layout: 'BaseLayout',
        deepLinking: true,
        docExpansion: 'none',
        filter: true,
        tryItOutEnabled: true,
      },
      logLevel: 'warn',
    });
  });
};
