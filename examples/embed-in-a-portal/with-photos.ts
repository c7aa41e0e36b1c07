// #region imports
import { join } from 'node:path';
import { huePolicy } from '@phananh/core';
import { fileStorage, runEvidence } from '@phananh/evidence';
import { developmentAuth, phananh } from '@phananh/http';
import { fileKeyWrapper, runReports, sqliteKeyStore } from '@phananh/sqlite';
import { fastify } from 'fastify';
// #endregion imports

/** A portal that takes photos, with all that it keeps in one folder: a real one keeps its keys elsewhere. */
export const withPhotos = async (folder: string) => {
  // #region photos
  const at = (name: string): string => join(folder, name);
  const app = fastify();
  const host = await runReports({ file: at('portal.db'), policy: huePolicy });
  const photos = runEvidence({
    reports: host.reports,
    keys: sqliteKeyStore(at('portal.keys.db'), fileKeyWrapper(at('portal.key'))),
    storage: fileStorage(at('portal.evidence/stored')),
    folder: at('portal.evidence'),
    onError: console.error,
  });
  await photos.demandKeys();

  await app.register(phananh, { ...host, evidence: photos.evidence, authenticate: developmentAuth() });
  // #endregion photos
  return app;
};
