import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyst, huePolicy } from '@phananh/core';
import type { WorkingCalendar } from '@phananh/core/calendar';
import { foldText } from '@phananh/core/engine';
import { type CaseQuery, searchPhrases } from '@phananh/core/read-models';
import { cutDegrees } from '@phananh/core/reports';
import { lifecycleFixture, people } from '@phananh/core/testing';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readModels } from '../../../src/index.ts';
import { queryCases, type SearchPlan } from '../../../src/read-models/report/case-query.ts';

const calendar: WorkingCalendar = huePolicy.calendar;
const words = [
  'Đường',
  'ngập',
  'nước',
  'Nguyễn',
  'Huệ',
  'đèn',
  'hỏng',
  'rác',
  'duong',
  'den',
  '\u00d0ường',
  'đ\u00adèn',
  'ｄｅｎ',
  'r\u200bác',
];

interface Sent {
  readonly text: string;
  readonly lat: number;
  readonly lng: number;
  readonly channel: 'app' | 'web' | 'hotline';
}

const channel = fc.constantFrom('app', 'web', 'hotline') satisfies fc.Arbitrary<Sent['channel']>;

const sent: fc.Arbitrary<Sent> = fc.record({
  text: fc
    .array(fc.constantFrom(...words), { minLength: 1, maxLength: 5 })
    .map((some) => some.join(' '))
    .chain((text) => fc.constantFrom(text, text.normalize('NFD'))),
  lat: fc.double({ min: 16.3, max: 16.6, noNaN: true }),
  lng: fc.double({ min: 107.4, max: 107.8, noNaN: true }),
  channel,
});

const asked = fc.record(
  {
    q: fc
      .array(fc.constantFrom(...words, '"Nguyễn Huệ"', 'ng', '"', '(', 'AND', '*'), {
        minLength: 1,
        maxLength: 3,
      })
      .map((some) => some.join(' ')),
    bbox: fc
      .tuple(
        fc.double({ min: 16.3, max: 16.6, noNaN: true }),
        fc.double({ min: 107.4, max: 107.8, noNaN: true }),
      )
      .map(([south, west]) => ({ south, west, north: south + 0.15, east: west + 0.2 })),
    channel,
    sort: fc.constantFrom('submittedAt', '-submittedAt', 'dueAt', '-dueAt'),
    // Who sees no texts, and places rounded.
    reader: fc.constant(analyst('an-1')),
  },
  { requiredKeys: [] },
);

/** What a search means, word by word. */
const isMatch = (q: string, text: string): boolean => {
  const phrases = searchPhrases(q);
  const folded = foldText(text).split(' ');
  return (
    phrases.length > 0 &&
    phrases.every(({ words: wanted, prefix }) =>
      folded.some((_, at) =>
        wanted.every((word, place) => {
          const there = folded[at + place];
          return prefix && place === wanted.length - 1 ? there?.startsWith(word) : there === word;
        }),
      ),
    )
  );
};

/** By looking at texts, first or last, or by the index of words: its hits sorted, or looked up while the list is walked. */
const plans: readonly SearchPlan[] = [
  { few: 5_000, looked: 1_500, short: 12_000 },
  { few: 5_000, looked: 0, short: 0 },
  { few: 0, looked: 0, short: 12_000 },
  { few: 0, looked: 0, short: 0 },
];

describe('a search', () => {
  it('finds what it means, few or many, in every order, over pages, while others come in', async () => {
    let found = 0;
    const numRuns = 15;
    await fc.assert(
      fc.asyncProperty(
        fc.array(sent, { minLength: 20, maxLength: 40 }),
        fc.array(asked, { minLength: 4, maxLength: 6 }),
        async (reports, queries) => {
          const directory = mkdtempSync(join(tmpdir(), 'phananh-search-'));
          const path = join(directory, 'read.db');
          const lifecycle = await lifecycleFixture();
          const submit = ({ text, lat, lng, channel: by }: Sent) =>
            lifecycle.reports.submit(
              { text, location: { lat, lng }, channel: by },
              { actor: people.citizen },
            );
          const ids = new Map<string, Sent>();
          for (const report of reports) {
            lifecycle.clock.advance(60_000);
            ids.set((await submit(report)).reportId, report);
          }
          const models = readModels(path, { policy: huePolicy, clock: lifecycle.clock });
          await models.catchUp(lifecycle.reports.store);
          const database = new Database(path);
          // One of them finds something, whatever chance makes of the others.
          const [word = ''] = reports[0]?.text.split(' ') ?? [];
          for (const query of [...queries, { q: word }]) {
            const expected = [...ids]
              .filter(([, { text }]) => query.q === undefined || (!query.reader && isMatch(query.q, text)))
              .filter(([, { channel: by }]) => query.channel === undefined || by === query.channel)
              .filter(([, sentFrom]) => {
                const box = query.bbox;
                const [lat, lng] = [sentFrom.lat, sentFrom.lng].map(query.reader ? cutDegrees : Number) as [
                  number,
                  number,
                ];
                return !box || (lat >= box.south && lat <= box.north && lng >= box.west && lng <= box.east);
              })
              .map(([id]) => id);
            for (const plan of plans) {
              const seen: string[] = [];
              let cursor: string | undefined;
              do {
                const now = lifecycle.clock.now();
                const page = queryCases(
                  database,
                  calendar,
                  { ...query, now, limit: 7, ...(cursor && { cursor }) } as CaseQuery,
                  plan,
                );
                seen.push(...page.cases.map(({ reportId }) => reportId));
                cursor = page.nextCursor;
              } while (cursor !== undefined);
              expect({ query, plan, seen: [...seen].sort() }).toEqual({
                query,
                plan,
                seen: [...expected].sort(),
              });
              if (query.sort === 'submittedAt') expect(seen).toEqual(expected);
            }
            found += expected.length;
          }
          database.close();
          await models.close();
          rmSync(directory, { recursive: true });
        },
      ),
      { numRuns, endOnFailure: true },
    );
    expect(found).toBeGreaterThanOrEqual(numRuns);
  });

  it('does not find a text that was redacted', async () => {
    const lifecycle = await lifecycleFixture();
    const id = await lifecycle.submit();
    const models = readModels(':memory:', { policy: huePolicy, clock: lifecycle.clock });
    await models.catchUp(lifecycle.reports.store);
    const q = 'den';
    expect(models.cases({ q, now: lifecycle.clock.now() }).cases).toHaveLength(1);
    await lifecycle.reports.redact(id, { field: 'text', reason: 'x' }, { actor: people.operator });
    await models.catchUp(lifecycle.reports.store);
    expect(models.cases({ q, now: lifecycle.clock.now() }).cases).toHaveLength(0);
    expect(models.cases({ now: lifecycle.clock.now() }).cases).toHaveLength(1);
    await models.close();
  });

  it('for places finds no more than a rounded one by halving, on any side of zero, and nothing once it is redacted', async () => {
    const lifecycle = await lifecycleFixture();
    const reader = analyst('an-1');
    const exact = { lat: -16.46379, lng: 107.59012 };
    const { reportId } = await lifecycle.reports.submit(
      { text: 'x', location: exact, channel: 'app' },
      { actor: people.citizen },
    );
    const models = readModels(':memory:', { policy: huePolicy, clock: lifecycle.clock });
    await models.catchUp(lifecycle.reports.store);
    const now = lifecycle.clock.now();
    const isIn = async (bbox: NonNullable<CaseQuery['bbox']>) =>
      (await models.cases({ bbox, reader, now })).cases.length === 1;
    const narrowed = async (side: 'lat' | 'lng') => {
      let [low, high] = side === 'lat' ? [-90, 90] : [-180, 180];
      for (let step = 0; step < 50; step++) {
        const middle = (low + high) / 2;
        const half =
          side === 'lat'
            ? { south: low, north: middle, west: -180, east: 180 }
            : { south: -90, north: 90, west: low, east: middle };
        if (await isIn(half)) high = middle;
        else low = middle;
      }
      return high;
    };
    expect(await narrowed('lat')).toBeCloseTo(cutDegrees(exact.lat), 9);
    expect(await narrowed('lng')).toBeCloseTo(cutDegrees(exact.lng), 9);
    const world = { south: -90, north: 90, west: -180, east: 180 };
    expect((await models.cases({ bbox: world, now })).cases[0]).toMatchObject(exact);
    await lifecycle.reports.redact(reportId, { field: 'location', reason: 'x' }, { actor: people.operator });
    await models.catchUp(lifecycle.reports.store);
    for (const query of [{ reader, now }, { now }]) {
      expect((await models.cases({ ...query, bbox: world })).cases).toHaveLength(0);
      expect((await models.cases(query)).cases[0]).toMatchObject({ lat: null, lng: null });
    }
    await models.close();
  });
});
