// #region imports
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { citizen } from '@phananh/core';
import { Hono } from 'hono';
import { refusalOf } from './refusal.ts';
import { townApi } from './town-api.ts';
// #endregion imports

/** The same on Hono, served by `@hono/node-server`: its bindings are the request and the response of Node. */
export const honoPortal = async (file: string) => {
  // #region hono
  const { reports, routing, close } = await townApi(file);
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.all('/town/*', ({ env }) => {
    routing(env.incoming, env.outgoing);
    return RESPONSE_ALREADY_SENT;
  });

  app.post('/problems', async (context) => {
    const { trackingCode } = await reports.submit(await context.req.json(), { actor: citizen('c-17') });
    return context.json({ trackingCode }, 201);
  });
  app.onError((error) => {
    const { status, body } = refusalOf(error);
    return Response.json(body, { status });
  });
  // #endregion hono
  return { app, close };
};
