import { analyst, huePolicy, operator } from '@phananh/core';
import {
  audienceSees,
  type CaseSelection,
  type ClusterQuery,
  cellDegrees,
  deepestZoom,
  type PublishedQuery,
  publishedFields,
  type Reader,
  seesFilters,
  zoomFor,
} from '@phananh/core/read-models';
import { cutDegrees } from '@phananh/core/reports';
import { lifecycleFixture, people } from '@phananh/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readModels } from '../../../src/index.ts';

interface Sent {
  readonly text: string;
  readonly place: { readonly lat: number; readonly lng: number } | undefined;
  readonly category: string;
  readonly ends: 'open' | 'published' | 'reporter-only';
}

const sent: fc.Arbitrary<Sent> = fc.record({
  text: fc.constantFrom('Đèn hỏng', 'Cây đổ', 'Ngập nước'),
  place: fc.option(
    fc.record({
      lat: fc.double({ min: 16.3, max: 16.6, noNaN: true }),
      lng: fc.double({ min: 107.4, max: 107.8, noNaN: true }),
    }),
    { nil: undefined, freq: 5 },
  ),
  category: fc.constantFrom('lighting', 'trees'),
  ends: fc.constantFrom('open', 'published', 'published', 'reporter-only'),
});

const box = fc
  .tuple(fc.double({ min: 16.3, max: 16.6, noNaN: true }), fc.double({ min: 107.4, max: 107.8, noNaN: true }))
  .map(([south, west]) => ({ south, west, north: south + 0.15, east: west + 0.2 }));

const filters = fc.record(
  { category: fc.constantFrom('lighting', 'trees', 'water'), q: fc.constantFrom('den', 'cay do'), bbox: box },
  { requiredKeys: [] },
);

const withReports = async (reports: readonly Sent[]) => {
  const lifecycle = await lifecycleFixture();
  const { give, clock } = lifecycle;
  const ids = new Map<string, Sent>();
  for (const one of reports) {
    clock.advance(60_000);
    const { reportId } = await lifecycle.reports.submit(
      { text: one.text, location: one.place ?? { lat: 16.5, lng: 107.6 }, channel: 'app' },
      { actor: people.citizen },
    );
    ids.set(reportId, one);
    // Of one without a place it is hidden.
    if (one.place === undefined) await give(reportId, 'redact', { field: 'location', reason: 'x' });
    await give(reportId, 'verify', { category: one.category });
    if (one.ends === 'open') continue;
    await give(reportId, 'assign', { agencyId: 'agency-hue-lighting' });
    await give(reportId, 'resolve', { result: 'Xong' }, people.agency);
    await give(reportId, 'publish', {
      publicText: 'Xong',
      visibility: one.ends === 'published' ? 'public' : 'reporter-only',
    });
  }
  const models = readModels(':memory:', { policy: huePolicy, clock });
  await models.catchUp(lifecycle.reports.store);
  return { ids, models, now: clock.now() };
};

describe('what was published', () => {
  it('is what is public, by every filter, over pages, and never anything else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(sent, { minLength: 5, maxLength: 15 }),
        fc.array(filters, { minLength: 3, maxLength: 5 }),
        async (reports, queries) => {
          const { ids, models, now } = await withReports(reports);
          for (const query of [{}, ...queries]) {
            const { category, q, bbox } = query as PublishedQuery;
            const expected = [...ids]
              .filter(([, { ends }]) => ends === 'published')
              .filter(([, one]) => category === undefined || one.category === category)
              .filter(([, one]) => q === undefined || one.text === (q === 'den' ? 'Đèn hỏng' : 'Cây đổ'))
              .filter(([, { place }]) => bbox === undefined || isIn(place && rounded(place), bbox))
              .map(([id]) => id);
            const seen: string[] = [];
            let cursor: string | undefined;
            do {
              const page = models.published({
                ...query,
                now,
                limit: 4,
                ...(cursor !== undefined && { cursor }),
              });
              for (const row of page.reports) {
                seen.push(row.reportId);
                expect(Object.keys(row).toSorted()).toEqual([...publishedFields, 'supporters'].toSorted());
                const place = ids.get(row.reportId)?.place;
                expect({ lat: row.lat, lng: row.lng }).toEqual(
                  place === undefined ? { lat: null, lng: null } : rounded(place),
                );
              }
              cursor = page.nextCursor;
            } while (cursor !== undefined);
            expect(seen.toSorted()).toEqual(expected.toSorted());
            const selection = { ...query, reader: 'everybody', now } as const;
            expect(models.caseCount(selection)).toEqual({ count: expected.length, isMore: false });
          }
          await models.close();
        },
      ),
      { numRuns: 10, endOnFailure: true },
    );
  });

  it('shows only fields that the public view of a report shows', () => {
    const shownAs = { lat: 'location', lng: 'location', publishedAt: 'publication.publishedAt' };
    for (const field of publishedFields)
      expect(audienceSees('public', Reflect.get(shownAs, field) ?? field), field).toBe(true);
  });

  it('is found by no filter of what everybody does not see', async () => {
    const { models, now } = await withReports([
      { text: 'Đèn hỏng', place: undefined, category: 'lighting', ends: 'published' },
    ]);
    const hidden: readonly Partial<CaseSelection>[] = [
      { agencyId: 'agency-hue-lighting' },
      { priority: 'normal' },
      { procedure: 'ordinary' },
      { verdict: ['on-time'] },
      { awaiting: false },
      { officer: 'officer-9' },
      { dueBefore: '2030-01-01T00:00:00.000Z' },
    ];
    expect(models.caseCount({ reader: 'everybody', now }).count).toBe(1);
    for (const filter of hidden) {
      expect(seesFilters('public', filter)).toBe(false);
      expect(models.caseCount({ ...filter, reader: 'everybody', now }), JSON.stringify(filter)).toEqual({
        count: 0,
        isMore: false,
      });
      expect(models.clusters({ ...filter, reader: 'everybody', now, zoom: 3 }).count).toBe(0);
    }
    await models.close();
  });
});

describe('a map', () => {
  it('is the list: its clusters have each case once, at the place that its reader sees, in boxes that list the same', async () => {
    const readers = [
      ['exact', operator('o-3')],
      ['rounded', analyst('an-1')],
      ['rounded', 'everybody'],
    ] as const satisfies readonly (readonly [string, Reader])[];
    await fc.assert(
      fc.asyncProperty(
        fc.array(sent, { minLength: 5, maxLength: 15 }),
        fc.option(box, { nil: undefined }),
        fc.integer({ min: 0, max: deepestZoom }),
        async (reports, bbox, zoom) => {
          const { ids, models, now } = await withReports(reports);
          for (const [how, reader] of readers) {
            const shown = (place: { readonly lat: number; readonly lng: number }) =>
              how === 'rounded' ? rounded(place) : place;
            const expected = [...ids.values()].flatMap(({ place, ends }) =>
              place !== undefined &&
              (reader !== 'everybody' || ends === 'published') &&
              (bbox === undefined || isIn(shown(place), bbox))
                ? [shown(place)]
                : [],
            );
            const query: ClusterQuery = { reader, now, zoom, ...(bbox !== undefined && { bbox }) };
            const map = models.clusters(query);
            expect(map.count).toBe(expected.length);
            expect(map.isMore).toBe(false);
            for (const cluster of map.clusters) {
              const members = expected.filter((place) => isIn(place, cluster.bbox));
              expect(members).toHaveLength(cluster.count);
              expect(models.caseCount({ reader, now, bbox: cluster.bbox }).count).toBe(cluster.count);
              expect(cluster.lat).toBeCloseTo(mean(members.map(({ lat }) => lat)), 9);
              expect(cluster.lng).toBeCloseTo(mean(members.map(({ lng }) => lng)), 9);
              const size = cellDegrees(map.zoom);
              expect(cluster.bbox.north - cluster.bbox.south).toBeLessThanOrEqual(size);
              expect(cluster.bbox.east - cluster.bbox.west).toBeLessThanOrEqual(size);
              expect(cluster.reportId === null).toBe(cluster.count > 1);
            }
            if (map.bounds !== null) for (const place of expected) expect(isIn(place, map.bounds)).toBe(true);
          }
          await models.close();
        },
      ),
      { numRuns: 10, endOnFailure: true },
    );
  });

  it('has no more places than a screen can show, however closely one looks at the whole world', () => {
    const world = { south: -90, north: 90, west: -180, east: 180 };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: deepestZoom }), box, (zoom, one) => {
        for (const of of [world, one]) {
          const used = zoomFor(of, zoom);
          expect(used).toBeLessThanOrEqual(zoom);
          const across = (degrees: number): number => Math.floor(degrees / cellDegrees(used)) + 2;
          if (used > 0)
            expect(across(of.north - of.south) * across(of.east - of.west)).toBeLessThanOrEqual(1_024);
        }
        expect(zoomFor({ south: 16.46, north: 16.47, west: 107.58, east: 107.6 }, 15)).toBe(15);
      }),
    );
  });
});

type Place = { readonly lat: number; readonly lng: number };

const rounded = ({ lat, lng }: Place): Place => ({ lat: cutDegrees(lat), lng: cutDegrees(lng) });

const isIn = (
  place: Place | undefined,
  { south, north, west, east }: NonNullable<PublishedQuery['bbox']>,
): boolean =>
  place !== undefined && place.lat >= south && place.lat <= north && place.lng >= west && place.lng <= east;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
