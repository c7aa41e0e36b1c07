import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inChromium, openChromium, signInAs, windowOf } from '../support/chromium.ts';
import { liveOneLife } from '../support/life.ts';
import { openConsole, reported } from '../support/open-console.ts';

inChromium('the console in Chromium, with JavaScript', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  it('lets five people lead one report through its whole life, with JavaScript too', async () => {
    const console = await openConsole();
    const people = await liveOneLife(console, browser, { language: 'vi', theme: 'dark', width: 390 });
    expect(people.flatMap(({ elsewhere }) => elsewhere)).toEqual([]);
    await console.host.close();
  });

  it('can be used by the keyboard alone: from the first Tab to a command that was given', async () => {
    const console = await openConsole();
    const { path } = await reported(console);
    const address = await console.host.listen({ host: '127.0.0.1', port: 0 });
    const { page } = await windowOf(browser, address);
    await signInAs(page, 'operator');
    await page.goto(path);
    const focused = () => page.evaluate('document.activeElement.textContent.trim()');
    const tabTo = async (text: string): Promise<void> => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press('Tab');
        if ((await focused()) === text) return;
      }
      throw new Error(`no Tab leads to ${text}`);
    };
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo('Verify');
    await page.keyboard.press('Enter');
    await page.waitForSelector('form.command');
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate('document.activeElement.name')) === 'category') break;
    }
    await page.keyboard.type('lighting');
    await tabTo('Verify');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.note.good');
    await console.host.close();
  });
});
