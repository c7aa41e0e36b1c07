import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { remoteHost } from './through-url.ts';

/** A host that refuses so often, and does it then. */
const busyHost = async (refusals: number, after: string | undefined) => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    const isRefused = asked <= refusals;
    response.writeHead(isRefused ? 429 : 200, {
      'content-type': 'application/json',
      ...(after !== undefined && { 'retry-after': after }),
    });
    response.end(JSON.stringify(isRefused ? { code: 'too-many-requests', detail: 'wait' } : { done: true }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const directory = mkdtempSync(join(tmpdir(), 'phananh-url-'));
  onTestFinished(() => {
    server.close();
    rmSync(directory, { recursive: true });
  });
  const keyFile = join(directory, 'key');
  writeFileSync(keyFile, 'phk_x');
  const { port } = server.address() as AddressInfo;
  return { host: remoteHost({ url: `http://127.0.0.1:${port}`, keyFile }, {}), asked: () => asked };
};

it('a host that has enough to do is asked again when it said, and its no is told where it goes on', async () => {
  const soon = await busyHost(3, '0');
  await expect(soon.host.post('/x', {})).resolves.toEqual({ done: true });
  expect(soon.asked()).toBe(4);
  const never = await busyHost(1_000, '0');
  await expect(never.host.get('/x')).rejects.toMatchObject({ code: 'too-many-requests' });
  expect(never.asked()).toBe(10);
});

it.each(['3600', 'Tue, 01 Dec 2026 00:00:00 GMT', undefined])(
  'a host that is to be left alone for %s is not waited for',
  async (after) => {
    const { host, asked } = await busyHost(1, after);
    await expect(host.get('/x')).rejects.toMatchObject({ code: 'too-many-requests' });
    expect(asked()).toBe(1);
  },
);
