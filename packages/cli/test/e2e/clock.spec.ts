import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createReports, huePolicy } from '@phananh/core';
import { reportWorkflow } from '@phananh/core/reports';
import { people, simulatedClock } from '@phananh/core/testing';
import { sqliteEventStore } from '@phananh/sqlite';
import { type HostProcess, startHost } from '@phananh/test-support/host-process';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { adminSocketPath } from '../../src/admin/socket-path.ts';
import { phananh } from '../support/in-process.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-clock-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const socketOf = (path: string): string => adminSocketPath({ store: { scheme: 'sqlite', path } }) ?? '';

/** A store that a host wrote to whose clock was a day ahead. */
const writtenAhead = async (path: string): Promise<void> => {
  const clock = simulatedClock(new Date(Date.now() + 86_400_000).toISOString());
  const store = sqliteEventStore(path, { clock });
  const { handler } = createReports({ store, policy: huePolicy, clock });
  await handler.create('submit', reportWorkflow.commands.submit.example, { actor: people.citizen });
  await store.close();
};

const submit = ({ url }: HostProcess): Promise<Response> =>
  fetch(`${url}/v1/reports`, {
    method: 'POST',
    headers: { authorization: 'Bearer dev:citizen:c-17', 'content-type': 'application/json' },
    body: JSON.stringify(reportWorkflow.commands.submit.example),
  });

describe('a host whose clock is behind its log', () => {
  it('refuses commands until somebody confirms the clock over the socket beside the store', async () => {
    const path = join(directory, 'ahead.db');
    await writtenAhead(path);
    const host = await startHost(path);
    const refused = await submit(host);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(1);
    expect(await refused.json()).toMatchObject({ code: 'clock-unsure' });
    const ready = await fetch(`${host.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ checks: ['clock'] });
    expect(await (await fetch(`${host.url}/metrics`)).text()).toMatch(/^phananh_clock_unsure 1$/m);

    const looked = await phananh('doctor', '--json', '--store', `sqlite:${path}`);
    expect(looked.code).toBe(1);
    expect(looked.out).toMatch(/"what":"clock","state":"bad".*--confirm-clock/);
    const confirmed = await phananh('doctor', '--confirm-clock', '--json', '--store', `sqlite:${path}`);
    expect(confirmed.out).toMatch(/"what":"clock","state":"good".*confirmed/);

    const taken = await submit(host);
    expect(taken.status).toBe(201);
    expect((await fetch(`${host.url}/readyz`)).status).toBe(200);
    expect(await host.end()).toBe(0);
    // What was recorded since is what counts: the next start has nothing to ask.
    const again = await startHost(path);
    expect((await submit(again)).status).toBe(201);
    await again.end();
  });
});

describe('the socket of a host', () => {
  it.skipIf(process.platform === 'win32')(
    'is for its user alone, is gone when it ends, and replaced when it was killed',
    async () => {
      const path = join(directory, 'socket.db');
      const socket = socketOf(path);
      const killed = await startHost(path);
      expect(statSync(socket).mode & 0o777).toBe(0o600);
      await killed.kill();
      expect(existsSync(socket)).toBe(true);
      const none = await phananh('doctor', '--confirm-clock', '--json', '--store', `sqlite:${path}`);
      expect(none.out).toMatch(/"what":"clock","state":"bad"/);
      const host = await startHost(path);
      expect((await phananh('doctor', '--confirm-clock', '--store', `sqlite:${path}`)).out).toMatch(
        /confirmed/,
      );
      expect(await host.end()).toBe(0);
      expect(existsSync(socket)).toBe(false);
    },
  );

  it.skipIf(process.platform === 'win32')(
    'has a short path where that of its store is too long for one, and is found from any environment',
    async () => {
      const deep = join(directory, 'x'.repeat(60), 'y'.repeat(60));
      mkdirSync(deep, { recursive: true });
      const path = join(deep, 'deep.db');
      expect(socketOf(path)).toBe('');
      const host = await startHost(path);
      const socket = socketOf(path);
      expect(Buffer.byteLength(socket)).toBeLessThan(104);
      expect(existsSync(socket)).toBe(true);
      // Whoever asks has directories of their own.
      vi.stubEnv('XDG_RUNTIME_DIR', join(directory, 'elsewhere'));
      vi.stubEnv('TMPDIR', join(directory, 'nowhere'));
      onTestFinished(() => void vi.unstubAllEnvs());
      expect((await phananh('doctor', '--confirm-clock', '--store', `sqlite:${path}`)).out).toMatch(
        /confirmed/,
      );
      await host.end();
      expect([socketOf(path), existsSync(socket)]).toEqual(['', false]);
    },
  );

  it('is a pipe on Windows', () => {
    const place = { store: { scheme: 'sqlite', path: 'C:/data/hue.db' } } as const;
    expect(adminSocketPath(place, 'win32')).toMatch(/^\\\\\.\\pipe\\phananh-[0-9a-f]+$/);
  });
});
