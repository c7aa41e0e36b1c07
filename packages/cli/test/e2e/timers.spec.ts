import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Json, until } from '@phananh/test-support/api';
import { type HostProcess, startHost } from '@phananh/test-support/host-process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { wholeLadder } from '../support/whole-ladder.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-timers-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const reports = 60;
const longAgo = new Date(Date.now() - 60 * 86_400_000).toISOString();
const headers = { authorization: 'Bearer dev:operator:o-3', 'content-type': 'application/json' };

const json = async (address: string, body?: object): Promise<Json> => {
  const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return (await fetch(address, { headers, ...request })).json();
};

const told = async ({ url }: HostProcess, reportId: string): Promise<readonly string[]> => {
  const { events }: Json = await json(`${url}/v1/reports/${reportId}/history`);
  return events
    .slice(1)
    .map(({ type, data }: Json) => [type, data.clock, data.rung, data.to].filter(Boolean).join(' '));
};

it('what was due while no host fired timers fires once, through a host that is killed in the middle', async () => {
  const store = join(directory, 'timers.db');
  const quiet = await startHost(store, '--no-timers');
  const call = { text: 'Đèn hỏng', location: { lat: 16.46, lng: 107.59 }, channel: 'hotline' };
  const ids: string[] = [];
  for (let n = 0; n < reports; n++)
    ids.push((await json(`${quiet.url}/v1/reports`, { ...call, occurredAt: longAgo })).reportId);
  const [first = ''] = ids;
  expect(await json(`${quiet.url}/readyz`)).not.toHaveProperty('timerLagMilliseconds');
  expect(await told(quiet, first)).toEqual([]);
  await quiet.kill();

  const killed = await startHost(store);
  // Each report of the first ones that fire is an answer that the log holds, and a good moment to be killed.
  await until(
    () => told(killed, first),
    ({ length }) => length > 0,
  );
  await killed.kill();

  const host = await startHost(store);
  await until(
    () => told(host, ids.at(-1) ?? ''),
    ({ length }) => length > 0,
  );
  await until(
    () => json(`${host.url}/readyz`),
    ({ timerLagMilliseconds }) => timerLagMilliseconds === 0,
  );
  for (const id of ids) expect(await told(host, id)).toEqual(wholeLadder);
  expect(await json(`${host.url}/readyz`)).toMatchObject({ status: 'ready', failingTimers: 0 });
  expect(await host.end()).toBe(0);
});
