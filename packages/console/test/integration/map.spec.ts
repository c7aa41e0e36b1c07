import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryAccessLog, simulatedClock } from '@phananh/core/testing';
import { pmtilesOf, redPixel } from '@phananh/test-support/pmtiles';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demandMap, type MapOptions } from '../../src/index.ts';
import { browserOf, openConsole, reported } from '../support/open-console.ts';
import { publishedReport } from '../support/published.ts';

let folder = '';
const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'phananh-map-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const ward = {
  type: 'Feature',
  properties: { name: 'Thuận Hóa', telephone: '0234 123' },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [107.5, 16.4],
        [107.6, 16.4],
        [107.6, 16.5],
        [107.5, 16.4],
      ],
    ],
  },
};
const wards = JSON.stringify({ type: 'FeatureCollection', note: 'internal', features: [ward] });

const policyOf = async (map: MapOptions | undefined, path = '/console/published/map'): Promise<string> => {
  const opened = await openConsole(map === undefined ? {} : { map });
  return String((await browserOf(opened).get(path)).headers['content-security-policy']);
};

describe('the policy of pages with a map', () => {
  it('names the host of the base map where the operator chose one, on these pages alone', async () => {
    const map = { base: { url: 'https://tiles.example/{z}/{x}/{y}.png', attribution: '© Somebody' } };
    expect(await policyOf(map)).toContain("img-src 'self' https://tiles.example;");
    expect(await policyOf(map, '/console/published')).not.toContain('tiles.example');
    expect(await policyOf(undefined)).toContain("img-src 'self';");
  });
});

describe('what the operator chose for maps', () => {
  it('is served where it lies on this host: a file in parts, and of boundaries lines and names alone', async () => {
    const file = write('base.pmtiles', pmtilesOf(redPixel));
    const { app } = await openConsole({
      map: { base: { file, attribution: '© Somebody' }, areasFile: write('wards.geojson', wards) },
    });
    const part = async (range: string) => {
      const { statusCode, headers, rawPayload } = await app.inject({
        url: '/console/map/base.pmtiles',
        headers: { range },
      });
      return [statusCode, headers['content-range'], rawPayload.length];
    };
    const { length } = pmtilesOf(redPixel);
    expect(await part('bytes=0-6')).toEqual([206, `bytes 0-6/${length}`, 7]);
    expect(await part(`bytes=${length}-`)).toEqual([416, `bytes */${length}`, 0]);
    const whole = await app.inject('/console/map/base.pmtiles');
    expect([whole.statusCode, whole.headers['accept-ranges'], whole.rawPayload.length]).toEqual([
      200,
      'bytes',
      length,
    ]);
    const page = (await app.inject('/console/published/map')).body;
    const areas = /\/console\/map\/[^"&]+\.geojson/.exec(page)?.[0] ?? '';
    expect((await app.inject(areas)).json()).toEqual({
      type: 'FeatureCollection',
      features: [{ ...ward, properties: { name: 'Thuận Hóa' } }],
    });
  });

  it.each<[string, () => MapOptions, RegExp]>([
    ['an address without a scheme', () => urlOf('tiles.example/{z}/{x}/{y}.png'), /no address of pictures/],
    ['an address without TLS', () => urlOf('http://tiles.example/{z}/{x}/{y}.png'), /no address of pictures/],
    ['an address without its parts', () => urlOf('https://tiles.example/map.png'), /no address of pictures/],
    ['a pattern of hosts', () => urlOf('https://{s}.tiles.example/{z}/{x}/{y}'), /no address of pictures/],
    ['any host', () => urlOf('https://*/{z}/{x}/{y}'), /no address of pictures/],
    ['a file that is none', () => fileOf(write('no.pmtiles', 'PNG')), /no PMTiles file/],
    ['a file of vectors', () => fileOf(write('v.pmtiles', pmtilesOf(redPixel, { kind: 1 }))), /raster/],
    ['a file that is not there', () => fileOf(join(folder, 'missing.pmtiles')), /ENOENT/],
    ['boundaries that are no JSON', () => ({ areasFile: write('no.geojson', '<gml/>') }), /no JSON/],
    [
      'points',
      () => ({ areasFile: write('points.geojson', wards.replace('Polygon', 'Point')) }),
      /no GeoJSON/,
    ],
  ])('is refused when a host starts: %s', async (_, map, message) => {
    expect(() => demandMap(map())).toThrow(message);
    await expect(openConsole({ map: map() })).rejects.toThrow(message);
  });
});

const urlOf = (url: string): MapOptions => ({ base: { url, attribution: 'x' } });
const fileOf = (file: string): MapOptions => ({ base: { file, attribution: 'x' } });

describe('the marks of a map', () => {
  it('are exact for staff, rounded for everybody and for analysts, and lead to the page that is theirs', async () => {
    const opened = await openConsole();
    const id = await publishedReport(opened);
    await reported(opened);
    const marksFor = async (path: string, as?: string) => {
      const browser = browserOf(opened);
      if (as !== undefined) await browser.signIn(as);
      const { text } = await browser.get(`${path}/marks?zoom=20`);
      return JSON.parse(text) as {
        readonly count: number;
        readonly marks: readonly { readonly lat: number; readonly report: unknown }[];
      };
    };
    expect(await marksFor('/console/published/map')).toMatchObject({
      count: 1,
      marks: [
        {
          lat: 16.463,
          lng: 107.59,
          report: { href: `/console/published/reports/${id}`, label: 'Street lighting, Published' },
        },
      ],
    });
    const staff = await marksFor('/console/work/map', 'operator:o-1');
    expect([staff.count, staff.marks[0]?.lat]).toEqual([2, 16.4637]);
    const analyst = await marksFor('/console/work/map', 'analyst:an-1');
    expect([analyst.count, analyst.marks[0]?.lat]).toEqual([2, 16.463]);
    expect((await browserOf(opened).get('/console/work/map/marks?zoom=3')).url).toContain('/sign-in');
  });

  it('that are exact are an entry of the access log, and those for everybody are none', async () => {
    const accessLog = memoryAccessLog({ clock: simulatedClock('2026-12-07T02:00:00.000Z') });
    const opened = await openConsole({}, { accessLog });
    await publishedReport(opened);
    const browser = browserOf(opened);
    await browser.get('/console/published/map/marks?zoom=9');
    await browser.signIn('operator:o-1');
    await browser.get('/console/published/map/marks?zoom=9');
    expect(accessLog.entries()).toEqual([]);
    await browser.get('/console/work/map/marks?zoom=9&category=lighting');
    expect(accessLog.entries()).toMatchObject([
      { of: [], fields: ['location'], query: { zoom: 9, category: ['lighting'] } },
    ]);
  });

  it('follow the filter of the page, which the list beside it has too', async () => {
    const opened = await openConsole();
    await publishedReport(opened);
    await publishedReport(opened, { text: 'Cây đổ', category: 'trees' });
    const browser = browserOf(opened);
    const page = await browser.get('/console/published/map?category=trees&bbox=107.5,16.4,107.7,16.5');
    expect(page.text).toContain('/console/published/map/marks?category=trees&quot;');
    expect(page.text).toContain('1 report');
    expect(page.text).toContain('The map needs JavaScript. The list has the same reports.');
    await browser.signIn('operator:o-1');
    const work = await browser.get('/console/work/map?category=trees&sort=dueAt');
    expect(work.text).toContain('/console/work/map/marks?category=trees&amp;sort=dueAt');
    expect(work.text.match(/cases\/report\/[0-9a-f-]{36}/g)).toHaveLength(1);
    const { text } = await browser.get('/console/work/map/marks?category=trees&sort=dueAt&zoom=3');
    expect(JSON.parse(text)).toMatchObject({ count: 1 });
  });
});
