import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { citizen } from '@phananh/core';
import { StoreUnavailable } from '@phananh/core/engine';
import { simulatedClock } from '@phananh/core/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportCases } from './export-cases.ts';
import { inMemory } from './in-memory.ts';
import { portal } from './portal.ts';
import { withPhotos } from './with-photos.ts';
import { withoutAServer } from './without-a-server.ts';

/** Monday, 7 December 2026, 09:00 in Hue, and a day by which everything is overdue. */
const monday = '2026-12-07T02:00:00.000Z';
const overdue = '2027-01-20T02:00:00.000Z';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-portal-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('a portal has its own pages, and the lifecycle by code and over HTTP', async () => {
  const { app, reportId } = await portal(join(directory, 'portal.db'));
  try {
    expect((await app.inject('/')).body).toBe('The portal of our town');
    const headers = { authorization: 'Bearer dev:operator:o-3' };
    const report = await app.inject({ url: `/v1/reports/${reportId}`, headers });
    expect(report.json()).toMatchObject({ phase: 'verified', category: 'lighting', revision: 1 });
    expect((await app.inject(`/v1/reports/${reportId}`)).statusCode).toBe(404);
    const nobody = await app.inject({ method: 'POST', url: `/v1/reports/${reportId}/comment`, payload: {} });
    expect(nobody.json()).toMatchObject({ status: 401, code: 'unauthenticated' });
    // The portal's own errors stay its own.
    expect((await app.inject('/nowhere')).headers['content-type']).not.toContain('problem+json');
  } finally {
    await app.close();
  }
});

it('a portal takes photos in, encrypted, and gives them back', async () => {
  const folder = join(directory, 'with-photos');
  mkdirSync(folder);
  const app = await withPhotos(folder);
  /** One pixel. */
  const photo = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  const body = new FormData();
  body.set('file', new Blob([photo]), 'lamp.png');
  const headers = { authorization: 'Bearer dev:citizen:c-17' };
  const url = `${await app.listen({ port: 0 })}/v1/attachments`;
  const taken = await fetch(url, { method: 'POST', headers, body });
  expect(taken.status).toBe(201);
  const { attachmentId } = (await taken.json()) as { readonly attachmentId: string };
  const given = await fetch(`${url}/${attachmentId}/original`, { headers });
  expect(Buffer.from(await given.arrayBuffer()).equals(photo)).toBe(true);
  await app.close();
});

it('a program has the lifecycle alone, with its events in memory', async () => {
  expect(await inMemory()).toMatchObject({ phase: 'verified' });
});

it('the cases of a portal are written for a spreadsheet', async () => {
  const { app, host, reportId } = await portal(join(directory, 'exported.db'));
  const { position } = await host.reports.withdraw(reportId, {}, { actor: citizen('c-17') });
  await host.readModels.whenApplied(position, { timeoutMilliseconds: 10_000 });
  const file = join(directory, 'cases.csv');
  await exportCases(host, file);
  await app.close();
  expect(readFileSync(file, 'utf8')).toContain(reportId);
});

it('an overdue report of a portal is marked and listed, and all of it ends with the application', async () => {
  const clock = simulatedClock(monday);
  const { app, host, reportId } = await portal(join(directory, 'overdue.db'), { clock });
  clock.set(overdue);
  let position = 0;
  for await (const batch of host.reports.store.subscribe({ signal: new AbortController().signal })) {
    position = batch.position;
    if (batch.events.some(({ type }) => type === 'overdue-marked')) break;
  }
  const headers = { authorization: 'Bearer dev:operator:o-3' };
  const listed = await app.inject({ url: `/v1/reports?verdict=overdue&after=${position}`, headers });
  expect(listed.json().cases).toMatchObject([{ reportId, verdict: 'overdue' }]);
  await app.close();
  await expect(host.reports.get(reportId)).rejects.toThrow(StoreUnavailable);
});

it('a program without a web server has the same, and ends', async () => {
  const done = await withoutAServer(join(directory, 'alone.db'), { clock: simulatedClock(monday) });
  expect(done).toMatchObject({ phase: 'submitted', found: done.reportId, dueDay: '2026-12-16' });
  expect(done.events.map(({ type }) => type)).toEqual(['submitted']);
});

it.each([
  [
    'a portal that is closed',
    "const { app } = await (await import('./portal.ts')).portal(file); await app.close();",
  ],
  ['a program without a web server', "await (await import('./without-a-server.ts')).withoutAServer(file);"],
])('the process of %s ends by itself: nothing is left open', async (name, program) => {
  const file = join(directory, `${name}.db`);
  // Threads inherit the options of the process, and refuse `--input-type`.
  const script = `void (async (file) => { ${program} console.log('closed'); })(${JSON.stringify(file)});`;
  const child = spawn(process.execPath, ['--eval', script], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  expect(await text(child.stdout)).toBe('closed\n');
  expect(await ended).toEqual([0, null]);
});
