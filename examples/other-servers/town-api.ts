// #region api
import { huePolicy } from '@phananh/core';
import { developmentAuth, phananh } from '@phananh/http';
import { runReports } from '@phananh/sqlite';
import { fastify } from 'fastify';

/** The whole API below a prefix, without a server of its own: whoever listens hands requests to `routing`. */
export const townApi = async (file: string) => {
  const host = await runReports({ file, policy: huePolicy });
  const api = fastify();
  await api.register(phananh, { ...host, authenticate: developmentAuth(), prefix: '/town' });
  await api.ready();
  return { reports: host.reports, routing: api.routing, close: () => api.close() };
};
// #endregion api
