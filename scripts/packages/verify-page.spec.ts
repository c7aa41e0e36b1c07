import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createReports, huePolicy } from '@phananh/core';
import { reportBundle } from '@phananh/core/reports';
import { memoryEventStore, simulatedClock } from '@phananh/core/testing';
import type { Bundle } from '@phananh/core/transparency';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { provenStream, runLog } from '@phananh/transparency';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildVerifyPage } from './verify-page.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const isThere = existsSync(executablePath);
const origin = 'log.hue.gov.vn/phananh';

/** A bundle of a report, and the trust file of its log. */
const bundled = async (folder: string): Promise<{ readonly bundle: Bundle; readonly trust: string }> => {
  const clock = simulatedClock('2026-03-02T02:00:00.000Z');
  const store = memoryEventStore({ clock });
  const reports = createReports({ store, policy: huePolicy, clock });
  const { reportId } = await reports.submit(
    { text: 'Đèn đường hỏng', location: { lat: 16.46379, lng: 107.59092 } },
    { actor: { kind: 'citizen', id: 'c-17' } },
  );
  const actor = { kind: 'operator', id: 'o-3' } as const;
  clock.advance(3_600_000);
  await reports.verify(reportId, { category: 'lighting' }, { actor });
  await reports.agencies.register(
    { agencyId: 'agency-hue-lighting', name: 'Chiếu sáng', kind: 'government' },
    { actor },
  );
  await reports.assign(reportId, { agencyId: 'agency-hue-lighting' }, { actor });
  await reports.comment(reportId, { text: '<img src=x onerror=alert(1)> Đã chuyển đội điện' }, { actor });
  const places = { folder: join(folder, 'log'), key: join(folder, 'log.key') };
  const onError = (error: unknown): never => {
    throw error;
  };
  const log = await runLog({ store, ...places, origin, onError });
  await log.close();
  const bundle = await reportBundle(reports, reportId, {
    actor: { kind: 'auditor', id: 'a-1' },
    prove: (stream) => provenStream({ store, ...places }, stream),
  });
  return { bundle, trust: `log ${bundle.keys[0]}\nquorum none\n` };
};

describe.skipIf(!isThere)('the page that verifies bundles, in Chromium', () => {
  let browser: Browser;
  let folder: string;
  let path: string;
  let made: Awaited<ReturnType<typeof bundled>>;
  const asked: string[] = [];
  let files = 0;

  beforeAll(async () => {
    const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
    browser = await chromium.launch({
      executablePath,
      args: [...args, '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
  }, 60_000);
  afterAll(() => browser?.close());

  const opened = async (before?: () => void): Promise<Page> => {
    folder = inTemporaryDirectory();
    made = await bundled(folder);
    path = buildVerifyPage(join(folder, 'verify.html'));
    const page = await browser.newPage({ locale: 'vi-VN', viewport: { width: 1000, height: 1400 } });
    page.on('request', (request) => asked.push(request.url()));
    if (before !== undefined) await page.addInitScript(before);
    await page.goto(pathToFileURL(path).href);
    return page;
  };
  const give = async (page: Page, name: 'bundle' | 'trust', text: string): Promise<void> => {
    files += 1;
    const file = join(folder, `${name}-${files}`);
    writeFileSync(file, text);
    await page.setInputFiles(`#${name}`, file);
  };
  const verdict = async (page: Page, kind: string): Promise<string> =>
    (await (await page.waitForSelector(`.verdict.${kind}`)).textContent()) ?? '';

  test('says that a bundle is verified with its trust file alone, asks for nothing, and in both languages', async () => {
    const page = await opened();
    asked.length = 0;
    await give(page, 'bundle', JSON.stringify(made.bundle));
    expect(await verdict(page, 'self-signed')).toContain('Tự ký, chưa được kiểm chứng');
    expect(await page.textContent('main')).not.toContain('✓');
    expect(await page.textContent('.key')).toContain('Hãy đối chiếu');
    expect(await page.locator('li.holds').count()).toBe(0);
    await give(page, 'trust', made.trust);
    expect(await verdict(page, 'verified')).toContain('✓ Đã kiểm chứng');
    expect(await page.locator('ol.timeline li.holds').count()).toBe(made.bundle.events.length);
    // Words of somebody are shown as words.
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.textContent('ol.timeline')).toContain('<img src=x');
    await page.click('#language');
    expect(await verdict(page, 'verified')).toContain('Verified');
    const picture = process.env.PICTURES;
    if (picture !== undefined) await page.screenshot({ path: join(picture, 'verified.png'), fullPage: true });
    expect(asked).toEqual([]);
    await page.close();
  }, 30_000);

  test('names what was altered, and gives no tick to it', async () => {
    const page = await opened();
    await give(page, 'trust', made.trust);
    await give(
      page,
      'bundle',
      JSON.stringify(made.bundle).replace('"category":"lighting"', '"category":"roads"'),
    );
    expect(await verdict(page, 'wrong')).toMatch(
      /Không đúng[\s\S]*Nội dung không đúng như đã ký, sự kiện số 1 \(verified\)/,
    );
    expect(await page.locator('ol.timeline li.fails').count()).toBe(1);
    const picture = process.env.PICTURES;
    if (picture !== undefined) await page.screenshot({ path: join(picture, 'wrong.png'), fullPage: true });
    await give(page, 'bundle', '{');
    expect(await verdict(page, 'unreadable')).toContain('Không đọc được tệp');
    await page.close();
  }, 30_000);

  test('says so where the browser has no Ed25519, and never ticks', async () => {
    const page = await opened(() => {
      const { subtle } = crypto;
      subtle.importKey = async () => {
        throw new DOMException('no such algorithm', 'NotSupportedError');
      };
    });
    await give(page, 'trust', made.trust);
    await give(page, 'bundle', JSON.stringify(made.bundle));
    expect(await verdict(page, 'unable')).toContain('không kiểm chứng được');
    expect(await page.textContent('main')).not.toContain('✓');
    await page.close();
  }, 30_000);
});
