import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { citizen, type Reports } from '@phananh/core';
import { refusalOf } from './refusal.ts';
import { townApi } from './town-api.ts';

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
const answer = async (
  reports: Reports,
  request: AsyncIterable<Uint8Array> & { url?: string; method?: string },
) => {
  if (request.method !== 'POST' || request.url !== '/problems') return { status: 404, body: {} };
  const { trackingCode } = await reports.submit(await json(request), { actor: citizen('c-17') });
  return { status: 201, body: { trackingCode } };
};
// #endregion answer
