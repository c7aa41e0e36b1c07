import { huePolicy } from '@phananh/core';
import { lifecycleFixture, people } from '@phananh/core/testing';
import { readModels } from '@phananh/sqlite';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExportFilters, type ExportFormat, type ExportWhat, exportOf } from '../../src/index.ts';

type Row = Readonly<Record<string, string>>;

const exportedAt = '2026-11-24T05:00:00.000Z';
let models: ReturnType<typeof readModels>;

beforeEach(async () => {
  const lifecycle = await lifecycleFixture();
  const report = (category: string, areaCode: string, channel: 'app' | 'web') =>
    lifecycle.submit({ text: 'Đèn hỏng', location: { lat: 16.4, lng: 107.59, areaCode }, channel, category });
  const first = await report('lighting', 'thuan-hoa', 'app');
  await lifecycle.give(first, 'verify', { category: 'lighting', labels: ['school', 'storm'] });
  await lifecycle.giveAll(first, 'assign', 'resolve', 'publish');
  lifecycle.clock.advance(60 * 60 * 1000);
  await report('road', 'phu-xuan', 'web');
  lifecycle.clock.advance(60 * 60 * 1000);
  const third = await report('road', 'thuan-hoa', 'app');
  await lifecycle.reports.withdraw(third, {}, { actor: people.citizen });
  models = readModels(':memory:', { policy: huePolicy, clock: lifecycle.clock });
  await models.catchUp(lifecycle.reports.store);
});
afterEach(() => models.close());

const fileOf = async (what: ExportWhat, only: ExportFilters = {}, format: ExportFormat = 'csv') => {
  const { chunks } = exportOf(models, { what, format, exportedAt, only });
  return Buffer.concat((await Array.fromAsync(chunks)).map((chunk) => Buffer.from(chunk)));
};
const rowsOf = async (what: ExportWhat, only: ExportFilters = {}): Promise<readonly Row[]> =>
  parse(await fileOf(what, only), { columns: true });

/** Filters of cases, each with what it says of a row of the whole file. */
const filters: readonly (readonly [ExportFilters, (row: Row) => boolean])[] = [
  [{ category: 'road' }, ({ category }) => category === 'road'],
  [{ category: ['road', 'lighting'] }, () => true],
  [{ areaCode: ['phu-xuan', 'elsewhere'] }, ({ area_code }) => area_code === 'phu-xuan'],
  [{ areaCode: 'thuan-hoa', channel: ['app', 'web'], category: 'road' }, (row) => row.phase === 'withdrawn'],
  [{ label: 'storm' }, ({ category }) => category === 'lighting'],
  [{ label: ['school', 'storm'] }, ({ category }) => category === 'lighting'],
  [{ label: null }, ({ category }) => category === 'road'],
  [{ label: ['storm', null] }, () => true],
  [{ label: 'unknown' }, () => false],
  [{ agencyId: null }, ({ agency_id }) => agency_id === ''],
  [{ phase: ['withdrawn', 'published'] }, ({ phase }) => phase === 'withdrawn' || phase === 'published'],
  [{ priority: ['urgent'] }, ({ priority }) => priority === 'urgent'],
  [{ verdict: ['open'] }, ({ verdict }) => verdict === 'open'],
  [{ awaiting: true }, ({ awaiting }) => awaiting === '1'],
  [{ bbox: { west: 100, south: 10, east: 110, north: 20 } }, () => true],
  [{ bbox: { west: 0, south: 10, east: 1, north: 20 } }, () => false],
];

describe('an export with filters', () => {
  it.each(filters)('has of cases, and of their events, those of %j', async (only, fits) => {
    const cases = (await rowsOf('cases')).filter(fits).map(({ report_id }) => report_id);
    const events = (await rowsOf('events')).filter(({ report_id }) => cases.includes(report_id));
    expect((await rowsOf('cases', only)).map(({ report_id }) => report_id)).toEqual(cases);
    expect((await rowsOf('events', only)).map(({ event_id }) => event_id)).toEqual(
      events.map(({ event_id }) => event_id),
    );
  });

  it('has of a time the cases that were submitted, and the events that happened in it, its end not included', async () => {
    const cases = await rowsOf('cases');
    const [, second, third] = cases;
    const range = { from: second?.submitted_at ?? '', to: third?.submitted_at ?? '' };
    expect((await rowsOf('cases', range)).map(({ report_id }) => report_id)).toEqual([second?.report_id]);
    const events = (await rowsOf('events')).filter(
      ({ occurred_at = '' }) => occurred_at >= range.from && occurred_at < range.to,
    );
    expect((await rowsOf('events', range)).map(({ event_id }) => event_id)).toEqual(
      events.map(({ event_id }) => event_id),
    );
    const agencies = (await rowsOf('agency-events')).length;
    expect(agencies).toBeGreaterThan(0);
    expect(await rowsOf('agency-events', { to: '2000-01-01T00:00:00.000Z' })).toEqual([]);
  });

  it('is the same rows in every format, and says in the file what was asked for', async () => {
    const only = { category: ['road', 'weeds'], from: '2020-01-01T00:00:00.000Z' };
    const said = 'category=road&category=weeds&from=2020-01-01T00%3A00%3A00.000Z';
    const csv = await rowsOf('events', only);
    expect(new Set(csv.map(({ filters: one }) => one))).toEqual(new Set([said]));
    expect(Object.keys((await rowsOf('events'))[0] ?? {})).not.toContain('filters');
    const parquet = await fileOf('events', only, 'parquet');
    const file = parquet.buffer.slice(parquet.byteOffset, parquet.byteOffset + parquet.length);
    const objects = await parquetReadObjects({ file: file as ArrayBuffer });
    const ids = csv.map(({ event_id }) => event_id);
    expect(objects.map(({ event_id }) => event_id)).toEqual(ids);
    const xes = (await fileOf('events', only, 'xes')).toString();
    expect([...xes.matchAll(/identity:id" value="([^"]+)"/g)].map(([, id]) => id)).toEqual(ids);
    expect(xes.match(/<trace>/g)).toHaveLength(2);
    expect(xes).toContain(`key="phananh.filters" value="${said.replaceAll('&', '&amp;')}"`);
    const ocel = JSON.parse((await fileOf('events', only, 'ocel')).toString());
    expect(ocel.events.map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(ocel.objects.filter(({ type }: { type: string }) => type === 'Report')).toHaveLength(2);
  });

  it('has of a time no case without an event in it, in formats that are made of both', async () => {
    const [first, second] = await rowsOf('cases');
    const only = { to: first?.submitted_at ?? '' };
    expect((await fileOf('events', only, 'xes')).toString()).not.toContain('<trace>');
    const later = { from: '2020-01-01T00:00:00.000Z', to: second?.submitted_at ?? '' };
    expect((await fileOf('events', later, 'xes')).toString().match(/<trace>/g)).toHaveLength(1);
  });

  it('is refused for an agency that there is not, with the known ones, and for what the rows do not have', () => {
    const refusal = (what: ExportWhat, only: ExportFilters) => () =>
      exportOf(models, { what, format: 'csv', exportedAt, only });
    expect(refusal('cases', { agencyId: 'agency-nowhere' })).toThrow(/there are agency-hue/);
    expect(refusal('events', { agencyId: ['agency-nowhere'] })).toThrow(/there is no agency agency-nowhere/);
    expect(refusal('agency-events', { agencyId: 'agency-nowhere' })).toThrow(/there is no agency/);
    expect(refusal('agency-events', { category: 'road' })).toThrow(/category is no filter/);
    expect(refusal('cases', { from: exportedAt, to: exportedAt })).toThrow(/range is empty/);
  });
});
