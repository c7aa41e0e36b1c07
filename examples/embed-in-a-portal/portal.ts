import { citizen, createReports, huePolicy, operator } from '@phananh/core';
import { developmentAuth, phananh } from '@phananh/http';
import { sqliteEventStore } from '@phananh/sqlite';
import { fastify } from 'fastify';

/** A portal that has its own pages, and the report lifecycle beside them. */
export const portal = async (path: string) => {
  // #region embed
  const app = fastify();
  const store = sqliteEventStore(path);
  const reports = createReports({ store, policy: huePolicy });

  await app.register(phananh, { reports, authenticate: developmentAuth() });
  app.get('/', () => 'The portal of our town');

  const location = { lat: 16.4637, lng: 107.5909 };
  const { reportId } = await reports.submit({ text: 'Đèn đường hỏng', location }, { actor: citizen('c-17') });
  await reports.verify(reportId, { category: 'lighting' }, { actor: operator('o-3') });
  // #endregion embed
  app.addHook('onClose', () => store.close());
  return { app, reportId };
};
