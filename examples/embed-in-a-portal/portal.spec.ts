import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { portal } from './portal.ts';

it('a portal has its own pages, and the lifecycle by code and over HTTP', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'phananh-portal-'));
  const { app, reportId } = await portal(join(directory, 'portal.db'));
  try {
    expect((await app.inject('/')).body).toBe('The portal of our town');
    const headers = { authorization: 'Bearer dev:operator:o-3' };
    const report = await app.inject({ url: `/v1/reports/${reportId}`, headers });
    expect(report.json()).toMatchObject({ phase: 'verified', category: 'lighting', revision: 1 });
    expect((await app.inject(`/v1/reports/${reportId}`)).statusCode).toBe(404);
    const nobody = await app.inject({ method: 'POST', url: `/v1/reports/${reportId}/comment`, payload: {} });
    expect(nobody.json()).toMatchObject({ status: 401, code: 'unauthenticated' });
    // The portal's own errors stay its own.
    expect((await app.inject('/nowhere')).headers['content-type']).not.toContain('problem+json');
  } finally {
    await app.close();
    rmSync(directory, { recursive: true, force: true });
  }
});
