import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { createReports, huePolicy } from '@phananh/core';
import { memoryEventStore } from '@phananh/core/testing';
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { type Authenticate, developmentAuth, oneOf, phananh } from '../../src/index.ts';

const opened: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((app) => app.close()));
});

interface PortalOptions {
  readonly app?: FastifyInstance;
  readonly authenticate?: Authenticate;
}

/** A portal as the how-to of embedding makes it. */
const portalOf = async ({ app = fastify(), authenticate = developmentAuth() }: PortalOptions = {}) => {
  opened.push(app);
  const reports = createReports({ store: memoryEventStore(), policy: huePolicy });
  await app.register(phananh, { reports, authenticate });
  app.get('/', () => 'The portal of our town');
  return app;
};

const authorization = 'Bearer dev:operator:o-3';

const asked = async (
  app: FastifyInstance,
  { remoteAddress, ...headers }: { readonly [name: string]: string },
  url = '/v1/agencies/agency-a',
) => {
  const answer = await app.inject({
    url,
    headers: { authorization, ...headers },
    ...(remoteAddress !== undefined && { remoteAddress }),
  });
  const isProblem = String(answer.headers['content-type']).includes('problem+json');
  return isProblem ? answer.json().code : answer.statusCode;
};

describe('development authentication', () => {
  it.each([
    {},
    { host: 'localhost' },
    { host: 'localhost:3000' },
    { host: '127.0.0.1:3000' },
    { host: '[::1]:3000', remoteAddress: '::1' },
    { host: 'localhost:3000', remoteAddress: '127.8.8.8' },
    { host: 'localhost:3000', remoteAddress: '::ffff:127.0.0.1' },
    { origin: 'http://localhost:5173' },
    { origin: 'https://[::1]:5173' },
    { 'x-forwarded-for': '127.0.0.1, ::1', 'x-forwarded-host': 'localhost:3000' },
    { forwarded: 'for=127.0.0.1;host="localhost:3000", for="[::1]:4711"' },
  ])('answers a request of this machine: %j', async (request) => {
    // There is no such agency: the token was taken.
    expect(await asked(await portalOf(), request)).toBe('not-found');
  });

  const foreign: readonly { readonly [name: string]: string }[] = [
    { remoteAddress: '10.0.0.7' },
    { remoteAddress: '::ffff:10.0.0.7' },
    { remoteAddress: '2001:db8::7' },
    { remoteAddress: '10.0.0.7', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'localhost' },
    { remoteAddress: '10.0.0.7', forwarded: 'for=127.0.0.1' },
    { remoteAddress: '10.0.0.7', 'x-real-ip': '127.0.0.1' },
    { host: 'evil.example' },
    { host: 'evil.example:3000' },
    { host: 'localhost.evil.example' },
    { host: 'evil.example', 'x-forwarded-host': 'localhost' },
    { origin: 'https://evil.example' },
    { origin: 'http://localhost.evil.example' },
    { origin: 'null' },
    { 'x-forwarded-for': '203.0.113.7' },
    { 'x-forwarded-for': '127.0.0.1, 2001:db8::7' },
    { 'x-forwarded-host': 'portal.example' },
    { 'x-real-ip': '203.0.113.7' },
    { forwarded: 'for="[2001:db8::7]:4711";proto=https' },
    { forwarded: 'for=127.0.0.1; host=portal.example' },
  ];

  it.each(foreign)('refuses one that is not: %j', async (request) => {
    expect(await asked(await portalOf(), request)).toBe('loopback-only');
  });

  it.each(foreign)('refuses it as well where proxies are believed: %j', async (request) => {
    expect(await asked(await portalOf({ app: fastify({ trustProxy: true }) }), request)).toBe(
      'loopback-only',
    );
  });

  it.each(['/healthz', '/readyz', '/openapi.json', '/problems', '/v1/reports/x/history', '/v1/agencies/a'])(
    'refuses it for every route, those for everybody too: %s',
    async (url) => {
      const development = developmentAuth();
      // Who has to ask somebody else first.
      const late = Object.assign(async (request: FastifyRequest) => development(request), {
        ...development,
        demandSender: async (request: FastifyRequest) => development.demandSender?.(request),
      });
      for (const authenticate of [development, oneOf(development), late, oneOf(late)]) {
        const app = await portalOf({ authenticate });
        expect(await asked(app, { host: 'evil.example' }, url)).toBe('loopback-only');
        expect(await asked(app, { remoteAddress: '10.0.0.7' }, url)).toBe('loopback-only');
      }
    },
  );

  it('leaves the pages of the portal itself to the portal', async () => {
    expect(await asked(await portalOf(), { remoteAddress: '10.0.0.7', host: 'portal.example' }, '/')).toBe(
      200,
    );
  });

  it('refuses them inside an authentication of the portal as well', async () => {
    const development = developmentAuth();
    const app = await portalOf({
      authenticate: async (request) =>
        request.headers.authorization === 'Bearer real'
          ? { kind: 'operator', id: 'o-1' }
          : await development(request),
    });
    expect(await asked(app, { host: 'evil.example' })).toBe('loopback-only');
    expect(await asked(app, { host: 'evil.example', authorization: 'Bearer real' })).toBe('not-found');
  });

  it('answers with a problem that says why, in both languages', async () => {
    const app = await portalOf();
    const answer = await app.inject({
      url: '/v1/reports',
      headers: { host: 'evil.example', 'accept-language': 'vi' },
    });
    // The application around it answers what it has no route for; this route exists.
    const problem = await app.inject({
      method: 'POST',
      url: '/v1/reports',
      headers: { host: 'evil.example', 'accept-language': 'vi', authorization },
    });
    expect(answer.statusCode).toBe(404);
    expect(problem.statusCode).toBe(403);
    expect(problem.json()).toMatchObject({
      code: 'loopback-only',
      title: 'Chỉ chấp nhận từ chính máy này',
      detail: expect.stringContaining('the host that the request names'),
    });
    const { paths } = (await app.inject('/openapi.json')).json();
    expect(JSON.stringify(paths['/v1/reports'].post.responses[403])).toContain('loopback-only');
  });

  it('says at the start of any application which tokens it takes', async () => {
    const lines: string[] = [];
    const app = await portalOf({
      app: fastify({ logger: { level: 'warn', stream: { write: (line: string) => lines.push(line) } } }),
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    expect(lines.join('')).toContain('DEVELOPMENT AUTHENTICATION');
    expect(lines.join('')).toContain('dev:operator:<id>');
  });
});

/** What the server answers to a request as it stands, over a socket to an address. */
const raw = async (port: number, head: readonly string[], address = '127.0.0.1'): Promise<string> => {
  const socket = connect(port, address);
  socket.end(`${[...head, `authorization: ${authorization}`, 'connection: close'].join('\r\n')}\r\n\r\n`);
  return await text(socket);
};

const ownAddress = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

describe('development authentication over sockets', () => {
  const listening = async (host: string): Promise<number> => {
    const app = await portalOf();
    return Number(new URL(await app.listen({ host, port: 0 })).port);
  };
  const path = '/v1/agencies/agency-a';

  it('holds for HTTP/1.0 without a host, and for an URL in its absolute form', async () => {
    const port = await listening('0.0.0.0');
    expect(await raw(port, [`GET ${path} HTTP/1.1`, `host: localhost:${port}`])).toContain('"not-found"');
    expect(await raw(port, [`GET ${path} HTTP/1.1`, 'host: evil.example'])).toContain('"loopback-only"');
    expect(await raw(port, [`GET ${path} HTTP/1.0`])).toContain('"loopback-only"');
    const absolute = `GET http://evil.example${path} HTTP/1.1`;
    expect(await raw(port, [absolute, 'host: localhost'])).toContain('"loopback-only"');
    const own = `GET http://localhost:${port}${path} HTTP/1.1`;
    expect(await raw(port, [own, 'host: localhost'])).toContain('"not-found"');
  });

  it('takes connections over the IPv4 loopback to a socket of both families', async () => {
    const port = await listening('::');
    expect(await raw(port, [`GET ${path} HTTP/1.1`, 'host: localhost'])).toContain('"not-found"');
  });

  it.skipIf(ownAddress === undefined)('takes none over an address of the network', async () => {
    const port = await listening('0.0.0.0');
    const answer = await raw(port, [`GET ${path} HTTP/1.1`, 'host: localhost'], ownAddress);
    expect(answer).toContain('"loopback-only"');
  });

  it('holds for the authority of HTTP/2', async () => {
    const app = fastify({ http2: true });
    // The routes and hooks are the same; only the types of the raw request differ.
    await portalOf({ app: app as unknown as FastifyInstance });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const session = connectHttp2(url);
    const answerTo = async (authority: string, more: { readonly [name: string]: string } = {}) => {
      const stream = session.request({ ':path': path, ':authority': authority, authorization, ...more });
      await once(stream, 'response');
      return await text(stream);
    };
    expect(await answerTo('localhost:3000')).toContain('"not-found"');
    expect(await answerTo('evil.example')).toContain('"loopback-only"');
    expect(await answerTo('evil.example', { host: 'localhost' })).toContain('"loopback-only"');
    expect(await answerTo('localhost', { host: 'evil.example' })).toContain('"loopback-only"');
    session.close();
  });
});
