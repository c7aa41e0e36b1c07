import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { phananhConsole } from '@phananh/console';
import { createReports, huePolicy } from '@phananh/core';
import { createHost, developmentAuth } from '@phananh/http';
import { runReports, sqliteEventStore } from '@phananh/sqlite';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import { Settings } from '../../src/config/settings.ts';
import { serveLog } from '../../src/transparency/open-log.ts';
import { phananh } from '../support/in-process.ts';
import { logIn, origin, reported, signed } from '../support/signing.ts';

/** The pages of a host over a log that was signed. */
const opened = async () => {
  const directory = inTemporaryDirectory();
  const path = join(directory, 'log.db');
  const reportId = await reported(path);
  const store = sqliteEventStore(path);
  await createReports({ store, policy: huePolicy }).verify(
    reportId,
    { category: 'lighting' },
    { actor: { kind: 'operator', id: 'o-3' } },
  );
  await store.close();
  const places = logIn(directory);
  await signed(path, places);
  const running = await runReports({ file: path, policy: huePolicy, timers: false });
  const { transparency } = Settings.parse({ transparency: { origin, ...places } });
  const place = { store: { scheme: 'sqlite', path } } as const;
  const transparencyLog = await serveLog(place, transparency);
  const authenticate = developmentAuth({ isSaid: true });
  const { app, close } = await createHost({
    ...running,
    transparencyLog,
    authenticate,
    log: { level: 'silent' },
    extend: async (scope) => {
      await scope.register(phananhConsole, {
        ...running,
        transparencyLog,
        authenticate,
        sessionKey: new Uint8Array(32).fill(7),
      });
    },
  });
  onTestFinished(close);
  const signedIn = await app.inject({
    method: 'POST',
    url: '/console/sign-in/development',
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'as=auditor:u-1',
  });
  const [cookie] = signedIn.cookies;
  const get = (url: string) =>
    app.inject({ url, headers: { accept: 'text/html', cookie: `${cookie?.name}=${cookie?.value}` } });
  return { directory, path, reportId, get, places };
};

it('the bundle that the page of an auditor gives verifies by the command, and not any more when a letter of it is changed', async () => {
  const { directory, path, reportId, get, places } = await opened();
  const page = await get(`/console/audit/cases/report/${reportId}`);
  const [, href = ''] = /href="([^"]+\/bundle)"/.exec(page.body) ?? [];
  const bundle = await get(href);
  expect(bundle.headers['content-disposition']).toBe(`attachment; filename="bundle-${reportId}.json"`);
  const [file, altered] = [join(directory, 'bundle.json'), join(directory, 'altered.json')];
  writeFileSync(file, bundle.body);
  const trust = join(directory, 'trust');
  const config = join(directory, 'phananh.json');
  writeFileSync(config, JSON.stringify({ store: `sqlite:${path}`, transparency: { origin, ...places } }));
  writeFileSync(trust, `log ${(await phananh('log', 'key', '--config', config)).out}quorum none\n`);
  const good = await phananh('verify', '--bundle', file, '--trust', trust);
  expect([good.code, good.err]).toEqual([0, expect.anything()]);
  const body = bundle.body.replace('lighting', 'roads');
  expect(body).not.toBe(bundle.body);
  writeFileSync(altered, body);
  expect((await phananh('verify', '--bundle', altered, '--trust', trust)).code).toBe(1);
});

it('an auditor is led to the page that verifies offline, or told where it is', async () => {
  const { get } = await opened();
  const { body } = await get('/console/audit');
  const page = await get('/console/audit/verify.html');
  if (page.statusCode === 404) expect(body).toContain('<code>verify.html</code>');
  else {
    expect(body).toContain('href="/console/audit/verify.html"');
    expect(page.headers['content-disposition']).toBe('attachment; filename="verify.html"');
  }
});
