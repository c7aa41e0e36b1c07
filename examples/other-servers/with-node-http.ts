// #region imports
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { citizen, type Reports } from '@phananh/core';
import { refusalOf } from './refusal.ts';
import { townApi } from './town-api.ts';
// #endregion imports

/** The same on nothing but Node. */
export const nodePortal = async (file: string) => {
  // #region node
  const { reports, routing, close } = await townApi(file);
  const server = createServer(async (request, response) => {
    if (request.url?.startsWith('/town/')) return routing(request, response);
    const { status, body } = await answer(reports, request).catch(refusalOf);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  // #endregion node
  return { server, close };
};

// #region answer
const answer = async (reports: Reports, request: IncomingMessage) => {
  if (request.method !== 'POST' || request.url !== '/problems') return { status: 404, body: {} };
  // Whatever it is: the schema of the command looks at it.
  const report = (await json(request)) as Parameters<Reports['submit']>[0];
  const { trackingCode } = await reports.submit(report, { actor: citizen('c-17') });
  return { status: 201, body: { trackingCode } };
};
// #endregion answer
