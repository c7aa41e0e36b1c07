import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { huePolicy } from '@phananh/core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  expectToFit,
  faultsIn,
  inChromium,
  type Look,
  openChromium,
  signInAs,
  windowOf,
} from '../support/chromium.ts';
import { guestKey, opened } from '../support/citizens.ts';
import { kept } from '../support/drafts.ts';
import { jpegOf } from '../support/photos.ts';

inChromium('the form of a new report in Chromium', () => {
  let browser: Browser;
  let folder = '';
  beforeAll(async () => {
    browser = await openChromium();
    folder = mkdtempSync(join(tmpdir(), 'phananh-draft-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await browser?.close();
  });

  const begun = async (look: Look = {}, options: Parameters<typeof opened>[0] = { guestKey }) => {
    const console = await opened(options);
    const address = await console.host.listen({ host: '127.0.0.1', port: 0 });
    const window = await windowOf(browser, address, { width: 390, ...look });
    const complaints: string[] = [];
    window.page.on('pageerror', (error) => complaints.push(String(error)));
    return { ...console, ...window, complaints, end: () => console.host.close() };
  };
  const file = (name: string, content: Buffer | string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const photo = (name: string, size = 100): string => file(name, jpegOf('x'.repeat(size)));
  const fill = async (page: Page): Promise<void> => {
    await page.fill('#i-text', 'Đèn hỏng');
    await page.fill('#i-address', '12 Lê Lợi');
  };
  const send = (page: Page): Promise<void> => page.click('form.report > .actions button');
  const reportsIn = async ({ readModels }: Awaited<ReturnType<typeof begun>>): Promise<readonly string[]> => {
    await readModels.catchUp();
    const { cases } = await readModels.cases({
      reader: { kind: 'operator', id: 'o-1' },
      now: '2026-12-07T03:00:00.000Z',
      limit: 50,
    });
    return cases.map(({ reportId }) => reportId);
  };
  const noticed = (page: Page, text: string): Promise<void> => page.getByText(text).first().waitFor();

  it('loads six things of less than 60 kB', async () => {
    const { page, end, complaints } = await begun();
    const loaded: Promise<Buffer>[] = [];
    page.on('response', (response) => void loaded.push(response.body()));
    await page.goto('/console/report', { waitUntil: 'networkidle' });
    const bytes = (await Promise.all(loaded)).reduce((sum, body) => sum + gzipSync(body).length, 0);
    expect(loaded.length).toBeLessThanOrEqual(6);
    expect(bytes).toBeLessThan(60_000);
    expect(complaints).toEqual([]);
    await end();
  });

  it('keeps text and photos through a reload, an ended session and a lost network, sends them once, and keeps nothing then', async () => {
    const window = await begun(
      { language: 'vi', theme: 'dark' },
      { environment: 'test', policy: { ...huePolicy, showsNearby: true } },
    );
    const { page, reports, complaints } = window;
    await signInAs(page, 'citizen');
    await page.goto('/console/report');
    await noticed(page, 'Đã có ai phản ánh chưa?');
    await noticed(page, 'được giữ trong trình duyệt này');
    const vanishing = photo('vanishing.jpg');
    await fill(page);
    await page.setInputFiles('#i-photos', [vanishing, photo('other.jpg')]);
    await page.locator('.chosen li').nth(1).waitFor();
    await noticed(page, 'Đã giữ lúc');
    unlinkSync(vanishing);
    await page.reload();
    await noticed(page, 'Đây là phần bạn chưa gửi');
    expect(await page.inputValue('#i-text')).toBe('Đèn hỏng');
    expect(await page.locator('.chosen li').count()).toBe(2);
    await expectToFit(page);
    expect(await faultsIn(page)).toEqual([]);
    // The session ends: nothing is lost by it, and whoever signs in again goes on.
    await page.context().clearCookies();
    await send(page);
    await page.waitForSelector('button[value^="citizen:"]');
    await page.click('button[value^="citizen:"]');
    await page.locator('.chosen li').nth(1).waitFor();
    expect(await page.inputValue('#i-address')).toBe('12 Lê Lợi');
    expect(await page.locator('form.report [role="alert"]').textContent()).not.toContain('chọn lại ảnh');
    // No network.
    await page.context().setOffline(true);
    await send(page);
    await noticed(page, 'tự gửi ngay khi có kết nối');
    expect(await reportsIn(window)).toEqual([]);
    await page.context().setOffline(false);
    await page.waitForURL('**/report/sent');
    await page.waitForSelector('.once');
    const [id = '', ...others] = await reportsIn(window);
    expect(others).toEqual([]);
    expect((await reports.get(id)).attachments).toHaveLength(2);
    expect(await kept(page)).toEqual([0, 0]);
    await page.goto('/console/report');
    await noticed(page, 'được giữ trong trình duyệt này');
    expect(await page.inputValue('#i-text')).toBe('');
    expect(complaints).toEqual([]);
    await window.end();
  });

  it('sends after a connection that was cut only what did not arrive, and does nothing twice when only the answer was lost', async () => {
    const window = await begun();
    const { page, reports } = window;
    await page.goto('/console/report');
    await fill(page);
    await page.setInputFiles('#i-photos', [photo('first.jpg'), photo('second.jpg', 400_000)]);
    await page.locator('.chosen li').nth(1).waitFor();
    let uploads = 0;
    await page.route('**/report/photos', async (route) => {
      uploads += 1;
      // The host is full once; then the second one is cut off once.
      if (uploads === 1) await route.fulfill({ status: 503, contentType: 'text/html', body: '<h1>503</h1>' });
      else if (uploads === 3) await route.abort('connectionreset');
      else await route.continue();
    });
    let forms = 0;
    await page.route('**/console/report', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      forms += 1;
      // The report is taken, and its answer is lost.
      const answer = await route.fetch({ maxRedirects: 0 });
      if (forms === 1) await route.abort('connectionreset');
      else await route.fulfill({ response: answer });
    });
    await send(page);
    await noticed(page, 'No connection: nothing was lost');
    const told = () => page.locator('.chosen li').allTextContents();
    expect(await told()).toEqual([
      expect.stringContaining('is sent with the report'),
      expect.stringContaining('is sent with the report'),
    ]);
    await page.click('.sending button');
    await page.locator('.chosen li', { hasText: 'first.jpg' }).getByText('sent already').waitFor();
    await noticed(page, 'No connection: nothing was lost');
    expect(await told()).toEqual([
      expect.stringContaining('sent already'),
      expect.stringContaining('is sent with the report'),
    ]);
    await page.click('.sending button');
    await page.locator('.chosen li', { hasText: 'second.jpg' }).getByText('sent already').waitFor();
    await page.locator('.sending.waits').waitFor();
    // The window is closed and opened again before an answer came.
    await page.reload();
    await noticed(page, 'It may have arrived already');
    await send(page);
    await page.waitForURL('**/report/sent');
    expect([uploads, forms]).toEqual([4, 2]);
    const ids = await reportsIn(window);
    expect(ids).toHaveLength(1);
    expect((await reports.get(ids[0] ?? '')).attachments).toHaveLength(2);
    await window.end();
  });

  it('says before anything is sent which files it leaves out and why, and lets photos be moved and removed by the keyboard', async () => {
    const { page, end } = await begun();
    await page.goto('/console/report');
    await noticed(page, 'kept in this browser');
    const ftyp = (brand: string): Buffer =>
      Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}`), Buffer.alloc(40)]);
    await page.setInputFiles('#i-photos', [
      photo('one.jpg'),
      file('two.heic', ftyp('heic')),
      file('three.mp4', ftyp('isom')),
      file('page.jpg', '<html>'),
      file('empty.jpg', ''),
      ...Array.from({ length: 5 }, (_, at) => photo(`more-${at}.jpg`, 200 + at)),
    ]);
    await page.locator('.chosen li').nth(3).waitFor();
    await noticed(page, 'page.jpg was left out: it is no JPEG');
    await noticed(page, 'empty.jpg was left out: it is empty');
    await noticed(page, 'more-4.jpg was left out: at most 4');
    const names = () => page.locator('.chosen .name').allTextContents();
    expect(await names()).toEqual(['one.jpg', 'two.heic', 'three.mp4', 'more-0.jpg']);
    await page.getByRole('button', { name: 'Move three.mp4 up' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    expect(await names()).toEqual(['three.mp4', 'one.jpg', 'two.heic', 'more-0.jpg']);
    // At the top there is no way up: the focus is not lost with it.
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
      'Move three.mp4 down',
    );
    await page.getByRole('button', { name: 'Remove two.heic' }).focus();
    await page.keyboard.press('Enter');
    expect(await names()).toEqual(['three.mp4', 'one.jpg', 'more-0.jpg']);
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toMatch(/^Remove/);
    expect(await faultsIn(page)).toEqual([]);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.click('.keeping button');
    await noticed(page, 'It was deleted from this device.');
    expect(await names()).toEqual([]);
    expect(await kept(page)).toEqual([0, 0]);
    await end();
  });

  it('keeps a draft in one window at a time, takes it over from nobody to who signs in, and shows it to no other', async () => {
    const window = await begun();
    const { page } = window;
    await page.goto('/console/report');
    await fill(page);
    await noticed(page, 'Kept at');
    const other = await page.context().newPage();
    await other.goto('/console/report');
    await noticed(other, 'open in another window');
    expect(await other.inputValue('#i-text')).toBe('');
    await other.close();
    await page.goto('/console/sign-in?to=/console/report');
    await page.click('button[value^="citizen:"]');
    await noticed(page, 'Here is what you had not sent yet');
    expect(await page.inputValue('#i-text')).toBe('Đèn hỏng');
    // Whoever signs in next on this device is not shown it.
    await page.context().clearCookies();
    await page.goto('/console/report');
    await noticed(page, 'kept in this browser');
    expect(await page.inputValue('#i-text')).toBe('');
    await window.end();
  });

  it('keeps nothing of who signs out, whatever a guest has begun stays, and an address that says it later deletes nothing', async () => {
    const window = await begun();
    const { page } = window;
    const write = async (text: string): Promise<void> => {
      await page.goto('/console/report');
      await page.fill('#i-text', text);
      await noticed(page, 'Kept at');
    };
    const leave = async (): Promise<string> => {
      await page.click('.opens-menu summary');
      await page.click('form[action="/console/sign-out"] button');
      await noticed(page, 'You are signed out');
      return page.url();
    };
    await signInAs(page, 'citizen');
    await write('Đèn hỏng');
    expect((await kept(page))[0]).toBe(1);
    const left = await leave();
    await expect.poll(() => kept(page)).toEqual([0, 0]);
    await write('của khách');
    await page.goto(left);
    await noticed(page, 'You are signed out');
    await page.waitForLoadState('networkidle');
    expect((await kept(page))[0]).toBe(1);
    await signInAs(page, 'citizen');
    await page.goto('/console/report');
    // From here on it is of who signed in.
    await noticed(page, 'Here is what you had not sent yet');
    window.clock.advance(11 * 60_000);
    await page.context().clearCookies();
    await page.goto(left);
    await page.waitForLoadState('networkidle');
    expect((await kept(page))[0]).toBe(1);
    await window.end();
  });

  it('tells where one is when asked, says what to do where it may not, and lets a place be chosen on a map by the keyboard', async () => {
    const areasFile = file(
      'wards.geojson',
      JSON.stringify({
        type: 'FeatureCollection',
        features: [
          {
            type: 'Feature',
            properties: { name: 'Vĩnh Ninh' },
            geometry: {
              type: 'LineString',
              coordinates: [
                [107.58, 16.46],
                [107.6, 16.47],
              ],
            },
          },
        ],
      }),
    );
    const { page, end, complaints } = await begun({}, { guestKey, map: { areasFile } });
    await page.goto('/console/report');
    await page.getByRole('button', { name: 'Use where I am now' }).click();
    await noticed(page, 'Your browser may not tell where you are');
    await page.context().grantPermissions(['geolocation']);
    await page.context().setGeolocation({ latitude: 16.46371, longitude: 107.59091, accuracy: 12 });
    await page.getByRole('button', { name: 'Use where I am now' }).click();
    await noticed(page, 'Found to within 12 m');
    expect(await page.inputValue('#i-coordinates')).toBe('16.463710, 107.590910');
    await page.getByRole('button', { name: 'Choose on a map' }).focus();
    await page.keyboard.press('Enter');
    await noticed(page, 'The cross is at 16.46371, 107.59091');
    expect(await faultsIn(page)).toEqual([]);
    await page.keyboard.press('ArrowRight');
    await page.locator('.choosing', { hasNotText: '107.59091' }).waitFor();
    await page.keyboard.press('Enter');
    await noticed(page, 'Taken from the map.');
    const [lat, lng] = (await page.inputValue('#i-coordinates')).split(',').map(Number);
    expect(lat).toBeCloseTo(16.46371, 3);
    expect(lng).toBeGreaterThan(107.59091);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Choose on a map');
    await expectToFit(page);
    expect(complaints).toEqual([]);
    await end();
  });
});
