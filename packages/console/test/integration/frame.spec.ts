import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { islandNames } from '../../src/frame/island.ts';
import { browserOf, openConsole, type Seen } from '../support/open-console.ts';

describe('the frame', () => {
  it('lets one pick a role with one click, and says on every page who one is', async () => {
    const opened = await openConsole();
    const browser = browserOf(opened);
    expect((await browser.get('/')).url).toBe('/console');
    const seen = await browser.signIn('operator:o-1');
    expect(seen).toMatchObject({ status: 200, url: '/console' });
    expect(seen.text).toContain('Operations centre');
    expect((await browser.post('/console/sign-out')).text).toContain('Choose who you are');
    expect((await browser.get('/console')).text).toContain('Choose who you are');
  });

  it('answers programs at / as ever', async () => {
    const { app } = await openConsole();
    expect((await app.inject('/')).json()).toMatchObject({ name: 'phananh' });
  });

  it('gives nobody on the API anything for the cookie, and runs no hook of its own there', async () => {
    const opened = await openConsole();
    const browser = browserOf(opened);
    await browser.signIn('operator:o-1');
    expect(browser.cookies.has('phananh.local')).toBe(true);
    const run = opened.hooked.length;
    // Its own pages have hooks: that of cookies, and that of forms with photos.
    expect(run).toBeGreaterThan(2);
    expect((await browser.get('/v1/reports')).status).toBe(401);
    const asked = { url: '/v1/reports', headers: { authorization: 'Bearer dev:operator:o-1' } };
    expect((await opened.app.inject(asked)).statusCode).toBe(200);
    for (const url of ['/', '/openapi.json', '/v1/published']) await opened.app.inject(url);
    expect(opened.hooked.slice(run)).toEqual([]);
    expect(opened.hooked.every((url) => url.startsWith('/console'))).toBe(true);
    expect(opened.app.hasRequestDecorator('consoleSession')).toBe(false);
  });

  it('tells a token that lets nobody in so, and leads it nowhere', async () => {
    const { app } = await openConsole();
    for (const url of ['/console/sign-in', '/console/work'])
      for (const token of ['nonsense', 'dev:system:x']) {
        const answer = await app.inject({ url, headers: { authorization: `Bearer ${token}` } });
        expect([url, answer.statusCode, answer.headers.location]).toEqual([url, 401, undefined]);
      }
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another host of this domain', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { 'sec-fetch-site': '', origin: 'http://evil.example' }],
  ])('refuses a form that %s sends', async (_, headers) => {
    const browser = browserOf(await openConsole());
    const seen = await browser.post('/console/sign-in/development', { as: 'operator:o-1' }, headers);
    expect(seen.status).toBe(403);
    expect(browser.cookies.size).toBe(0);
  });

  it('makes a cookie that scripts cannot read and other sites cannot send, over TLS one of this host alone', async () => {
    const opened = await openConsole({}, { trustedProxies: ['127.0.0.1'] });
    const attributes = async (headers: { readonly [name: string]: string }) =>
      opened.app.inject({
        method: 'POST',
        url: '/console/sign-in/development',
        headers: {
          'sec-fetch-site': 'same-origin',
          'content-type': 'application/x-www-form-urlencoded',
          ...headers,
        },
        payload: 'as=operator:o-1',
      });
    const [local] = (await attributes({})).cookies;
    expect(local).toMatchObject({ name: 'phananh.local', httpOnly: true, sameSite: 'Lax', path: '/' });
    // What is in it nobody can read.
    expect(local?.value).toMatch(/^eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
    const [overTls] = (await attributes({ 'x-forwarded-proto': 'https', 'sec-fetch-site': 'same-origin' }))
      .cookies;
    expect(overTls).toMatchObject({
      name: '__Host-phananh',
      secure: true,
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
    });
    expect(overTls).not.toHaveProperty('domain');
  });

  it('goes only to pages of its own after signing in', async () => {
    const browser = browserOf(await openConsole());
    for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example', '/v1/reports'])
      expect((await browser.signIn('operator:o-1', { to })).url).toBe('/console');
  });

  it('ends a session after an hour without a request, and after ten in all', async () => {
    const opened = await openConsole();
    const isIn = async (browser: ReturnType<typeof browserOf>) =>
      !(await browser.get('/console')).text.includes('Choose who you are');
    const idle = browserOf(opened);
    const busy = browserOf(opened);
    await idle.signIn('operator:o-1');
    await busy.signIn('operator:o-1');
    for (let minutes = 50; minutes < 600; minutes += 50) {
      opened.clock.advance(50 * 60_000);
      expect(await isIn(busy)).toBe(true);
    }
    expect(await isIn(idle)).toBe(false);
    opened.clock.advance(50 * 60_000);
    expect(await isIn(busy)).toBe(false);
  });

  it('speaks the language that was chosen, in both everywhere', async () => {
    const browser = browserOf(await openConsole(), 'vi');
    expect((await browser.get('/console')).text).toContain('Chọn vai của bạn');
    expect((await browser.get('/console/language/en?to=/console/sign-in')).url).toBe('/console/sign-in');
    expect((await browser.get('/console')).text).toContain('Choose who you are');
  });

  it('says what is not there, in a page', async () => {
    const seen = await browserOf(await openConsole()).get('/console/nothing');
    expect(seen.status).toBe(404);
    expect(seen.text).toContain('There is nothing at this address');
    expect(seen.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('lets scripts run on pages alone that have something in them for a browser: those of this host, and two by their hashes', async () => {
    const opened = await openConsole();
    const browser = browserOf(opened);
    const policyOf = ({ headers }: Seen): string => String(headers['content-security-policy']);
    await browser.signIn('operator:o-1');
    expect(policyOf(await browser.get('/console'))).not.toContain('script-src');
    const seen = await browser.get('/console/work');
    const inline = [...seen.text.matchAll(/<script type="(?:importmap|module)">(.*?)<\/script>/gs)].map(
      ([, text = '']) => `'sha256-${hash('sha256', text, 'base64')}'`,
    );
    expect(inline).toHaveLength(2);
    expect(policyOf(seen)).toContain(`script-src 'self' ${inline.join(' ')}; connect-src 'self'`);
    const { imports } = JSON.parse(/<script type="importmap">(.*?)<\/script>/.exec(seen.text)?.[1] ?? '{}');
    const addresses = Object.values<string>(imports);
    expect(Object.keys(imports)).toEqual(
      expect.arrayContaining([
        'preact',
        'htm',
        '@preact/signals-core',
        ...islandNames.map((one) => `islands/${one}`),
      ]),
    );
    for (const address of addresses) {
      const script = await browser.get(address);
      expect(script.headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
      });
      // Types are stripped, and nothing asks for a map.
      expect(script.text).not.toMatch(/^import type|sourceMappingURL/m);
    }
    // What is loaded is asked for at once.
    for (const [, address = ''] of seen.text.matchAll(/rel="modulepreload" href="([^"]+)"/g))
      expect(addresses).toContain(address);
  });

  it.each([
    ['that ends in the middle of a letter', '/console/%E0%A4%A'],
    ['that is no UTF-8', '/console/cases/report/%ff'],
    ['with a part that is too long', `/console/language/${'x'.repeat(2_000)}`],
  ])('answers an address %s in a page too, and programs as ever', async (_, address) => {
    const opened = await openConsole();
    const browser = browserOf(opened, 'vi');
    const seen = await browser.get(address);
    expect(seen.status).toBe(400);
    expect(seen.text).toContain('<html lang="vi">');
    expect(seen.headers['content-security-policy']).toContain("default-src 'none'");
    for (const elsewhere of ['/v1/%E0%A4%A', '/consoles/%E0%A4%A', '/%E0%A4%A/console'])
      expect((await opened.app.inject(elsewhere)).json()).toMatchObject({ code: 'malformed-request' });
  });
});
