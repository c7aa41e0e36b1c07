import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultOverloadLimits } from '../../src/plugins/limits.ts';
import { type Api, type ApiOptions, asOperator, lamp, openApi } from '../support/api.ts';

/** A host with a route that answers when the test says so. */
const withSlowRoute = async (options: ApiOptions) => {
  const waiting: (() => void)[] = [];
  const api = await openApi({
    ...options,
    extend: async (app) => {
      app.get('/large', { config: { permission: 'public' } }, async (_, reply) =>
        reply.send(Buffer.alloc(64 * 1024 * 1024)),
      );
      app.get('/slow', { config: { permission: 'public' } }, async () => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return {};
      });
    },
  });
  const answerAll = (): void => {
    for (const answer of waiting.splice(0)) answer();
  };
  return { api, answerAll, waiting };
};

/** On a busy machine the event loop is late by itself. */
const overload = { ...defaultOverloadLimits, requestsAtOnce: 2, eventLoopDelayMilliseconds: 60_000 };

describe('a host with too much to do', () => {
  it('refuses at once what it could only answer late, answers who watches it, and takes more when there is room', async () => {
    const { api, answerAll, waiting } = await withSlowRoute({ overload });
    const slow = [api.app.inject('/slow'), api.app.inject('/slow')];
    await expect.poll(() => waiting.length).toBe(2);
    // Held against the reference.
    const refused = await api.get('/v1/reports', asOperator);
    expect(refused).toMatchObject({ status: 503, body: { code: 'overloaded' } });
    expect(refused.headers).toMatchObject({ 'retry-after': '1', connection: 'close' });
    for (const url of ['/healthz', '/readyz', '/metrics'])
      expect((await api.app.inject(url)).statusCode).toBe(200);
    answerAll();
    expect((await Promise.all(slow)).map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    await expect.poll(async () => (await api.get('/v1/reports', asOperator)).status).toBe(200);
  });

  it('keeps no room for who sends slowly: what is being sent is not being answered', async () => {
    const { api, answerAll, waiting } = await withSlowRoute({ overload });
    await api.app.listen({ host: '127.0.0.1', port: 0 });
    const sockets = Array.from({ length: 5 }, () =>
      connect(api.app.server.address() as { readonly port: number }),
    );
    onTestFinished(async () => {
      for (const socket of sockets) socket.destroy();
      await api.app.close();
    });
    const body = JSON.stringify(lamp);
    const head = [
      'POST /v1/reports HTTP/1.1',
      'Host: localhost',
      `Authorization: Bearer ${asOperator}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body.slice(0, 1),
    ].join('\r\n');
    for (const socket of sockets) socket.write(head);
    let begun = 0;
    api.app.server.on('request', () => {
      begun += 1;
    });
    await expect.poll(() => begun).toBe(5);
    expect((await api.get('/v1/reports', asOperator)).status).toBe(200);
    // What came to its end while there is no room is refused, and not done.
    const slow = [api.app.inject('/slow'), api.app.inject('/slow')];
    await expect.poll(() => waiting.length).toBe(2);
    const [first] = sockets as [Socket];
    const answer = once(first, 'data');
    first.write(body.slice(1));
    expect(String((await answer)[0])).toMatch(/^HTTP\/1\.1 503 .*"code":"overloaded"/s);
    answerAll();
    await Promise.all(slow);
  });

  it('keeps no room for who reads slowly: what is answered is not being answered', async () => {
    const { api } = await withSlowRoute({ overload });
    await api.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = api.app.server.address() as { readonly port: number };
    const sockets = Array.from({ length: 4 }, () => connect(port));
    onTestFinished(async () => {
      for (const socket of sockets) socket.destroy();
      await api.app.close();
    });
    for (const socket of sockets) {
      socket.write('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n');
      // Its first words, and no more of it: the host cannot get rid of the rest.
      await once(socket, 'readable');
    }
    expect((await api.get('/v1/reports', asOperator)).status).toBe(200);
    for (const socket of sockets) expect(String(socket.read(12))).toBe('HTTP/1.1 200');
  });

  it('lets who uploads read when to come again, and closes on them in no middle of it', async () => {
    const { api, answerAll, waiting } = await withSlowRoute({ overload });
    await api.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = api.app.server.address() as { readonly port: number };
    const socket = connect(port);
    onTestFinished(async () => {
      socket.destroy();
      await api.app.close();
    });
    let said = '';
    socket.on('data', (data) => {
      said += data;
    });
    const slow = [api.app.inject('/slow'), api.app.inject('/slow')];
    await expect.poll(() => waiting.length).toBe(2);
    const size = 900_000;
    const head = `POST /v1/reports HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${size}\r\n\r\n`;
    socket.write(head + 'x'.repeat(size / 2));
    await expect.poll(() => said).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 1[\s\S]*"code":"overloaded"/i);
    expect(said).not.toMatch(/connection: close/i);
    // What is left of it is taken, and the next request of the connection is answered.
    socket.write('x'.repeat(size / 2));
    socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await expect.poll(() => said).toMatch(/HTTP\/1\.1 200 /);
    answerAll();
    await Promise.all(slow);
  });

  it('counts nobody who has left', async () => {
    const { api, answerAll, waiting } = await withSlowRoute({ overload });
    await api.app.listen({ host: '127.0.0.1', port: 0 });
    onTestFinished(() => api.app.close());
    const sockets = [0, 1].map(() => connect(api.app.server.address() as { readonly port: number }));
    for (const socket of sockets) socket.write('GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await expect.poll(() => waiting.length).toBe(2);
    for (const socket of sockets) socket.destroy();
    await expect.poll(async () => (await api.app.inject('/problems')).statusCode).toBe(200);
    answerAll();
  });

  /** Holds the event loop up until something is so. */
  const busyUntil = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) {
      const until = performance.now() + 100;
      while (performance.now() < until);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  it('refuses while its event loop is late', async () => {
    const api = await openApi({ overload: { ...defaultOverloadLimits, eventLoopDelayMilliseconds: 20 } });
    await busyUntil(() => api.app.memoryUsage().eventLoopDelay > 20);
    expect(await api.get('/v1/reports', asOperator)).toMatchObject({
      status: 503,
      body: { code: 'overloaded' },
    });
    expect((await api.app.inject('/healthz')).statusCode).toBe(200);
  });

  it('does not refuse for how late its event loop was while it began', async () => {
    const api = await openApi({ overload: { ...defaultOverloadLimits, eventLoopDelayMilliseconds: 20 } });
    await api.app.listen({ host: '127.0.0.1', port: 0 });
    const listens = performance.now();
    onTestFinished(() => api.app.close());
    await busyUntil(() => api.app.memoryUsage().eventLoopDelay > 20);
    expect(await api.get('/v1/reports', asOperator)).toMatchObject({ status: 200 });
    await busyUntil(() => performance.now() > listens + 2_100);
    expect(await api.get('/v1/reports', asOperator)).toMatchObject({ status: 503 });
  });
});

it('who sends a request drop by drop is cut off, while others are answered', async () => {
  const api = await openApi({ timeouts: { headersMilliseconds: 200, requestMilliseconds: 400 } });
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => api.app.close());
  const { port } = api.app.server.address() as { readonly port: number };
  const slow = [
    'GET / HTTP/1.1\r\nHost: localhost\r\n',
    'POST /v1/reports HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n',
  ];
  const closed = Array.from({ length: 40 }, async (_, index) => {
    const socket = connect(port);
    let said = '';
    socket.on('error', () => {});
    socket.on('data', (data) => {
      said += data;
    });
    socket.write(slow[index % 2] ?? '');
    const dripping = setInterval(() => socket.write(index % 2 === 0 ? 'X-A: b\r\n' : 'x'), 20);
    await once(socket, 'close');
    clearInterval(dripping);
    return said;
  });
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  for (const said of await Promise.all(closed))
    if (said !== '') expect(said).toMatch(/^HTTP\/1\.1 (408|401)/);
});

describe('for browsers', () => {
  const origin = 'https://portal.example';
  // Of this machine, because that is who development authentication answers; any other would do.
  const local = 'http://localhost:8080';
  const preflight = (api: Api, of: string) =>
    api.app.inject({
      method: 'OPTIONS',
      url: '/v1/reports',
      headers: { origin: of, 'access-control-request-method': 'POST' },
    });

  it('pages of the origins that are listed may use the API, and preflights are asked for no token', async () => {
    const api = await openApi({ allowedOrigins: [origin, local] });
    const allowed = await preflight(api, origin);
    expect(allowed.statusCode).toBe(204);
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, HEAD, POST',
      'access-control-allow-headers': expect.stringContaining('Idempotency-Key'),
    });
    expect(allowed.headers).not.toHaveProperty('access-control-allow-credentials');
    for (const other of [
      'https://evil.example',
      'https://portal.example.evil.example',
      'null',
      'http://portal.example',
    ])
      expect((await preflight(api, other)).headers).not.toHaveProperty('access-control-allow-origin');
    // What is refused says why to the page as well.
    const refused = await api.get('/v1/reports', undefined, { origin: local });
    expect(refused).toMatchObject({
      status: 401,
      headers: {
        'access-control-allow-origin': local,
        vary: expect.stringContaining('Origin'),
        'access-control-expose-headers': expect.stringMatching(/Retry-After.*Content-Range, Accept-Ranges/),
      },
    });
  });

  it('no page of another origin may where none is listed', async () => {
    const api = await openApi();
    const answer = await preflight(api, origin);
    expect(answer.statusCode).toBe(405);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it.each([
    ['an answer', '/v1/agencies', 200],
    ['a problem', '/v1/reports?nonsense=1', 422],
    ['what is not served', '/nowhere', 404],
    ['a page', '/problems', 200],
    ['the reference', '/docs/static/swagger-ui.css', 200],
  ])('%s has headers that let it do nothing but be shown', async (_, url, status) => {
    const api = await openApi();
    const answer = await api.app.inject({ url, headers: { authorization: `Bearer ${asOperator}` } });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'content-security-policy': expect.stringMatching(/^default-src '(none|self)'/),
    });
    expect(answer.headers).not.toHaveProperty('strict-transport-security');
  });

  it('TLS is demanded for a year where a trusted proxy ends it, and on nobody else’s word', async () => {
    const api = await openApi({ trustedProxies: ['10.0.0.1'] });
    const ask = (remoteAddress: string) =>
      api.app.inject({ url: '/healthz', remoteAddress, headers: { 'x-forwarded-proto': 'https' } });
    expect((await ask('10.0.0.2')).headers).not.toHaveProperty('strict-transport-security');
    const { headers } = await ask('10.0.0.1');
    expect(headers['strict-transport-security']).toMatch(/^max-age=31536000\b/);
  });
});
