import { erasures } from '@phananh/core/read-models';
import { identityWorkflows } from '@phananh/identity';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectToFit, faultsIn, inChromium, openChromium, signInAs, windowOf } from '../support/chromium.ts';
import { openConsole } from '../support/open-console.ts';

inChromium('the main menu of the console in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  const opened = async () => {
    const console = await openConsole({}, {}, [...erasures, ...identityWorkflows]);
    return { console, address: await console.host.listen({ host: '127.0.0.1', port: 0 }) };
  };

  it('is one line at 1280 pixels for whoever has most, in both languages', async () => {
    const { console, address } = await opened();
    for (const language of ['vi', 'en'] as const)
      for (const kind of ['operator', 'admin', 'auditor']) {
        const { page } = await windowOf(browser, address, { language });
        await signInAs(page, kind);
        const { height = 0 } = (await page.locator('header.top').boundingBox()) ?? {};
        expect(height, `${kind} ${language}`).toBeLessThan(70);
        await page.context().close();
      }
    await console.host.close();
  });

  it('opens by keyboard without JavaScript, one menu at a time, and is without a fault while it is open', async () => {
    const { console, address } = await opened();
    const { page } = await windowOf(browser, address, { javaScript: false });
    await signInAs(page, 'admin');
    const [people, personal] = [
      page.locator('summary', { hasText: 'People' }),
      page.locator('summary', { hasText: 'Personal data' }),
    ];
    await people.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.menu details[open]').count()).toBe(1);
    await personal.focus();
    await page.keyboard.press('Space');
    expect(await page.locator('.menu details[open]').count()).toBe(1);
    await page.keyboard.press('Tab');
    const to = await page.locator(':focus').getAttribute('href');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${to}`);
    expect(await page.locator('.menu summary[aria-current]').textContent()).toContain('Personal data');
    await page.context().close();
    const seen = await windowOf(browser, address, {});
    await signInAs(seen.page, 'admin');
    await seen.page.locator('summary', { hasText: 'Personal data' }).click();
    expect(await faultsIn(seen.page)).toEqual([]);
    await console.host.close();
  });

  it('shows on a telephone what is current, and pushes nothing out of the window when it opens', async () => {
    const { console, address } = await opened();
    const { page } = await windowOf(browser, address, { width: 390, language: 'vi' });
    await signInAs(page, 'admin');
    for (const at of [
      '/console/work',
      '/console/figures/on-time',
      '/console/published',
      '/console/work/erasures',
    ]) {
      await page.goto(at);
      // Closed, it leaves the page to what somebody came for.
      expect((await page.locator('header.top').boundingBox())?.height, at).toBeLessThan(80);
      await page.click('.opens-menu summary');
      const box = await page.locator('.menu [aria-current]').first().boundingBox();
      expect(box?.x, at).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 999), at).toBeLessThanOrEqual(390);
    }
    for (const summary of await page.locator('.menu summary').all()) {
      await summary.click();
      await expectToFit(page);
    }
    await console.host.close();
  });
});
