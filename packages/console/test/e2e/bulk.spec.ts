import { desk } from '@phananh/core/read-models';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectToFit, faultsIn, inChromium, openChromium, signInAs, windowOf } from '../support/chromium.ts';
import { openConsole, reported } from '../support/open-console.ts';

inChromium('one command for many reports, and canned texts, in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  const look = async (page: Page, name: string): Promise<void> => {
    await expectToFit(page);
    expect(await faultsIn(page), name).toEqual([]);
    if (process.env.LOOK !== undefined)
      await page.screenshot({ path: `${process.env.LOOK}/bulk-${name}.png`, fullPage: true });
  };

  const opened = async () => {
    const console = await openConsole({}, {}, desk);
    for (const text of ['Đèn thứ nhất', 'Đèn thứ hai', 'Đèn thứ ba']) {
      await reported(console, text);
      console.clock.advance(60_000);
    }
    const actor = { kind: 'operator', id: 'o-1' };
    const handlerOf = (name: string) =>
      console.workflows.find(({ handler }) => handler.workflow.name === name)?.handler;
    const written = {
      command: 'reject',
      name: 'Ngoài phạm vi',
      vi: 'Việc này không thuộc tỉnh.',
      en: 'Not ours.',
    };
    await handlerOf('cannedText')?.create('write', written, { actor });
    const { cases } = await console.readModels.cases({ now: console.clock.now() });
    const [first] = cases;
    await console.reports.agencies.register(
      { agencyId: 'lighting', name: 'Lighting', kind: 'government' },
      { actor },
    );
    await console.reports.verify(first?.reportId ?? '', { category: 'den' }, { actor });
    await console.reports.assign(first?.reportId ?? '', { agencyId: 'lighting' }, { actor });
    await console.readModels.catchUp();
    const address = await console.host.listen({ host: '127.0.0.1', port: 0 });
    return { ...console, address, runs: handlerOf('bulkRun') };
  };

  it.each([
    ['vi', 390, 'dark', true],
    ['en', 1280, 'light', true],
    ['vi', 1280, 'light', false],
  ] as const)(
    'in %s at %i px, %s, with JavaScript: %s',
    async (language, width, theme, javaScript) => {
      const { address, runs, host, readModels } = await opened();
      const { page, elsewhere } = await windowOf(browser, address, { language, width, theme, javaScript });
      const complaints: string[] = [];
      page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
      page.on('pageerror', (error) => complaints.push(String(error)));
      await signInAs(page, 'operator');
      await page.goto('/console/work');
      await page.click('a[href="/console/bulk?filter="]');
      await page.selectOption('#bulk-command', 'reject');
      await page.click('form.command button');
      await page.selectOption('[name="reason"]', 'out-of-scope');
      await page.selectOption('#phrase', { index: 1 });
      if (!javaScript) await page.click('button[name="_fill"]');
      const phrase = language === 'vi' ? 'Việc này không thuộc tỉnh.' : 'Not ours.';
      await expect.poll(() => page.inputValue('[name="message"]')).toBe(phrase);
      await expect.poll(() => page.inputValue('[name="reason"]')).toBe('out-of-scope');
      if (javaScript) await look(page, `form-${language}-${width}`);
      await page.click('form.command .actions button:first-child');
      await page.waitForSelector('#hits');
      expect(await page.textContent('#hits')).toContain('2');
      expect(await page.locator('section[aria-labelledby="hits"] details').count()).toBe(1);
      if (javaScript) await look(page, `preview-${language}-${width}`);
      await page.click('form.command .actions button:first-child');
      await page.waitForURL(/\/console\/bulk\/[0-9a-f-]{36}$/);
      const id = page.url().split('/').at(-1) ?? '';
      expect(await page.locator('meta[http-equiv="refresh"]').count()).toBe(javaScript ? 0 : 1);
      const actor = { kind: 'system', id: 'bulk' };
      await runs?.execute(id, 'note', { outcomes: [{ at: 0, outcome: 'done' }] }, { actor });
      const value = () => page.locator('progress').evaluate((bar) => Reflect.get(bar, 'value'));
      // By itself, whichever way.
      await expect.poll(value, { timeout: 15_000 }).toBe(1);
      if (javaScript) await look(page, `run-${language}-${width}`);
      const outcomes = [{ at: 1, outcome: 'refused', code: 'rights-ended' }];
      await runs?.execute(id, 'note', { outcomes }, { actor });
      await page.waitForSelector('.note.good', { timeout: 15_000 });
      const ended = language === 'vi' ? 'Quyền của người chạy đã hết' : 'Their rights had ended';
      expect(await page.textContent('table.cases')).toContain(ended);
      // What was written to citizens is read in the cases alone.
      expect(await page.textContent('main')).not.toContain(phrase);
      await readModels.catchUp();
      if (javaScript) {
        await look(page, `result-${language}-${width}`);
        for (const list of ['bulk-runs', 'canned-texts', 'saved-filters']) {
          await page.goto(`/console/work/${list}`);
          await look(page, `${list}-${language}-${width}`);
        }
      }
      expect(complaints).toEqual([]);
      expect(elsewhere).toEqual([]);
      await host.close();
    },
    60_000,
  );
});
