import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectToFit, faultsIn, inChromium, openChromium, signInAs, windowOf } from '../support/chromium.ts';
import { openConsole, reported } from '../support/open-console.ts';

inChromium('the worklist in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  const opened = async () => {
    const console = await openConsole();
    await reported(console, 'Đèn thứ nhất');
    console.clock.advance(60_000);
    await reported(console, 'Đèn thứ hai');
    const address = await console.host.listen({ host: '127.0.0.1', port: 0 });
    const { page, elsewhere } = await windowOf(browser, address);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.clock.install();
    await signInAs(page, 'operator');
    return { ...console, page, elsewhere, complaints };
  };

  it('loads at most six things of less than 60 kB, and no script holds it up', async () => {
    const { page, host, complaints } = await opened();
    for (const path of ['/console', '/console/work']) {
      const loaded: Promise<Buffer>[] = [];
      const note = (response: { body(): Promise<Buffer> }): void => void loaded.push(response.body());
      page.on('response', note);
      await page.goto(path, { waitUntil: 'networkidle' });
      page.off('response', note);
      const bytes = (await Promise.all(loaded)).reduce((sum, body) => sum + gzipSync(body).length, 0);
      expect(loaded.length, path).toBeLessThanOrEqual(6);
      expect(bytes, path).toBeLessThan(60_000);
      const blocking = 'head script:not([type="module"]):not([type="importmap"])';
      expect(await page.locator(blocking).count()).toBe(0);
    }
    expect(complaints).toEqual([]);
    await host.close();
  });

  it('says every ten seconds what is new, and moves nothing before it is clicked', async () => {
    const console = await opened();
    const { page, host, readModels, complaints, elsewhere } = console;
    await page.goto('/console/work?phase=submitted&sort=submittedAt');
    await page.getByText('looked at again every ten seconds').waitFor();
    const rows = page.locator('table.cases tbody tr');
    const before = await rows.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    await page.clock.runFor(10_000);
    await reported(console, 'Đèn thứ ba');
    await page.clock.runFor(10_000);
    const button = page.getByRole('button', { name: '1 new: show' });
    await button.waitFor();
    expect(await rows.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top))).toEqual(
      before,
    );
    expect(await faultsIn(page)).toEqual([]);
    await button.click();
    await page.getByRole('link', { name: 'Đèn thứ ba' }).waitFor();
    expect(await rows.count()).toBe(3);
    const { cases } = await readModels.cases({ now: console.clock.now() });
    const operator = { actor: { kind: 'operator', id: 'o-9' } } as const;
    await console.reports.verify(cases[0]?.reportId ?? '', { category: 'lighting' }, operator);
    await readModels.catchUp();
    await page.clock.runFor(10_000);
    await page.getByRole('button', { name: '1 changed: show' }).waitFor();
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([]);
    await host.close();
  });

  it('says that one is signed out, and asks no more', async () => {
    const { page, host } = await opened();
    await page.goto('/console/work');
    await page.getByText('looked at again every ten seconds').waitFor();
    await page.context().clearCookies();
    await page.clock.runFor(10_000);
    await page.getByText('You are not signed in any more').waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.clock.runFor(60_000);
    expect(asked).toEqual([]);
    await host.close();
  });

  it('leads from row to row by arrows and by j and k where a row has the focus, and nowhere else', async () => {
    const { page, host } = await opened();
    await page.goto('/console/work?phase=submitted&sort=submittedAt');
    await page.getByText('looked at again every ten seconds').waitFor();
    const focused = () => page.evaluate('document.activeElement.textContent.trim()');
    await page.locator('table.cases tbody a').first().focus();
    const passed: unknown[] = [];
    for (const key of ['j', 'j', 'k', 'ArrowDown', 'Home', 'End']) {
      await page.keyboard.press(key);
      passed.push(await focused());
    }
    const [first, second] = ['Đèn thứ nhất', 'Đèn thứ hai'];
    expect(passed).toEqual([second, second, first, second, first, second]);
    // What is typed elsewhere is typed.
    await page.locator('#f-q').focus();
    await page.keyboard.type('jk');
    expect(await page.inputValue('#f-q')).toBe('jk');
    await page.getByRole('link', { name: first }).focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/console\/cases\/report\//);
    await host.close();
  });

  it('tells two people of each other on one case, and of what one of them did', async () => {
    const { page, host, complaints, readModels, ...console } = await opened();
    const { reportId, path } = await reported({ ...console, host, readModels }, 'Đèn thứ tư');
    await page.goto(path);
    await page.getByText('Nobody else has this open.').waitFor();
    const other = await windowOf(browser, new URL(page.url()).origin);
    await other.page.clock.install();
    await other.page.goto('/console/sign-in');
    await other.page.click('button[value^="admin:"]');
    await other.page.goto(path);
    await other.page.getByText('Also open with: Operations centre').waitFor();
    await page.clock.runFor(20_000);
    await page.getByText('Also open with: Administrator').waitFor();
    await console.reports.comment(reportId, { text: 'Đã gọi' }, { actor: { kind: 'operator', id: 'o-9' } });
    await page.clock.runFor(20_000);
    await page.getByRole('button', { name: '1 new since you opened it: show' }).click();
    await page.getByText('Đã gọi').waitFor();
    await page.getByText('1 new since you opened it').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await host.close();
  });

  it.each([
    ['vi', 390, 'dark'],
    ['en', 1280, 'light'],
  ] as const)(
    'shows cases and their forms without a fault that axe-core finds, in %s, %i wide',
    async (language, width, theme) => {
      const { host, ...console } = await opened();
      const operator = { actor: { kind: 'operator', id: 'o-9' } } as const;
      const first = await reported(
        { ...console, host },
        'Đèn đường hỏng trước số nhà 12 Lê Lợi, gọi 0905 123 456',
      );
      console.clock.advance(3 * 86_400_000);
      const again = await reported({ ...console, host }, 'Đèn đường hỏng trước số nhà 12 Lê Lợi');
      await console.reports.verify(first.reportId, { category: 'lighting', priority: 'urgent' }, operator);
      await console.readModels.catchUp();
      const { page } = await windowOf(browser, new URL(console.page.url()).origin, {
        language,
        width,
        theme,
      });
      await signInAs(page, 'operator');
      const faults: string[] = [];
      const look = async (at: string): Promise<void> => {
        await page.goto(at);
        await expectToFit(page);
        faults.push(...(await faultsIn(page)).map((fault) => `${at} ${fault}`));
      };
      await look(first.path);
      await look(`${first.path}?time=recorded`);
      await look(again.path);
      await look(`${again.path}/do/verify`);
      await look(`${again.path}/do/merge?into=${first.reportId}`);
      await look('/console/work?phase=submitted');
      await page.goto(`${again.path}/do/comment`);
      await page.fill('[name="text"]', 'Gọi 0905 999 888');
      await page.click('[name="_look"]');
      await page.waitForSelector('.preview');
      await expectToFit(page);
      faults.push(...(await faultsIn(page)));
      expect(faults).toEqual([]);
      await host.close();
    },
  );
});
