import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, developmentAuth } from '@phananh/http';
import { runReports } from '@phananh/sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { permits } from './index.ts';
import { objections } from './objections.ts';

it('reports, permits and objections to permits run in one host, each with its routes, lists and kinds of actors', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'phananh-several-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'town.db');

  // #region host
  const workflows = [permits, objections];
  const host = await runReports({ file, workflows });
  const server = await createHost({
    ...host,
    authenticate: developmentAuth({ workflows }), // a real host verifies real tokens
    title: 'Reports, permits and objections',
    log: { level: 'silent' },
  });
  // #endregion host
  onTestFinished(() => server.close());

  const call = async (method: 'GET' | 'POST', url: string, as: string, payload?: object) => {
    const headers = { authorization: `Bearer dev:${as}` };
    const answer = await server.app.inject({ method, url, headers, ...(payload && { payload }) });
    return { status: answer.statusCode, body: answer.json() };
  };
  const { body: applied } = await call('POST', '/v1/permits', 'applicant:ann', {
    parcel: 'A 1',
    plans: 'A tower',
  });
  const objection = { permitId: applied.permitId, reason: 'It takes our light' };
  const raised = await call('POST', '/v1/objections', 'neighbour:ben', objection);
  expect(raised).toMatchObject({ status: 201, body: { phase: 'open' } });
  const lists = await call(
    'GET',
    `/v1/objections?permitId=${applied.permitId}&after=${raised.body.position}`,
    'clerk:c-1',
  );
  expect(lists.body.objections).toMatchObject([{ phase: 'open', permitId: applied.permitId }]);
  expect((await call('GET', '/v1/counts/permits?by=phase', 'clerk:c-1')).body.counts).toMatchObject([
    { count: 1 },
  ]);

  // What one decides follows from where the other is.
  await call('POST', `/v1/permits/${applied.permitId}/refuse`, 'clerk:c-1', { reason: 'Too high' });
  expect(await call('POST', '/v1/objections', 'neighbour:eve', objection)).toMatchObject({
    status: 409,
    body: { code: 'no-open-permit' },
  });
  expect((await call('GET', '/readyz', 'clerk:c-1')).body.workflows).toMatchObject({
    permit: {},
    objection: {},
  });
  const { paths } = (await call('GET', '/openapi.json', 'clerk:c-1')).body;
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining(['/v1/reports', '/v1/permits', '/v1/objections', '/v1/counts/objections']),
  );
});
