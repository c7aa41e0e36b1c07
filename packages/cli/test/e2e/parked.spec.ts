import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModels, sqliteEventStore } from '@phananh/sqlite';
import { get, lamp, post, until } from '@phananh/test-support/api';
import { startHost } from '@phananh/test-support/host-process';
import { strangeEvent } from '@phananh/test-support/strange-event';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { phananh } from '../support/in-process.ts';

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
    expect(JSON.parse(anew.out)).toMatchObject({
      parked: [
        { projection: 'cases', stream },
        { projection: 'timers', stream },
      ],
      skipped: [],
    });
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

  test('keeps a reaction whose workflow was not given, here and by a host that runs, and names the workflow', async () => {
    const { path, store } = await spoiltStore('lacking');
    const eventId = '019cac46-1500-7525-a5db-c16e31803990';
    const models = readModels(path.replace('.db', '.read.db'));
    models.reactions.park({
      eventId,
      index: 0,
      stream: 'loan-1',
      revision: 1,
      position: 7,
      type: 'lost',
      workflow: 'fine',
      subjectId: '2',
      command: 'charge',
      message: 'the till was away',
      mayPass: true,
    });
    await models.close();
    const untried = expect.stringMatching(/missing-workflow(.|\n)*the workflow loan was not given/);
    for (const named of [[], [`${eventId}/0`], ['loan-1']]) {
      const retried = await phananh('parked', 'retry', ...named, '--store', store);
      expect([retried.code, retried.err]).toEqual([1, untried]);
    }
    const host = await startHost(path);
    await until(
      () => get(`${host.url}/readyz`),
      ({ body }) => body.parkedReactions === 1,
    );
    const hosted = await phananh('parked', 'retry', eventId, '--store', store);
    expect([hosted.code, hosted.err]).toEqual([1, untried]);
    expect(await host.end()).toBe(0);
    const { reactions } = JSON.parse((await phananh('parked', '--json', '--store', store)).out);
    expect(reactions).toMatchObject([
      { name: `${eventId}/0`, attempts: 1, missing: 'loan', message: 'the till was away' },
    ]);
    const ofOne = ['--reason', 'known', '--projection', 'cases', '--store', store];
    const both = await phananh('parked', 'skip', `${eventId}/0`, ...ofOne);
    expect([both.code, both.err]).toEqual([2, expect.stringContaining('leave --projection out')]);
    // By the id of the event alone: whatever it causes. A retry may come after that, and a skip twice may not.
    const skipping = ['parked', 'skip', eventId, '--reason', 'paid by hand', '--json', '--store', store];
    const skipped = await phananh(...skipping);
    expect([skipped.code, JSON.parse(skipped.out)]).toMatchObject([
      0,
      { reactions: [], reactionsLeftOut: [{ name: `${eventId}/0`, reason: 'paid by hand' }] },
    ]);
    for (const again of [skipping, ['parked', 'retry', eventId, '--store', store]])
      expect(await phananh(...again)).toMatchObject({ code: 1, err: expect.stringContaining('not-parked') });
  });

  test('refuses what is not parked, and a skip without a reason', async () => {
    const { store, stream } = await spoiltStore('refused');
    const other = await phananh('parked', 'skip', 'report-x', '--reason', 'known', '--store', store);
    expect([other.code, other.err]).toEqual([1, expect.stringContaining('not-parked')]);
    for (const reason of [[], ['--reason', '  ']])
      expect((await phananh('parked', 'skip', stream, ...reason, '--store', store)).code).toBe(2);
  });
});
