import { NotFound } from '@phananh/core/engine';
import { givenAttachments } from '@phananh/core/testing';
import type { Evidence } from '@phananh/http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { expectToFit, faultsIn, inChromium, openChromium, signInAs, windowOf } from '../support/chromium.ts';
import { openConsole, reported } from '../support/open-console.ts';
import { jpegOf, photosIn } from '../support/photos.ts';

const operator = { actor: { kind: 'operator', id: 'o-0' } } as const;
const officer = { actor: { kind: 'agency', id: 'a-1', agencyId: 'lighting' } } as const;
const citizen = { actor: { kind: 'citizen', id: 'c-1' } } as const;

inChromium('what the centre and agencies do in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  /** Photos that are there until they vanish. */
  const opened = async () => {
    let isGone = false;
    let console: Awaited<ReturnType<typeof openConsole>> | undefined;
    const evidence: Evidence = {
      ...photosIn(() => {
        if (console === undefined) throw new Error('not open yet');
        return console.reports;
      }),
      find: async (attachmentId) => {
        if (isGone) throw new NotFound('attachment', attachmentId);
        const bytes = jpegOf('a photo');
        return {
          mediaType: 'image/jpeg',
          size: bytes.length,
          id: attachmentId,
          read: async function* () {
            yield bytes;
          },
        };
      },
      status: async (attachmentId) => ({
        attachmentId,
        mediaType: 'image/jpeg',
        size: 1,
        phase: 'attached',
        publicCopy: 'ready',
      }),
    };
    console = await openConsole({ evidence }, { evidence });
    const { host, reports } = console;
    onTestFinished(() => host.close());
    await reports.agencies.register(
      { agencyId: 'lighting', name: 'Chiếu sáng Huế', kind: 'enterprise' },
      operator,
    );
    await console.readModels.catchUp();
    const address = await host.listen({ host: '127.0.0.1', port: 0 });
    const windowFor = async (kind: string): Promise<Page> => {
      const { page } = await windowOf(browser, address, { width: 390 });
      onTestFinished(() => page.context().close());
      await signInAs(page, kind, kind === 'agency' ? 'lighting' : undefined);
      return page;
    };
    const photosVanish = (): void => {
      isGone = true;
    };
    return { ...console, address, windowFor, photosVanish };
  };
  const send = (page: Page): Promise<void> => page.click('form.command .actions button:not([name])');
  const done = async (page: Page): Promise<void> => {
    await send(page);
    await page.waitForSelector('.note.good');
  };
  const looksWell = async (page: Page): Promise<void> => {
    await expectToFit(page);
    expect(await faultsIn(page)).toEqual([]);
  };

  it('take a call, find the earlier report of the number, merge the two, and hide what is personal; Back, reload and double-click do nothing twice', async () => {
    const { windowFor, reports, readModels, clock } = await opened();
    const page = await windowFor('operator');
    const call = async (text: string): Promise<string> => {
      await page.goto('/console/intake');
      await page.fill('#i-phone', '0914 000 111');
      await page.fill('#i-text', text);
      await page.fill('#i-coordinates', '16.4637, 107.5909');
      await page.fill('#i-address', '12 Lê Lợi');
      await page.dblclick('form.intake .actions button');
      await page.waitForSelector('.once');
      await readModels.catchUp();
      return page.url();
    };
    const all = async () =>
      (await readModels.cases({ reader: operator.actor, now: '2026-12-07T02:00:00.000Z' })).cases;
    await call('Đèn đường hỏng trước số nhà 12 Lê Lợi');
    expect(await all()).toHaveLength(1);
    await page.reload();
    await page.goBack();
    await page.waitForSelector('form.intake');
    // What was said on the telephone does not stay in the browser: there is nothing to send again.
    await page.click('form.intake .actions button');
    await page.waitForSelector('#refused');
    await readModels.catchUp();
    expect(await all()).toHaveLength(1);
    // The earlier one is shown beside the next call.
    await page.goto('/console/intake');
    await page.fill('#i-phone', '0914 000 111');
    await page.click('[name="_look"]');
    await page.locator('#earlier').waitFor();
    expect(await page.locator('section[aria-labelledby="earlier"] table a').count()).toBe(1);
    await looksWell(page);
    clock.advance(60_000);
    await call('Đèn đường hỏng trước số nhà 12 Lê Lợi, gọi 0905 123 456');
    const [second, first] = (await all()).toSorted((a, b) => (a.submittedAt < b.submittedAt ? 1 : -1));
    const [newer = '', older = ''] = [second?.reportId, first?.reportId];
    await page.goto(`/console/cases/report/${newer}`);
    await page.click(`a[href*="/do/merge"][href*="${older}"]`);
    await page.waitForSelector('form.command');
    await looksWell(page);
    await done(page);
    expect((await reports.get(newer)).phase).toBe('merged');
    await page.goto(`/console/cases/report/${newer}/do/redact?field=text`);
    await page.fill('[name="reason"]', 'Số điện thoại trong nội dung');
    await looksWell(page);
    await done(page);
    expect(await page.locator('main').textContent()).not.toContain('0905 123 456');
    await page.goto(`/console/cases/report/${older}/do/comment`);
    await page.fill('[name="text"]', 'Đã gọi lại');
    await page.dblclick('form.command .actions button:not([name])');
    await page.waitForSelector('.note.good');
    const types = (await Array.fromAsync(reports.handler.history(older))).map(({ type }) => type);
    expect(types.filter((type) => type === 'commented')).toHaveLength(1);
  });

  it('publish one photo and not the other; photos that vanish while the page is open leave it as it is', async () => {
    const { windowFor, reports, readModels, photosVanish, address } = await opened();
    const [lamp, face] = ['a'.repeat(64), 'b'.repeat(64)];
    await givenAttachments(reports, { attachments: [lamp, face] }, citizen.actor);
    const { reportId } = await reports.submit(
      {
        text: 'Đèn hỏng',
        location: { lat: 16.4637, lng: 107.5909 },
        channel: 'app',
        attachments: [lamp, face],
      },
      citizen,
    );
    await reports.verify(reportId, { category: 'lighting' }, operator);
    await reports.assign(reportId, { agencyId: 'lighting' }, operator);
    await reports.resolve(reportId, { result: 'Đã thay bóng' }, officer);
    await readModels.catchUp();
    const page = await windowFor('operator');
    await page.goto(`/console/cases/report/${reportId}/do/publish`);
    await page.fill('[name="publicText"]', 'Đã thay bóng đèn.');
    await page.check(`[name="attachments"][value="${lamp}"]`);
    await page.selectOption('[name="visibility"]', 'public').catch(() => undefined);
    await looksWell(page);
    await done(page);
    await readModels.catchUp();
    expect((await reports.get(reportId)).publication).toMatchObject({ attachments: [lamp] });
    const { page: anybody } = await windowOf(browser, address, { width: 390 });
    await anybody.goto(`/console/published/reports/${reportId}`);
    const pictures = await anybody
      .locator('main img')
      .evaluateAll((all) => all.map((one) => one.getAttribute('src')));
    expect(pictures).toHaveLength(1);
    expect(pictures[0]).toContain(lamp);
    // Somebody has it taken down while the pages are open.
    photosVanish();
    for (const open of [page, anybody]) {
      await open.reload();
      await open.waitForLoadState('networkidle');
      await looksWell(open);
      expect(await open.locator('main').textContent()).toContain('Đã thay bóng');
    }
    await anybody.context().close();
  });

  it('lose neither text nor photos when the session ends in the middle of a form', async () => {
    const console = await opened();
    const { windowFor, reports, readModels } = console;
    const { reportId } = await reported(console);
    await reports.verify(reportId, { category: 'lighting' }, operator);
    await reports.assign(reportId, { agencyId: 'lighting' }, operator);
    await readModels.catchUp();
    const page = await windowFor('agency');
    await page.goto(`/console/cases/report/${reportId}/do/resolve`);
    await page.setInputFiles('#i-photos', {
      name: 'lamp.jpg',
      mimeType: 'image/jpeg',
      buffer: jpegOf('a lamp'),
    });
    // Refused for what is missing: the photo is taken in.
    await send(page);
    await page.waitForSelector('#refused');
    await page.locator('input[name="attachments"]:checked').waitFor();
    await page.fill('[name="result"]', 'Đã thay bóng, xem ảnh');
    await page.context().clearCookies();
    await send(page);
    await page.waitForSelector('button[value^="agency:"]');
    await looksWell(page);
    await page.selectOption('#agency', 'lighting');
    await page.click('button[value^="agency:"]');
    await page.waitForSelector('form.command');
    expect(await page.inputValue('[name="result"]')).toBe('Đã thay bóng, xem ảnh');
    expect(await page.locator('input[name="attachments"]:checked').count()).toBe(1);
    await done(page);
    expect((await reports.get(reportId)).resolution).toMatchObject({ attachments: [expect.any(String)] });
  });
});
