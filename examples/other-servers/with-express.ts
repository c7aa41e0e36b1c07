// #region imports
import { citizen } from '@phananh/core';
import express from 'express';
import { refusalOf } from './refusal.ts';
import { townApi } from './town-api.ts';
// #endregion imports

/** A portal on Express: the whole API below `/town`, and a route of its own that calls the lifecycle by code. */
export const expressPortal = async (
  file: string,
): Promise<{ readonly app: express.Express; readonly close: () => Promise<void> }> => {
  // #region express
  const { reports, routing, close } = await townApi(file);
  const app = express();
  app.use((request, response, next) => {
    if (request.url.startsWith('/town/')) routing(request, response);
    else next();
  });
  // Below the API: it reads its bodies itself.
  app.use(express.json());

  app.post('/problems', async (request, response) => {
    const { trackingCode } = await reports.submit(request.body, { actor: citizen('c-17') });
    response.status(201).json({ trackingCode });
  });
  app.use(((error, _request, response, _next) => {
    const { status, body } = refusalOf(error);
    response.status(status).json(body);
  }) satisfies express.ErrorRequestHandler);
  // #endregion express
  return { app, close };
};
