import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@phananh/core';
import { strangeEvent } from '@phananh/test-support/strange-event';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type RunningReports, runReports } from '../../../src/index.ts';

const submit = async ({ reports, readModels }: RunningReports): Promise<string> => {
  const { reportId, position } = await reports.submit(
    { text: 'Đèn hỏng', location: { address: '12 Lê Lợi' }, channel: 'hotline' },
    { actor: { kind: 'operator', id: 'o-1' } },
  );
  expect(await readModels.whenApplied(position, { timeoutMilliseconds: 20_000 })).toBe(true);
  return reportId;
};

const ended = (host: RunningReports) =>
  vi.waitFor(
    () => {
      const rebuild = host.operations.rebuilding();
      expect(rebuild?.endedAt).toEqual(expect.any(String));
      return rebuild;
    },
    { timeout: 20_000 },
  );

const reportsIn = async ({ readModels }: RunningReports): Promise<readonly string[]> => {
  const { cases } = await readModels.cases({
    reader: { kind: 'operator', id: 'o-1' },
    now: systemClock.now(),
    limit: 50,
  });
  return cases.map(({ reportId }) => reportId).sort();
};

// In a thread, as hosts do, and on the thread of who gives a clock of their own.
describe.each([
  ['in a thread', {}],
  ['on the thread of the host', { clock: systemClock }],
])('read models that somebody has computed anew, %s', (_, options) => {
  const opened = async () => {
    const path = join(inTemporaryDirectory(), 'portal.db');
    const host = await runReports({ file: path, timers: false, ...options });
    onTestFinished(() => host.close());
    return { host, models: path.replace('.db', '.read.db') };
  };

  it('serve on meanwhile, are another file after it, and go on following the log', async () => {
    const { host, models } = await opened();
    const first = await submit(host);
    // What no computation leaves: the new tables do not have it.
    const spoilt = new Database(models);
    spoilt.prepare("UPDATE case_facts SET category = 'spoilt'").run();
    spoilt.close();
    expect(host.operations.rebuilding()?.why).not.toBe('it was asked for');
    expect(host.operations.orderRebuild()).toBe(true);
    expect(host.operations.orderRebuild()).toBe(false);
    const second = await submit(host);
    expect(await ended(host)).toMatchObject({ phase: 'done', message: null, why: 'it was asked for' });
    expect(await reportsIn(host)).toEqual([first, second].sort());
    const third = await submit(host);
    expect(await reportsIn(host)).toEqual([first, second, third].sort());
    const mended = new Database(models, { readonly: true });
    expect(mended.prepare("SELECT count(*) FROM case_facts WHERE category = 'spoilt'").pluck().get()).toBe(0);
    mended.close();
    expect(existsSync(`${models}.next`)).toBe(false);
    expect(host.operations.orderRebuild()).toBe(true);
    expect(await ended(host)).toMatchObject({ phase: 'done' });
  });

  it('leave out again what was left out, unless it is to be tried', async () => {
    const { host } = await opened();
    const stream = `report-${await submit(host)}`;
    const { position } = await host.reports.store.append(stream, [strangeEvent('2026-12-07T02:00:00.000Z')], {
      expectedRevision: 0,
    });
    await host.readModels.whenApplied(position, { timeoutMilliseconds: 20_000 });
    host.operations.orderParked({ action: 'skip', stream, reason: 'không ai biết' });
    await vi.waitFor(() => expect(host.operations.parked()).toEqual([]), { timeout: 20_000 });
    host.operations.orderRebuild();
    await ended(host);
    expect([host.operations.parked(), host.operations.skipped()]).toEqual([
      [],
      expect.arrayContaining([expect.objectContaining({ stream, reason: 'không ai biết' })]),
    ]);
    host.operations.orderRebuild({ retrySkipped: true });
    await ended(host);
    expect(host.operations.parked()).toEqual(expect.arrayContaining([expect.objectContaining({ stream })]));
    expect(host.operations.skipped()).toEqual([]);
  });
});

it('tables that somebody else reads are not put out of the way: what served serves on, and why is said', async () => {
  const path = join(inTemporaryDirectory(), 'portal.db');
  const models = path.replace('.db', '.read.db');
  const host = await runReports({ file: path, timers: false });
  onTestFinished(() => host.close());
  const first = await submit(host);
  const reader = new Database(models);
  reader.prepare('BEGIN').run();
  reader.prepare('SELECT count(*) FROM case_facts').get();
  host.operations.orderRebuild();
  expect(await ended(host)).toMatchObject({
    phase: 'failed',
    message: expect.stringContaining('another process reads'),
  });
  const second = await submit(host);
  expect(await reportsIn(host)).toEqual([first, second].sort());
  reader.close();
  host.operations.orderRebuild();
  expect(await ended(host)).toMatchObject({ phase: 'done' });
});
