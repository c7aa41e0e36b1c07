import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inChromium, openChromium, signInAs, windowOf } from '../support/chromium.ts';
import { openConsole, reported } from '../support/open-console.ts';
import { publishedReport } from '../support/published.ts';

inChromium('pages of the console on paper', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  it('have what was to be read and nothing to click, dark on white by night too', async () => {
    const console = await openConsole();
    const id = await reported(console, 'Đèn hỏng trước chợ');
    await publishedReport(console);
    const address = await console.host.listen({ host: '127.0.0.1', port: 0 });
    const { page } = await windowOf(browser, address, { theme: 'dark' });
    await signInAs(page, 'operator');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const [at, read] of [
      ['/console/work', 'Đèn hỏng trước chợ'],
      ['/console/work/map', 'Đèn hỏng trước chợ'],
      [`/console/cases/report/${id.reportId}`, 'Đèn hỏng trước chợ'],
      ['/console/figures/on-time', 'December 2026'],
      ['/console/published', 'Đèn đường hỏng'],
    ] as const) {
      await page.goto(at);
      await page.getByText(read).first().waitFor();
      const toClick = page.locator(
        'button:visible, a.button:visible, nav:visible, input:visible, select:visible, summary:visible:not(.clock > summary)',
      );
      expect(await toClick.evaluateAll((found) => found.map(({ outerHTML }) => outerHTML)), at).toEqual([]);
      const [ground, ink] = (await page.evaluate(
        '[document.documentElement, document.querySelector("h1")].map((one, at) => getComputedStyle(one)[at === 0 ? "backgroundColor" : "color"])',
      )) as readonly string[];
      expect([ground, ink], at).toEqual(['rgb(255, 255, 255)', 'rgb(29, 26, 36)']);
    }
    await console.host.close();
  });
});
