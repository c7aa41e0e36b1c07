import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteEventStore } from '@phananh/sqlite';
import { get, lamp, post, until } from '@phananh/test-support/api';
import { startHost } from '@phananh/test-support/host-process';
import { strangeEvent } from '@phananh/test-support/strange-event';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { phananh } from '../support/command.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-parked-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A store with a report whose second event nobody knows. */
const spoiltStore = async (name: string) => {
  const path = join(directory, `${name}.db`);
  const host = await startHost(path);
  const { body } = await post(`${host.url}/v1/reports`, 'citizen:c-17', lamp);
  await host.end();
  const stream = `report-${body.reportId}`;
  const store = sqliteEventStore(path);
  await store.append(stream, [strangeEvent(new Date().toISOString())], { expectedRevision: 0 });
  await store.close();
  return { path, stream, store: `sqlite:${path}` };
};

describe('phananh parked', () => {
  test('lists, retries and skips, and every figure says what is left out', async () => {
    const { store, stream } = await spoiltStore('alone');
    const listed = await phananh('parked', '--json', '--store', store);
    expect(JSON.parse(listed.out)).toMatchObject({
      parked: expect.arrayContaining([expect.objectContaining({ projection: 'cases', stream, revision: 1 })]),
      skipped: [],
    });
    expect((await phananh('sla', '--store', store)).err).toContain(
      'stand still at an event that cannot be applied: 1',
    );
    const retried = await phananh('parked', 'retry', '--store', store);
    expect([retried.code, retried.out]).toEqual([1, expect.stringContaining(stream)]);
    const skipped = await phananh('parked', 'skip', stream, '--reason', 'written by hand', '--store', store);
    expect([skipped.code, skipped.out]).toEqual([0, expect.stringContaining('written by hand')]);
    const figures = await phananh('sla', '--json', '--store', store);
    expect(figures.err).toContain('events that are left out: 1');
    expect(JSON.parse(figures.out)).toMatchObject({ cases: 1 });
    expect((await phananh('doctor', '--store', store)).out).toContain('events that are left out: 1');
    const rebuilt = await phananh('rebuild', '--json', '--store', store);
    expect(JSON.parse(rebuilt.out).skipped).toMatchObject([{ stream, reason: 'written by hand' }, {}]);
    const anew = await phananh('rebuild', '--retry-skipped', '--json', '--store', store);
    expect(JSON.parse(anew.out)).toMatchObject({ parked: [{ stream }], skipped: [] });
  });

  test('has a host that runs do it, and tells it in its answers', async () => {
    const { path, store, stream } = await spoiltStore('hosted');
    const host = await startHost(path);
    await until(
      () => get(`${host.url}/readyz`),
      ({ body }) => body.parkedStreams === 1,
    );
    expect((await get(`${host.url}/v1/sla`)).body).toMatchObject({ parkedReports: 1, skippedEvents: 0 });
    const skipped = await phananh(
      'parked',
      'skip',
      stream,
      '--reason',
      'known',
      '--projection',
      'cases',
      '--json',
      '--store',
      store,
    );
    expect(skipped.code).toBe(0);
    expect(JSON.parse(skipped.out).skipped).toMatchObject([{ projection: 'cases', stream, reason: 'known' }]);
    expect((await get(`${host.url}/v1/sla`)).body).toMatchObject({ parkedReports: 0, skippedEvents: 1 });
    expect((await get(`${host.url}/readyz`)).body).toMatchObject({ skippedEvents: 1 });
    expect(await host.end()).toBe(0);
  });

  test('refuses what is not parked, and a skip without a reason', async () => {
    const { store, stream } = await spoiltStore('refused');
    const other = await phananh('parked', 'skip', 'report-x', '--reason', 'known', '--store', store);
    expect([other.code, other.err]).toEqual([1, expect.stringContaining('not-parked')]);
    for (const reason of [[], ['--reason', '  ']])
      expect((await phananh('parked', 'skip', stream, ...reason, '--store', store)).code).toBe(2);
  });
});
