import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expressPortal } from './with-express.ts';
import { honoPortal } from './with-hono.ts';
import { nodePortal } from './with-node-http.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-servers-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Portal {
  readonly server: Server;
  readonly close: () => Promise<void>;
}

const portals: readonly (readonly [string, (file: string) => Promise<Portal>])[] = [
  [
    'Express',
    async (file) => {
      const { app, close } = await expressPortal(file);
      return { server: createServer(app), close };
    },
  ],
  [
    'Hono',
    async (file) => {
      const { app, close } = await honoPortal(file);
      return { server: createServer(getRequestListener(app.fetch)), close };
    },
  ],
  ['plain node:http', nodePortal],
];

describe.each(portals)('a portal on %s', (name, open) => {
  it('has the whole API, and calls the lifecycle by code in routes of its own', async () => {
    const { server, close } = await open(join(directory, `${name.replaceAll(/\W/g, '')}.db`));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const call = async (path: string, given?: object) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: given === undefined ? 'GET' : 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer dev:citizen:c-17' },
        ...(given && { body: JSON.stringify(given) }),
      });
      const body = (await answer.json()) as { readonly reportId?: string; readonly paths?: object };
      return { status: answer.status, location: answer.headers.get('location'), body };
    };
    try {
      const report = { text: 'Đèn đường hỏng', location: { lat: 16.4637, lng: 107.5909 } };
      const own = await call('/problems', report);
      expect(own).toMatchObject({ status: 201, body: { trackingCode: expect.any(String) } });
      expect(await call('/problems', { text: '' })).toMatchObject({
        status: 422,
        body: { code: 'invalid-command', title: 'Dữ liệu không hợp lệ' },
      });

      const created = await call('/town/v1/reports', report);
      expect(created.status).toBe(201);
      expect(created.location).toBe(`/town/v1/reports/${created.body.reportId}`);
      expect(await call(created.location ?? '')).toMatchObject({ status: 200, body: { phase: 'submitted' } });
      expect((await call('/town/v1/reports', { text: 'Đèn' })).body).toMatchObject({
        code: 'invalid-command',
      });
      expect((await call('/town/openapi.json')).body.paths).toHaveProperty('/town/v1/reports');
      expect((await fetch(`http://127.0.0.1:${port}/elsewhere`)).status).toBe(404);
    } finally {
      server.closeAllConnections();
      server.close();
      await close();
    }
  });
});
