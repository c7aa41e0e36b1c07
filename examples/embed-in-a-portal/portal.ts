// #region imports
import { type Clock, citizen, huePolicy, operator } from '@phananh/core';
import { developmentAuth, phananh } from '@phananh/http';
import { runReports } from '@phananh/sqlite';
import { fastify } from 'fastify';
// #endregion imports

/** A portal that has its own pages, and the report lifecycle beside them. Tests bring their own clock. */
export const portal = async (file: string, options: { readonly clock?: Clock } = {}) => {
  // #region embed
  const app = fastify();
  const host = await runReports({ file, policy: huePolicy, ...options });

  await app.register(phananh, { ...host, authenticate: developmentAuth() });
  app.get('/', () => 'The portal of our town');

  const { reports } = host;
  const location = { lat: 16.4637, lng: 107.5909 };
  const { reportId } = await reports.submit({ text: 'Đèn đường hỏng', location }, { actor: citizen('c-17') });
  await reports.verify(reportId, { category: 'lighting' }, { actor: operator('o-3') });
  // #endregion embed
  return { app, host, reportId };
};
