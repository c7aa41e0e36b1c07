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
import { codesIn, guestKey, opened, reportIn, send, typed } from '../support/citizens.ts';
import { kept } from '../support/drafts.ts';
import { browserOf, reported } from '../support/open-console.ts';
import { jpegOf } from '../support/photos.ts';

const operator = { actor: { kind: 'operator', id: 'o-1' } } as const;
const question = 'Cột nào?';

inChromium('forms by which citizens go on with their report, in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  const begun = async (look: Look = {}) => {
    const console = await opened({ guestKey });
    const address = await console.host.listen({ host: '127.0.0.1', port: 0 });
    const window = await windowOf(browser, address, { width: 390, ...look });
    const complaints: string[] = [];
    window.page.on('pageerror', (error) => complaints.push(String(error)));
    return { ...console, ...window, complaints };
  };
  /** By whoever one click signs in as a citizen. */
  const ownReported = (window: Awaited<ReturnType<typeof begun>>) =>
    reported(window, 'Đèn hỏng', '12 Lê Lợi', 'citizen-1');
  const noticed = (page: Page, text: string): Promise<void> => page.getByText(text).first().waitFor();
  const lamp = { name: 'lamp.jpg', mimeType: 'image/jpeg', buffer: jpegOf('a lamp') };

  it('keep an answer with its photo through a reload and a lost network, send it once, and keep nothing then', async () => {
    const window = await begun({ language: 'vi', theme: 'dark' });
    const { page, reports, complaints } = window;
    const { reportId, path } = await ownReported(window);
    await reports.requestInformation(reportId, { question }, operator);
    await signInAs(page, 'citizen');
    await page.goto(`${path}/do/provide-information`);
    await noticed(page, 'được giữ trong trình duyệt này');
    await noticed(page, 'Câu trả lời được nhận đến');
    // The browser would say it in its own language.
    expect(await page.locator('#i-photos').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Chọn ảnh hoặc video' }).waitFor();
    await page.fill('[name="text"]', 'Cột số 4');
    await page.setInputFiles('#i-photos', lamp);
    await page.locator('.chosen li').waitFor();
    await noticed(page, 'Đã giữ lúc');
    await page.reload();
    await noticed(page, 'Đây là phần bạn chưa gửi');
    expect(await page.inputValue('[name="text"]')).toBe('Cột số 4');
    expect(await page.locator('.chosen li').count()).toBe(1);
    await expectToFit(page);
    expect(await faultsIn(page)).toEqual([]);
    // Another form of the same report has nothing of it.
    await page.goto(`${path}/do/comment`);
    await noticed(page, 'được giữ trong trình duyệt này');
    expect(await page.inputValue('[name="text"]')).toBe('');
    await page.goto(`${path}/do/provide-information`);
    await noticed(page, 'Đây là phần bạn chưa gửi');
    await page.context().setOffline(true);
    await page.click('form.command > .actions button');
    await noticed(page, 'tự gửi ngay khi có kết nối');
    await page.context().setOffline(false);
    await page.waitForSelector('.own');
    const report = await reports.get(reportId);
    expect(report.awaitingInformation).toBeNull();
    expect(report.attachments).toHaveLength(1);
    expect(await kept(page)).toEqual([0, 0]);
    expect(complaints).toEqual([]);
    await window.host.close();
  });

  it('keep nothing of what arrived though the browser was not told so at once', async () => {
    const window = await begun();
    const { page, reports } = window;
    const { reportId, path } = await ownReported(window);
    await signInAs(page, 'citizen');
    await page.goto(`${path}/do/comment`);
    await page.fill('[name="text"]', 'Vẫn tối');
    await noticed(page, 'Kept at');
    let posts = 0;
    await page.route('**/do/comment', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      posts += 1;
      // The host has something to say at first: the form is sent once more, as a browser does it.
      if (posts === 1) await route.fulfill({ status: 500, body: '' });
      else await route.continue();
    });
    await page.click('form.command > .actions button');
    await page.waitForSelector('.own .note.good, .note.good');
    await expect.poll(() => kept(page)).toEqual([0, 0]);
    expect((await reports.get(reportId)).revision).toBe(1);
    await window.host.close();
  });

  it('keep what is typed by a one-time link though somebody signs out on the same device, and nothing when the report is given up', async () => {
    const window = await begun();
    const { page } = window;
    const guest = browserOf(window);
    const { code, link } = codesIn(await send(guest, typed));
    const { reportId } = await reportIn(window, code);
    const path = `/console/held/cases/report/${reportId}`;
    await page.goto(`/console/open?${new URLSearchParams({ code, link })}`);
    await page.click('form.command .actions button');
    await page.waitForSelector('.own');
    await page.goto(`${path}/do/comment`);
    await page.fill('[name="text"]', 'Vẫn tối');
    await noticed(page, 'Kept at');
    await signInAs(page, 'citizen');
    await page.click('.opens-menu summary');
    await page.click('form[action="/console/sign-out"] button');
    await noticed(page, 'You are signed out');
    await page.waitForLoadState('networkidle');
    await page.goto(`${path}/do/comment`);
    await noticed(page, 'Here is what you had not sent yet');
    expect(await page.inputValue('[name="text"]')).toBe('Vẫn tối');
    await page.goto(`${path}/give-up`);
    await page.click('form.command button.danger');
    await page.waitForURL('**/given-up*');
    await expect.poll(() => kept(page)).toEqual([0, 0]);
    await window.host.close();
  });

  it('show what is still kept where they are not to be filled in any more, and let it be deleted', async () => {
    const window = await begun();
    const { page, reports, clock } = window;
    const { reportId, path } = await ownReported(window);
    await reports.requestInformation(reportId, { question }, operator);
    await signInAs(page, 'citizen');
    await page.goto(`${path}/do/provide-information`);
    await page.fill('[name="text"]', 'Cột số 4');
    await noticed(page, 'Kept at');
    clock.advance(60 * 86_400_000);
    // As the timer does when its term is over.
    const timer = { actor: { kind: 'system', id: 'timers' } } as const;
    await reports.handler.execute(reportId, 'end-waiting', {}, timer);
    await signInAs(page, 'citizen');
    await page.goto(`${path}/do/provide-information`);
    await noticed(page, 'This cannot be done now.');
    await noticed(page, 'is still kept in this browser');
    expect(await page.locator('pre.typed').textContent()).toBe('Cột số 4');
    expect(await faultsIn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Delete from this device' }).click();
    await noticed(page, 'It was deleted from this device.');
    expect(await kept(page)).toEqual([0, 0]);
    await window.host.close();
  });

  it('are sent without JavaScript as they were', async () => {
    const window = await begun({ javaScript: false });
    const { page, reports } = window;
    const { reportId, path } = await ownReported(window);
    await reports.requestInformation(reportId, { question }, operator);
    await signInAs(page, 'citizen');
    await page.goto(`${path}/do/provide-information`);
    await page.fill('[name="text"]', 'Cột số 4');
    await page.setInputFiles('#i-photos', lamp);
    await page.click('form.command > .actions button');
    await page.waitForSelector('.note.good');
    expect((await reports.get(reportId)).attachments).toHaveLength(1);
    await window.host.close();
  });

  it.each([
    ['vi', 'Chọn ảnh hoặc video', 'Đã chọn: lamp.jpg', 'Bỏ chọn', 'Chưa chọn tệp nào.'],
    ['en', 'Choose photos or videos', 'Chosen: lamp.jpg', 'Choose none', 'Nothing chosen.'],
  ] as const)(
    'let officers choose photos by words in the language of the page, by the keyboard too: in %s',
    async (language, choose, chosen, clear, none) => {
      const window = await begun({ language });
      const { page, reports } = window;
      const { reportId, path } = await ownReported(window);
      await signInAs(page, 'operator');
      await page.goto(`${path}/do/add-attachments`);
      const button = page.getByRole('button', { name: choose });
      await noticed(page, none);
      expect(await page.locator('#i-photos').isVisible()).toBe(false);
      const choosing = page.waitForEvent('filechooser');
      await button.focus();
      await page.keyboard.press('Enter');
      await (await choosing).setFiles(lamp);
      await noticed(page, chosen);
      await page.getByRole('button', { name: clear }).click();
      await noticed(page, none);
      expect(await button.evaluate((one) => one === one.ownerDocument.activeElement)).toBe(true);
      await page.setInputFiles('#i-photos', lamp);
      await expectToFit(page);
      expect(await faultsIn(page)).toEqual([]);
      await page.click('form.command > .actions button');
      await page.waitForSelector('.note.good');
      expect((await reports.get(reportId)).attachments).toHaveLength(1);
      await window.host.close();
    },
  );
});
