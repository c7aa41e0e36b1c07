import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pmtilesOf, redPixel } from '@phananh/test-support/pmtiles';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MapOptions } from '../../src/index.ts';
import {
  expectToFit,
  faultsIn,
  inChromium,
  type Look,
  openChromium,
  signInAs,
  windowOf,
} from '../support/chromium.ts';
import { openConsole } from '../support/open-console.ts';
import { publishedReport } from '../support/published.ts';

/** Three reports together, and two apart. */
const places = [
  { lat: 16.4637, lng: 107.5909 },
  { lat: 16.4641, lng: 107.5912 },
  { lat: 16.4645, lng: 107.5904 },
  { lat: 16.49, lng: 107.62 },
  { lat: 16.44, lng: 107.55 },
];

inChromium('maps in Chromium', () => {
  let browser: Browser;
  let folder = '';
  beforeAll(async () => {
    browser = await openChromium();
    folder = mkdtempSync(join(tmpdir(), 'phananh-map-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await browser?.close();
  });

  const opened = async (map: MapOptions = {}, look: Look = {}) => {
    const console = await openConsole({ map });
    for (const place of places) await publishedReport(console, { place });
    const address = await console.host.listen({ host: '127.0.0.1', port: 0 });
    const window = await windowOf(browser, address, look);
    const complaints: string[] = [];
    window.page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    window.page.on('pageerror', (error) => complaints.push(String(error)));
    return { ...console, ...window, complaints };
  };

  const filled = (page: Page, count: number): Promise<void> =>
    page
      .getByText(new RegExp(`^${count} (?:reports|phản ánh)`))
      .first()
      .waitFor();

  it('have the reports of the list in marks, a scale, and no base map, and ask nobody else for anything', async () => {
    const { page, elsewhere, complaints, host } = await opened();
    await page.goto('/console/published/map');
    await page.getByText('5 reports on this part of the map').waitFor();
    await page.getByText('no base map configured').waitFor();
    expect(await page.locator('.leaflet-control-scale-line').textContent()).toMatch(/ (?:km|m)$/);
    expect(await page.getByRole('button', { name: '3 reports here: come closer' }).count()).toBe(1);
    expect(await page.getByRole('link', { name: 'Street lighting, Published' }).count()).toBe(2);
    expect(await faultsIn(page)).toEqual([]);
    // Only these: the list has what the map showed, and is the map of it again.
    await page.getByRole('button', { name: '3 reports here: come closer' }).click();
    await page.getByText('3 reports on this part of the map').waitFor();
    await page.getByRole('link', { name: 'Only these in the list' }).click();
    await page.getByText('Only what was on the map').waitFor();
    expect(await page.locator('.reports > li').count()).toBe(3);
    await page.getByText('3 reports on this part of the map').waitFor();
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([]);
    await host.close();
  });

  it('are used by the keyboard alone, and whoever comes closer keeps a place on the map', async () => {
    const { page, host } = await opened();
    await page.goto('/console/published/map');
    await page.getByText('5 reports on this part of the map').waitFor();
    const focused = () =>
      page.evaluate(
        '({ label: document.activeElement.getAttribute("aria-label"), isOnMap: document.activeElement.closest(".map") !== null })',
      ) as Promise<{ readonly label: string | null; readonly isOnMap: boolean }>;
    for (
      let presses = 0;
      presses < 60 && (await focused()).label !== '3 reports here: come closer';
      presses++
    )
      await page.keyboard.press('Tab');
    expect(await focused()).toEqual({ label: '3 reports here: come closer', isOnMap: true });
    await page.keyboard.press('Enter');
    await page.getByText('3 reports on this part of the map').waitFor();
    // The mark that had the focus came apart.
    await page.getByRole('button', { name: '3 reports here: come closer' }).waitFor({ state: 'detached' });
    expect((await focused()).isOnMap).toBe(true);
    await page.locator('.map').focus();
    await page.keyboard.press('-');
    await filled(page, 5);
    await host.close();
  });

  it('of staff are exact, on a telephone and in Vietnamese', async () => {
    const { page, host, complaints, elsewhere } = await opened(
      {},
      { language: 'vi', width: 390, theme: 'dark' },
    );
    await signInAs(page, 'operator');
    const asked: string[] = [];
    page.on('response', async (response) => {
      if (response.url().includes('/marks')) asked.push(await response.text());
    });
    await page.goto('/console/work/map?category=lighting');
    await page.getByText('5 phản ánh trên phần bản đồ này').waitFor();
    await page.getByText('chưa cấu hình bản đồ nền').waitFor();
    expect(asked.join()).toContain('16.49,');
    await expectToFit(page);
    expect(await faultsIn(page)).toEqual([]);
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([]);
    await host.close();
  });

  it('say without JavaScript that the list has the same', async () => {
    const { page, host } = await opened({}, { javaScript: false });
    await page.goto('/console/published/map');
    await page.getByText('The map needs JavaScript.').waitFor();
    expect(await page.locator('.reports > li').count()).toBe(5);
    await host.close();
  });

  it('with a base map of another host ask that host for pictures, and no other', async () => {
    const { page, elsewhere, complaints, host } = await opened({
      base: { url: 'https://tiles.example/{z}/{x}/{y}.png', attribution: '© <Somebody>' },
    });
    await page
      .context()
      .route('https://tiles.example/**', (route) =>
        route.fulfill({ contentType: 'image/png', body: redPixel }),
      );
    await page.goto('/console/published/map');
    await page.getByText('5 reports on this part of the map').waitFor();
    await page.getByText('© <Somebody>').waitFor();
    await page.locator('.leaflet-tile-loaded').first().waitFor();
    expect(new Set(elsewhere.map((url) => new URL(url).origin))).toEqual(new Set(['https://tiles.example']));
    for (const url of elsewhere) expect(url).toMatch(/^https:\/\/tiles\.example\/\d+\/\d+\/\d+\.png$/);
    expect(await faultsIn(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await host.close();
  });

  it('with a file of pictures and boundaries ask this host alone, in parts of the file', async () => {
    const file = join(folder, 'base.pmtiles');
    writeFileSync(file, pmtilesOf(redPixel, { deepestZoom: 14 }));
    const areasFile = join(folder, 'wards.geojson');
    const coordinates = [
      [
        [107.58, 16.46],
        [107.6, 16.46],
        [107.6, 16.47],
        [107.58, 16.46],
      ],
    ];
    writeFileSync(
      areasFile,
      JSON.stringify({
        type: 'FeatureCollection',
        features: [
          {
            type: 'Feature',
            properties: { name: 'Vĩnh <b>Ninh' },
            geometry: { type: 'Polygon', coordinates },
          },
        ],
      }),
    );
    const { page, elsewhere, complaints, host } = await opened({
      base: { file, attribution: '© Somebody' },
      areasFile,
    });
    const ranges: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('.pmtiles')) ranges.push(request.headers().range);
    });
    await page.goto('/console/published/map');
    await page.getByText('5 reports on this part of the map').waitFor();
    await page.locator('path.area').waitFor();
    // Closer by, where there is room for it, an area has its name.
    for (let closer = 0; closer < 8 && (await page.locator('.area-name').count()) === 0; closer++) {
      await page.getByRole('button', { name: 'Closer' }).click();
    }
    await page.locator('.area-name', { hasText: 'Vĩnh <b>Ninh' }).waitFor();
    await page.locator('canvas.leaflet-tile-loaded').first().waitFor();
    const painted = (await page.evaluate(
      '[...document.querySelector("canvas.leaflet-tile-loaded").getContext("2d").getImageData(9, 9, 1, 1).data]',
    )) as readonly number[];
    expect(painted.slice(1)).toEqual([0, 0, 255]);
    expect(ranges.length).toBeGreaterThan(0);
    for (const range of ranges) expect(range).toMatch(/^bytes=\d+-\d+$/);
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([]);
    await host.close();
  });
});
