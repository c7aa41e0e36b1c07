import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { browserOf, openConsole, reported } from '../support/open-console.ts';
import { publishedReport } from '../support/published.ts';

const labels = {
  categories: { lighting: { vi: 'Đèn đường', en: 'Street lamps' } },
  areas: { 'thuan-hoa': { vi: 'Phường Thuận Hóa', en: 'Thuan Hoa ward' } },
};

it('calls categories and areas what the installation calls them, in the language of the page, wherever they are shown', async () => {
  const opened = await openConsole({ labels });
  for (let n = 0; n < 5; n++) await publishedReport(opened);
  const pages = [
    '/console/published',
    '/console/published/figures?groupBy=category',
    '/console/work',
    '/console/figures/on-time?groupBy=category',
    '/console/figures/on-time?category=lighting',
  ];
  for (const [language, kind, area] of [
    ['vi', 'Đèn đường', 'Phường Thuận Hóa'],
    ['en', 'Street lamps', 'Thuan Hoa ward'],
  ] as const) {
    const browser = browserOf(opened, language);
    await browser.signIn('operator:operator-1');
    for (const page of pages) expect((await browser.get(page)).text, page).toContain(kind);
    for (const page of ['/console/published', '/console/work', '/console/figures/on-time?groupBy=area'])
      expect((await browser.get(page)).text, page).toContain(area);
  }
});

it('lets people choose by the name where an installation names all, and keeps a code that is named no more', async () => {
  const opened = await openConsole({ labels });
  const { path } = await reported(opened);
  const browser = browserOf(opened, 'vi');
  await browser.signIn('operator:operator-1');
  for (const page of [`${path}/do/verify`, '/console/work', '/console/intake', '/console/figures/on-time'])
    expect((await browser.get(page)).text, page).toMatch(/<option value="lighting"[^>]*>Đèn đường</);
  const old = await browser.get('/console/work?category=old-name,lighting');
  expect(old.text).toContain('<option value="old-name,lighting" selected>Old name, Đèn đường</option>');
});

it('names areas as the file of their boundaries does', async () => {
  const areasFile = join(inTemporaryDirectory(), 'wards.geojson');
  const geometry = {
    type: 'LineString',
    coordinates: [
      [107.5, 16.4],
      [107.6, 16.5],
    ],
  };
  const properties = { code: 'thuan-hoa', name: 'Phường Thuận Hóa', nameEn: 'Thuan Hoa ward' };
  writeFileSync(
    areasFile,
    JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', geometry, properties }] }),
  );
  const opened = await openConsole({ map: { areasFile } });
  await publishedReport(opened);
  expect((await browserOf(opened, 'vi').get('/console/published')).text).toContain('Phường Thuận Hóa');
  expect((await browserOf(opened, 'en').get('/console/published')).text).toContain('Thuan Hoa ward');
});
