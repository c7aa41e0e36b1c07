import type { RealIssuer } from '@phananh/test-support/real-issuer';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { inChromium, openChromium, windowOf } from '../support/chromium.ts';
import { freePort, issuerOfHue, openAtIssuer, signInAtIssuer } from '../support/issuer.ts';

const minute = 60_000;

inChromium('signing in by an issuer in Chromium', () => {
  let browser: Browser;
  let issuer: RealIssuer;
  beforeAll(async () => {
    browser = await openChromium();
    issuer = await issuerOfHue();
  });
  afterAll(async () => {
    await browser?.close();
    await issuer?.close();
  });

  const opened = async (sessionKey = new Uint8Array(32).fill(7)) => {
    const port = await freePort();
    const console = await openAtIssuer(issuer, `http://127.0.0.1:${port}/console`, { sessionKey });
    const address = await console.host.listen({ host: '127.0.0.1', port });
    onTestFinished(() => console.host.close());
    return { ...console, address };
  };

  const openWindow = async (address: string): Promise<Page> => {
    const { page } = await windowOf(browser, address);
    onTestFinished(() => page.context().close());
    return page;
  };

  const isSignedOut = async (page: Page): Promise<void> => {
    await page.goto('/console/work');
    expect(new URL(page.url()).pathname).toBe('/console/sign-in');
  };

  it('leads to where one wanted to go; two tabs are one session, which ends at the issuer too', async () => {
    const { address } = await opened();
    const page = await openWindow(address);
    await signInAtIssuer(page, 'o-1');
    expect(new URL(page.url()).pathname).toBe('/console/work');
    const other = await page.context().newPage();
    await other.goto('/console/figures/on-time');
    expect(await other.locator('h1').textContent()).toBe('On time');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL((url) => url.origin === issuer.url);
    await isSignedOut(other);
    expect(await page.context().cookies(address)).not.toContainEqual(
      expect.objectContaining({ name: 'phananh.local' }),
    );
  });

  it('ends after an hour without a request, and after ten hours whatever was done', async () => {
    const { address, clock } = await opened();
    const page = await openWindow(address);
    await signInAtIssuer(page, 'o-1');
    clock.advance(59 * minute);
    await page.reload();
    clock.advance(61 * minute);
    await isSignedOut(page);
    await signInAtIssuer(page, 'o-1');
    for (let hours = 0; hours < 10; hours += 1) {
      await page.goto('/console/work');
      expect(new URL(page.url()).pathname, `${hours} hours`).toBe('/console/work');
      clock.advance(59 * minute);
    }
    clock.advance(11 * minute);
    await isSignedOut(page);
  });

  it('asks the registry of officers on each request: who is suspended between two clicks is out', async () => {
    const { address, officers, idOf } = await opened();
    officers.set(idOf('a-1'), { agencyId: 'lighting', state: 'active' });
    const page = await openWindow(address);
    await signInAtIssuer(page, 'a-1', '/console');
    await page.getByRole('link', { name: 'Figures' }).first().click();
    expect(await page.locator('h1').textContent()).toBe('On time');
    officers.set(idOf('a-1'), { agencyId: 'lighting', state: 'suspended' });
    const answer = await page.goto('/console/work');
    expect(answer?.status()).toBe(403);
    expect(await page.locator('h1').textContent()).not.toBe('On time');
  });

  it('takes no session that another secret has made', async () => {
    const page = await openWindow((await opened()).address);
    await signInAtIssuer(page, 'o-1');
    const other = await opened(new Uint8Array(32).fill(8));
    // Browsers tell hosts apart by their names, not by their ports: it is sent the cookie of the first.
    await page.goto(`${other.address}/console/work`);
    expect(new URL(page.url()).pathname).toBe('/console/sign-in');
    expect(new URL(page.url()).origin).toBe(other.address);
  });

  it('says that the issuer does not answer, lets who is signed in work on, and works when it answers again', async () => {
    const working = await openWindow((await opened()).address);
    await signInAtIssuer(working, 'o-1');
    // Of another host, which has asked the issuer for nothing yet.
    const coming = await openWindow((await opened()).address);
    await coming.goto('/console');
    issuer.setDown(true);
    try {
      await working.goto('/console/figures/backlog');
      expect(await working.locator('h1').textContent()).toBe('Backlog');
      await coming.getByRole('link', { name: 'Sign in with Hue' }).click();
      await coming.waitForURL(/sign-in\/issuer/);
      expect(await coming.locator('h1').textContent()).toBe('The issuer does not answer');
    } finally {
      issuer.setDown(false);
    }
    await signInAtIssuer(coming, 'o-2');
    expect(new URL(coming.url()).pathname).toBe('/console/work');
  });
});
