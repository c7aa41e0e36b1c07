import { huePolicy } from '@phananh/core';
import { caseEventsTable, caseFactsTable } from '@phananh/core/read-models';
import { reportWorkflow } from '@phananh/core/reports';
import { lifecycleFixture, people } from '@phananh/core/testing';
import { readModels } from '@phananh/sqlite';
import { parse } from 'csv-parse/sync';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExportFormat, type ExportWhat, exportOf } from '../../src/index.ts';
import { xmlText } from '../../src/xml.ts';

const exportedAt = '2026-11-24T05:00:00.000Z';
const evil = '=HYPERLINK("https://example.org","rác")';
let models: ReturnType<typeof readModels>;
let events: number;

beforeEach(async () => {
  const lifecycle = await lifecycleFixture();
  const location = { lat: -16.4, lng: 107.59 };
  const submitted = { text: 'Đèn "hỏng",\nở 12 Lê Lợi', location, channel: 'app' } as const;
  const id = await lifecycle.submit(submitted);
  await lifecycle.give(id, 'verify', { category: evil, areaCode: '@thuan-hoa' });
  await lifecycle.giveAll(id, 'assign', 'request-extension', 'resolve', 'publish', 'rate', 'dispute');
  await lifecycle.submit(submitted);
  const other = await lifecycle.submit(submitted);
  await lifecycle.reports.withdraw(other, {}, { actor: people.citizen });
  models = readModels(':memory:', { policy: huePolicy, clock: lifecycle.clock });
  await models.catchUp(lifecycle.reports.store);
  const all = await Array.fromAsync(lifecycle.reports.store.readAll({ streamPrefix: 'report-' }));
  events = all.length;
});
afterEach(() => models.close());

const bytesOf = async (format: ExportFormat, what: ExportWhat): Promise<Buffer> => {
  const { chunks } = exportOf(models, { what, format, exportedAt });
  return Buffer.concat((await Array.fromAsync(chunks)).map((chunk) => Buffer.from(chunk)));
};

describe('CSV', () => {
  it('has every row, without texts, with what it is of, and no formula', async () => {
    const text = (await bytesOf('csv', 'cases')).toString();
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const rows: Record<string, string>[] = parse(text, { columns: true });
    expect(rows).toHaveLength(3);
    expect(Object.keys(rows[0] ?? {})).toEqual([
      ...caseFactsTable.columns
        .map(({ name }) => name)
        .filter((name) => !['text', 'rounded_lat', 'rounded_lng'].includes(name)),
      'log_position',
      'schema_version',
      'exported_at',
      'parked_reports',
      'skipped_events',
      'deleted_reports',
      'missing_reports',
    ]);
    expect(rows.find((row) => row.category !== '')).toMatchObject({
      category: `'${evil}`,
      area_code: "'@thuan-hoa",
      // A number is no text: it stays one.
      lat: '-16.4',
      log_position: String(models.position()),
      exported_at: exportedAt,
    });
    expect(text).not.toContain('Lê Lợi');
  });

  it('begins with a byte order mark when it is asked for', async () => {
    const { chunks } = exportOf(models, { what: 'events', format: 'csv', exportedAt, bom: true });
    const [first = ''] = await Array.fromAsync(chunks);
    expect(first).toMatch(/^\uFEFFposition,/);
  });
});

describe('Parquet', () => {
  it('gives back every row with its types, and says what it is of', async () => {
    const bytes = await bytesOf('parquet', 'events');
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const rows = await parquetReadObjects({ file });
    expect(rows).toHaveLength(events);
    expect(Object.keys(rows[0] ?? {})).toEqual(
      caseEventsTable.columns.map(({ name }) => name).filter((name) => !name.startsWith('rounded_')),
    );
    expect(rows[0]).toMatchObject({ type: 'submitted', phase_before: null, awaiting: false });
    expect(rows[0]?.occurred_at).toBeInstanceOf(Date);
    expect(typeof rows[0]?.position).toBe('bigint');
    // A wall time has no zone: read in any it is the same.
    expect(rows[0]?.occurred_local).toBeInstanceOf(Date);
    const typed = parquetMetadata(file).schema.find(({ name }) => name === 'occurred_local');
    expect(typed?.logical_type).toMatchObject({ type: 'TIMESTAMP', isAdjustedToUTC: false });
    const { key_value_metadata: metadata } = parquetMetadata(file);
    expect(metadata).toContainEqual({ key: 'phananh.exported_at', value: exportedAt });
    expect(metadata).toContainEqual({ key: 'phananh.log_position', value: String(models.position()) });
  });
});

describe('Parquet of cases', () => {
  it('has days as dates, on the days that the tables have', async () => {
    const bytes = await bytesOf('parquet', 'cases');
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const rows = await parquetReadObjects({ file });
    for (const { submitted_day: day, submitted_local: local } of rows) {
      expect(day).toBeInstanceOf(Date);
      expect(day.toISOString()).toBe(`${local.toISOString().slice(0, 10)}T00:00:00.000Z`);
    }
    const typed = parquetMetadata(file).schema.find(({ name }) => name === 'submitted_day');
    expect(typed?.logical_type).toMatchObject({ type: 'DATE' });
    expect(rows.length).toBeGreaterThan(0);
  });
});

describe('XES', () => {
  it('has a trace for each report and the parts of a log in the order that the schema demands', async () => {
    const text = (await bytesOf('xes', 'events')).toString();
    const kinds = [...text.matchAll(/^ {2}<(\w+)/gm)].map(([, kind]) => kind);
    const order = ['extension', 'global', 'classifier', 'string', 'trace'];
    expect(kinds.map((kind) => order.indexOf(kind ?? ''))).toEqual(
      kinds.map((kind) => order.indexOf(kind ?? '')).toSorted((a, b) => a - b),
    );
    expect(kinds.filter((kind) => kind === 'trace')).toHaveLength(3);
    expect(text.match(/<event>/g)).toHaveLength(events);
    expect(text.match(/<trace>/g)).toHaveLength(text.match(/<\/trace>/g)?.length ?? 0);
    expect(text).toContain('<log xes.version="2.0" xes.features="">');
    expect(text).toContain('value="=HYPERLINK(&quot;https://example.org&quot;,&quot;rác&quot;)"');
    const traces = text.split('<trace>').slice(1);
    for (const trace of traces) {
      const times = [...trace.matchAll(/timestamp" value="([^"]+)"/g)].map(([, time]) => time ?? '');
      expect(times).toEqual(times.toSorted());
      expect(times.every((time) => time.endsWith('Z'))).toBe(true);
    }
  });

  it('has nothing that XML cannot say', () => {
    expect(xmlText('a\u0000\u0008b\uD800c<&">\n\uFFFF')).toBe('ab\uFFFDc&lt;&amp;&quot;&gt;&#10;');
  });
});

describe('OCEL', () => {
  it('relates every event to things that are there, and has its values as texts', async () => {
    const log = JSON.parse((await bytesOf('ocel', 'events')).toString());
    expect(Object.keys(log)).toEqual(['objectTypes', 'eventTypes', 'objects', 'events']);
    expect(log.events).toHaveLength(events);
    const objects = new Map<string, string>(
      log.objects.map(({ id, type }: { id: string; type: string }) => [id, type]),
    );
    expect(objects.size).toBe(log.objects.length);
    const types = log.objectTypes.map(({ name }: { name: string }) => name);
    expect(new Set(objects.values())).toEqual(
      new Set(['Extract', 'Agency', 'Report', 'Extension', 'Publication', 'Rating', 'Dispute']),
    );
    expect([...objects.values()].every((type) => types.includes(type))).toBe(true);
    expect(log.eventTypes.map(({ name }: { name: string }) => name)).toEqual(
      Object.keys(reportWorkflow.events),
    );
    for (const event of [...log.events, ...log.objects]) {
      for (const { value } of event.attributes) expect(typeof value).toBe('string');
      for (const { objectId, qualifier } of event.relationships) {
        expect(objects.has(objectId)).toBe(true);
        expect(qualifier).toMatch(/\w/);
      }
    }
    const assigned = log.events.find(({ type }: { type: string }) => type === 'assigned');
    expect(assigned.relationships).toContainEqual({
      objectId: 'agency:agency-hue-lighting',
      qualifier: 'assignee',
    });
  });
});
