import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { phananhConsole } from '@phananh/console';
import { huePolicy } from '@phananh/core';
import { createHost, developmentAuth } from '@phananh/http';
import { runReports } from '@phananh/sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { permits } from './index.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-permits-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('has worklists, cases and forms of building permits on the pages, that nobody wrote for them', async () => {
  const host = await runReports({
    file: join(directory, 'permits.db'),
    policy: huePolicy,
    workflows: [permits],
  });
  const authenticate = developmentAuth({ isSaid: true, workflows: [permits] });
  const { app, close } = await createHost({
    ...host,
    authenticate,
    log: { level: 'silent' },
    extend: async (app) => {
      await app.register(phananhConsole, { ...host, authenticate, sessionKey: new Uint8Array(32) });
    },
  });
  try {
    const signedIn = async (as: string): Promise<string> => {
      const answer = await app.inject({
        method: 'POST',
        url: '/console/sign-in/development',
        headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
        payload: `as=${as}`,
      });
      return answer.cookies.map(({ name, value }) => `${name}=${value}`).join();
    };
    const see = async (url: string, cookie: string) =>
      app.inject({ url, headers: { cookie, 'accept-language': 'en' } });
    const send = async (url: string, cookie: string, typed: { readonly [name: string]: string }) => {
      const { body } = await see(url, cookie);
      const form = body.split('<form').findLast((one) => one.includes(`action="${url}"`)) ?? '';
      const hidden = [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
      const fields = new URLSearchParams([
        ...hidden.map(([, name = '', value = '']): [string, string] => [name, value]),
        ...Object.entries(typed),
      ]);
      return app.inject({
        method: 'POST',
        url,
        headers: {
          cookie,
          'sec-fetch-site': 'same-origin',
          'content-type': 'application/x-www-form-urlencoded',
        },
        payload: fields.toString(),
      });
    };
    const applicant = await signedIn('applicant:ann');
    const clerk = await signedIn('clerk:c-1');
    const begun = await send('/console/cases/permit/new/apply', applicant, {
      parcel: 'Thửa 17',
      plans: 'Nhà hai tầng',
    });
    expect(begun.statusCode).toBe(303);
    const path = String(begun.headers.location).split('?', 1)[0] ?? '';
    const shown = (await see(path, clerk)).body;
    expect(shown).toContain('Thửa 17');
    expect(shown).toContain('>Schedule inspection</a>');
    const scheduled = await send(`${path}/do/schedule-inspection`, clerk, {
      at: '2099-03-05T09:00',
      inspector: 'i-1',
    });
    expect(scheduled.statusCode).toBe(303);
    expect((await see(path, clerk)).body).toContain('05/03/2099, 09:00');
    await expect
      .poll(async () => (await see('/console/work/permits', clerk)).body, { timeout: 10_000 })
      .toContain('Thửa 17');
    expect((await see('/console/work/permits?phase=granted', clerk)).body).toContain('Nothing here');
    const stranger = await signedIn('applicant:ben');
    expect((await see('/console/work/permits', stranger)).body).not.toContain('Thửa 17');
    expect((await see(path, stranger)).statusCode).toBe(404);
  } finally {
    await close();
  }
});
