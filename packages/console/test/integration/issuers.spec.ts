import type { RealIssuer } from '@phananh/test-support/real-issuer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuerOfHue, openAtIssuer } from '../support/issuer.ts';
import { browserOf, hiddenIn, reported } from '../support/open-console.ts';

/** As requests that are injected name their host. */
const address = 'http://localhost/console';

let issuer: RealIssuer;
beforeAll(async () => {
  issuer = await issuerOfHue();
});
afterAll(() => issuer.close());

const opened = () => openAtIssuer(issuer, address);

type Opened = Awaited<ReturnType<typeof opened>>;

/** What a browser does between the button and the page that comes after signing in. */
const signIn = async (
  console: Opened,
  browser: ReturnType<typeof browserOf>,
  account: string,
  to = '/console',
) => {
  const query = new URLSearchParams({ issuer: issuer.url, to, login_hint: account });
  const begun = await console.app.inject({ url: `/console/sign-in/issuer?${query}` });
  for (const { name, value } of begun.cookies) browser.cookies.set(name, value);
  const callback = await atIssuer(String(begun.headers.location));
  return browser.get(callback.replace('http://localhost', ''));
};

const atIssuer = async (from: string): Promise<string> => {
  const cookies = new Map<string, string>();
  let at = from;
  for (let steps = 0; steps < 10 && !at.startsWith(address); steps++) {
    const answer = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`${at} answers ${answer.status}: ${await answer.text()}`);
    at = new URL(location, at).href;
  }
  return at;
};

describe('signing in by an issuer', () => {
  it('asks by code and PKCE, and comes back to where one wanted to go', async () => {
    const console = await opened();
    const begun = await console.app.inject({
      url: `/console/sign-in/issuer?${new URLSearchParams({ issuer: issuer.url })}`,
    });
    const asked = new URL(String(begun.headers.location));
    expect(asked.origin).toBe(issuer.url);
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${address}/sign-in/callback`,
    });
    const browser = browserOf(console);
    expect((await browser.get('/console')).text).toContain('Sign in with Hue');
    const seen = await signIn(console, browser, 'o-1', '/console/work');
    expect(seen).toMatchObject({ status: 200, url: '/console/work' });
  });

  it('takes a code from nobody who did not begin here, and each once', async () => {
    const console = await opened();
    const browser = browserOf(console);
    const query = new URLSearchParams({ issuer: issuer.url, login_hint: 'o-1' });
    const begun = await console.app.inject({ url: `/console/sign-in/issuer?${query}` });
    const callback = (await atIssuer(String(begun.headers.location))).replace('http://localhost', '');
    // Somebody was lured here with a code of somebody else.
    const lured = await browser.get(callback);
    expect(lured.status).toBe(403);
    expect(browser.cookies.has('phananh.local')).toBe(false);
    for (const { name, value } of begun.cookies) browser.cookies.set(name, value);
    expect((await browser.get(callback.replace('state=', 'state=x'))).status).toBe(403);
    expect(browser.cookies.has('phananh.local')).toBe(false);
  });

  it('asks the registry of officers on each request', async () => {
    const console = await opened();
    const browser = browserOf(console);
    const refused = await signIn(console, browser, 'a-1');
    expect(refused.status).toBe(403);
    console.officers.set(console.idOf('a-1'), { agencyId: 'lighting', state: 'active' });
    await signIn(console, browser, 'a-1');
    expect((await browser.get('/console')).text).toContain('Good day');
    console.officers.set(console.idOf('a-1'), { agencyId: 'lighting', state: 'suspended' });
    expect((await browser.get('/console/work')).status).toBe(403);
  });

  it('signs out at the issuer too', async () => {
    const console = await opened();
    const browser = browserOf(console);
    await signIn(console, browser, 'o-1');
    const seen = await browser.post('/console/sign-out');
    const [, to = ''] = /^0; url=(.*)$/.exec(String(seen.headers.refresh)) ?? [];
    expect(to.startsWith(`${issuer.url}/session/end?`)).toBe(true);
    expect(new URL(to).searchParams.get('post_logout_redirect_uri')).toBe(`${address}/sign-in`);
    const back = `/console/sign-in?state=${new URL(to).searchParams.get('state')}`;
    expect((await browserOf(console).get(back)).text).toContain('data-island="left"');
    expect((await fetch(to)).status).toBe(200);
    expect((await browser.get('/console')).text).toContain('Sign in with Hue');
  });

  it('brings a form back whose session ended: signed in beside it, one goes on with what was typed', async () => {
    const console = await opened();
    const browser = browserOf(console);
    await signIn(console, browser, 'o-1');
    const { path } = await reported(console);
    const action = `${path}/do/comment`;
    const form = { ...hiddenIn(await browser.get(action), action), text: 'Viết dở dang' };
    console.clock.advance(2 * 3_600_000);
    const ended = await browser.post(action, form);
    expect(ended.status).toBe(401);
    expect(ended.text).toContain('target="_blank"');
    console.clock.advance(-2 * 3_600_000);
    expect((await signIn(console, browser, 'o-1', '/console/sign-in/done')).text).toContain(
      'You are signed in',
    );
    const back = await browser.post(action, hiddenIn(ended, action));
    expect(back.text).toContain('Viết dở dang');
    expect((await browser.post(action, { ...hiddenIn(back, action), text: 'Viết dở dang' })).text).toContain(
      'Done: Comment.',
    );
  });

  it('gives the API nothing for its session', async () => {
    const console = await opened();
    const browser = browserOf(console);
    await signIn(console, browser, 'o-1');
    expect((await browser.get('/v1/reports')).status).toBe(401);
  });
});
