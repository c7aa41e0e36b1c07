import type { RealIssuer } from '@phananh/test-support/real-issuer';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { inChromium, openChromium, signInAs, windowOf } from '../support/chromium.ts';
import { guestKey, opened } from '../support/citizens.ts';
import { freePort, issuerOfHue, openAtIssuer, signInAtIssuer } from '../support/issuer.ts';
import { reported } from '../support/open-console.ts';
import { jpegOf } from '../support/photos.ts';

const day = 86_400_000;

inChromium('a browser whose clock is wrong by a day', () => {
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

  const shifts = [
    ['behind', -day],
    ['ahead', day],
  ] as const;

  it.each(shifts)('signs in at an issuer, works on and signs out: %s', async (_, shift) => {
    const port = await freePort();
    const { host } = await openAtIssuer(issuer, `http://127.0.0.1:${port}/console`);
    const address = await host.listen({ host: '127.0.0.1', port });
    onTestFinished(() => host.close());
    const { page } = await windowOf(browser, address);
    onTestFinished(() => page.context().close());
    await page.clock.install({ time: Date.now() + shift });
    await signInAtIssuer(page, 'o-1');
    expect(new URL(page.url()).pathname).toBe('/console/work');
    await page.reload();
    await page.waitForSelector('form[action="/console/sign-out"]');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL((url) => url.origin === issuer.url);
    await page.goto('/console/work');
    expect(new URL(page.url()).pathname).toBe('/console/sign-in');
  });

  it.each(shifts)(
    'is told of lists and cases by the time of the host, and of what is new as ever: %s',
    async (_, shift) => {
      const console = await opened();
      onTestFinished(() => console.host.close());
      const first = await reported(console, 'Đèn thứ nhất');
      const address = await console.host.listen({ host: '127.0.0.1', port: 0 });
      const pages = [];
      for (const time of [undefined, Date.now() + shift]) {
        const { page } = await windowOf(browser, address);
        onTestFinished(() => page.context().close());
        await page.clock.install(time === undefined ? {} : { time });
        await signInAs(page, 'operator');
        pages.push(page);
      }
      const [right, wrong] = pages;
      if (right === undefined || wrong === undefined) throw new Error('two windows');
      for (const path of [
        '/console/work?phase=submitted',
        '/console/figures/on-time',
        '/console/published',
      ]) {
        await right.goto(path);
        await wrong.goto(path);
        expect(await wrong.locator('main').textContent(), path).toBe(
          await right.locator('main').textContent(),
        );
      }
      await wrong.goto('/console/work?phase=submitted');
      await wrong.getByText('looked at again every ten seconds').waitFor();
      console.clock.advance(60_000);
      await reported(console, 'Đèn thứ hai');
      await wrong.clock.runFor(10_000);
      await wrong.getByRole('button', { name: '1 new: show' }).click();
      await wrong.getByRole('link', { name: 'Đèn thứ hai' }).waitFor();
      await wrong.goto(first.path);
      await wrong.getByText('Nobody else has this open.').waitFor();
      const { page: other } = await windowOf(browser, address);
      onTestFinished(() => other.context().close());
      await signInAs(other, 'admin');
      await other.goto(first.path);
      await other.getByText('Also open with').waitFor();
      await wrong.clock.runFor(20_000);
      // Since when is told by the host.
      const since = (await wrong.getByText('Also open with').textContent())?.match(/\d\d\/\d\d\/\d{4}/)?.[0];
      expect(since).toBe('07/12/2026');
    },
  );

  it.each(shifts)(
    'keeps a draft with its photo until the clock is right again, and sends it once: %s',
    async (_, shift) => {
      const console = await opened({ guestKey });
      onTestFinished(() => console.host.close());
      const address = await console.host.listen({ host: '127.0.0.1', port: 0 });
      const { page } = await windowOf(browser, address, { width: 390 });
      onTestFinished(() => page.context().close());
      await page.clock.install({ time: Date.now() + shift });
      await page.goto('/console/report');
      await page.getByText('kept in this browser').waitFor();
      await page.fill('#i-text', 'Đèn hỏng');
      await page.setInputFiles('#i-photos', {
        name: 'lamp.jpg',
        mimeType: 'image/jpeg',
        buffer: jpegOf('a lamp'),
      });
      await page.locator('.chosen li').waitFor();
      await page.clock.runFor(1_000);
      await page.getByText('Kept at').waitFor();
      // The address is missing: the photo is taken in, and the clock is set right before the report is sent again.
      await page.click('form.report > .actions button');
      await page.waitForSelector('#refused');
      await page.clock.setSystemTime(Date.now());
      await page.reload();
      await page.locator('.chosen li').waitFor();
      expect(await page.inputValue('#i-text')).toBe('Đèn hỏng');
      await page.fill('#i-address', '12 Lê Lợi');
      await page.click('form.report > .actions button');
      await page.waitForURL('**/report/sent');
      await page.waitForSelector('.once');
      await console.readModels.catchUp();
      const { cases } = await console.readModels.cases({ now: console.clock.now() });
      expect(cases).toHaveLength(1);
      expect((await console.reports.get(cases[0]?.reportId ?? '')).attachments).toHaveLength(1);
    },
  );
});
