import { hash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { figureStyle } from './figure-style.ts';
import { mapStyle } from './map-style.ts';
import { packedFile } from './packed.ts';
import { publicStyle } from './public-style.ts';
import { reportStyle } from './report-style.ts';
import { style as pageStyle } from './style.ts';

const style = pageStyle + figureStyle + publicStyle + mapStyle + reportStyle;

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#5b2a86" d="M16 2c6 0 10 4.300 10 9.700C26 19.500 16 30 16 30S6 19.500 6 11.700C6 6.300 10 2 16 2z"/><path fill="none" stroke="#fff" stroke-width="2.600" stroke-linecap="round" stroke-linejoin="round" d="m11.500 12 3.200 3.200 6-6.200"/></svg>`;

/** What pages load, from here and nowhere else. @returns the path of the style, which changes with it */
export const addAssets = (app: FastifyInstance, base: string): string => {
  const digest = hash('sha256', style, 'base64url').slice(0, 12);
  const path = `/assets/${digest}.css`;
  const config = { permission: 'public', counted: 'never' } as const;
  const sendStyle = packedFile(() => style);
  app.get(path, { config }, async (request, reply) =>
    sendStyle(
      request,
      reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=31536000, immutable'),
    ),
  );
  app.get('/assets/icon.svg', { config }, async (_, reply) =>
    reply.type('image/svg+xml').header('cache-control', 'public, max-age=86400').send(icon),
  );
  return base + path;
};
