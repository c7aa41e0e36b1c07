import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { browserOf, openConsole } from '../support/open-console.ts';
import { publishedReport } from '../support/published.ts';

const asked = { 'accept-encoding': 'gzip, deflate, br', accept: 'text/html' };

describe('answers that are sent packed', () => {
  it('are the files that pages load, as their reader takes them', async () => {
    const console = await openConsole();
    const { text } = await browserOf(console).get('/console');
    const [, style = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec(text) ?? [];
    const get = (encoding: string) =>
      console.app.inject({ url: style, headers: { 'accept-encoding': encoding } });
    const plain = await get('identity');
    expect(plain.headers).not.toHaveProperty('content-encoding');
    const [br, gzip, none] = [await get('gzip, deflate, br'), await get('gzip'), await get('br;q=0')];
    expect([br, gzip, none].map(({ headers }) => headers['content-encoding'])).toEqual([
      'br',
      'gzip',
      undefined,
    ]);
    expect(br.headers.vary).toContain('Accept-Encoding');
    expect(brotliDecompressSync(br.rawPayload).toString()).toBe(plain.body);
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(plain.body);
    expect(br.rawPayload.length).toBeLessThan(plain.rawPayload.length / 3);
  });

  it('are pages that everybody gets, whatever language they chose', async () => {
    const console = await openConsole();
    await publishedReport(console);
    for (const headers of [asked, { ...asked, cookie: 'phananh.language=en' }]) {
      const seen = await console.app.inject({ url: '/console/published', headers });
      expect(seen.headers).toMatchObject({ 'content-encoding': 'gzip' });
      expect(gunzipSync(seen.rawPayload).toString()).toContain('</html>');
    }
  });

  it('are no pages that depend on a cookie, whose length would tell their secrets, and nothing of the API', async () => {
    const console = await openConsole();
    const browser = browserOf(console);
    await browser.signIn('operator:o-1');
    const [[name, value] = ['', '']] = [...browser.cookies];
    for (const url of ['/console/published', '/console/work?q=den', '/console/track']) {
      const headers = { ...asked, cookie: `${name}=${value}` };
      const seen = await console.app.inject({ url, headers });
      expect(seen.statusCode).toBe(200);
      expect(seen.headers).not.toHaveProperty('content-encoding');
    }
    for (const cookie of ['phananh.sent.local=x', 'phananh.report.local=x']) {
      const seen = await console.app.inject({ url: '/console/published', headers: { ...asked, cookie } });
      expect(seen.headers).not.toHaveProperty('content-encoding');
    }
    const api = await console.app.inject({
      url: '/v1/reports',
      headers: { ...asked, authorization: 'Bearer dev:operator:o-1' },
    });
    expect(api.headers).not.toHaveProperty('content-encoding');
  });
});
