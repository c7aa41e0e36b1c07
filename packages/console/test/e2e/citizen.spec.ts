import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectToFit, faultsIn, inChromium, openChromium, signInAs, windowOf } from '../support/chromium.ts';
import { openConsole } from '../support/open-console.ts';
import { jpegOf, photosIn } from '../support/photos.ts';

inChromium('the pages of citizens in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  it.each([
    ['vi', true],
    ['en', false],
  ] as const)(
    'let a guest report with a photo from a telephone, open it by its link and answer, by keyboard too: in %s, with JavaScript: %s',
    async (language, javaScript) => {
      let console: Awaited<ReturnType<typeof openConsole>> | undefined;
      const evidence = photosIn(() => {
        if (console === undefined) throw new Error('not open yet');
        return console.reports;
      });
      console = await openConsole({ evidence, guestKey: new Uint8Array(32).fill(9) }, { evidence });
      const address = await console.host.listen({ host: '127.0.0.1', port: 0 });
      const { page, elsewhere } = await windowOf(browser, address, { language, width: 390, javaScript });
      const faults: string[] = [];
      const look = async (): Promise<void> => {
        await expectToFit(page);
        if (javaScript) faults.push(...(await faultsIn(page)).map((fault) => `${page.url()} ${fault}`));
      };
      await page.goto('/console/report');
      await look();
      await page.setInputFiles('#i-photos', {
        name: 'lamp.jpg',
        mimeType: 'image/jpeg',
        buffer: jpegOf('a lamp'),
      });
      await page.click('form.report .actions button');
      // Nothing else was typed: the photo is kept, on the device or by the host, and each fault leads to its field.
      await page.waitForSelector('#refused');
      const kept = javaScript ? page.locator('.chosen li') : page.locator('input[name="attachments"]');
      await kept.first().waitFor();
      expect(await kept.count()).toBe(1);
      await look();
      await page.fill('#i-text', 'Đèn hỏng <script>alert(1)</script> \u202e abc');
      await page.focus('#i-address');
      await page.keyboard.type('12 Le Loi');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.once');
      await console.readModels.catchUp();
      await look();
      if (javaScript) {
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        await page.click('.once button');
        await page.getByText('Đã sao chép.').waitFor();
        expect(await page.evaluate('navigator.clipboard.readText()')).toBe(await page.inputValue('#whole'));
      } else expect(await page.locator('.once button').count()).toBe(0);
      await page.click('.once a.button');
      await page.waitForSelector('#i-link');
      await look();
      await page.focus('#i-link');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.own');
      await look();
      const reportId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
      expect((await console.reports.get(reportId)).attachments).toHaveLength(1);
      await console.reports.requestInformation(
        reportId,
        { question: 'Cột nào?' },
        { actor: { kind: 'operator', id: 'o-1' } },
      );
      await page.reload();
      await look();
      await page.click('.actions a.button');
      await page.fill('[name="text"]', 'Cột số 4');
      await look();
      await page.click('form.command .actions button');
      await page.waitForSelector('.note.good');
      expect((await console.reports.get(reportId)).awaitingInformation).toBeNull();
      expect([...faults, ...elsewhere]).toEqual([]);
      await console.host.close();
    },
  );

  it('let an operator take a call on one screen, and read both codes out', async () => {
    const console = await openConsole();
    const address = await console.host.listen({ host: '127.0.0.1', port: 0 });
    const { page } = await windowOf(browser, address, { language: 'vi' });
    await signInAs(page, 'operator');
    await page.goto('/console/intake');
    expect(await faultsIn(page)).toEqual([]);
    await page.fill('#i-phone', '0914 000 111');
    await page.fill('#i-text', 'Cây đổ');
    await page.fill('#i-address', '3 Nguyễn Huệ');
    await page.click('form.intake .actions button');
    await page.waitForSelector('.once');
    await expectToFit(page);
    expect(await faultsIn(page)).toEqual([]);
    await console.host.close();
  });
});
