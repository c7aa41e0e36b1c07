import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createReports, huePolicy, type Reports } from '@phananh/core';
import { memoryEventStore } from '@phananh/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Authenticate,
  createHost,
  developmentAuth,
  type Host,
  type HostOptions,
} from '../../src/index.ts';
import { lamp } from '../support/api.ts';

const hosts: Host[] = [];
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
});

const reportsInMemory = (): Reports => createReports({ store: memoryEventStore(), policy: huePolicy });

const hostOf = async (options: Partial<Parameters<typeof createHost>[0]> = {}): Promise<Host> => {
  const host = await createHost({
    reports: reportsInMemory(),
    authenticate: developmentAuth(),
    log: { level: 'silent' },
    ...options,
  });
  hosts.push(host);
  return host;
};

const post = async (
  url: string,
  { agent, body }: { agent?: Agent; body: string },
): Promise<IncomingMessage> => {
  const sent = request(url, {
    method: 'POST',
    ...(agent !== undefined && { agent }),
    headers: {
      authorization: 'Bearer dev:citizen:c-17',
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    },
  });
  // The other side may hang up on a body that it does not want.
  sent.on('error', () => {});
  sent.end(body);
  const [answer]: IncomingMessage[] = await once(sent, 'response');
  if (answer === undefined) throw new Error('no answer');
  return answer;
};

const anyPort = { host: '127.0.0.1', port: 0 };

describe('the host', () => {
  it('answers over a socket', async () => {
    const url = await (await hostOf()).listen(anyPort);
    const answer = await post(`${url}/v1/reports`, { body: JSON.stringify(lamp) });
    expect(answer.statusCode).toBe(201);
    expect(JSON.parse(await text(answer)).phase).toBe('submitted');
  });

  it('does not show development authentication to a network', async () => {
    const host = await hostOf();
    await expect(host.listen({ host: '0.0.0.0', port: 0 })).rejects.toThrow('loopback only');
    expect(host.app.server.listening).toBe(false);
  });

  it('says at start which development tokens work', async () => {
    const lines: string[] = [];
    const host = await hostOf({ log: { destination: { write: (line) => lines.push(line) } } });
    await host.listen(anyPort);
    const warning = lines.find((line) => line.includes('DEVELOPMENT AUTHENTICATION'));
    expect(warning).toContain('dev:agency:<id>:<agencyId>');
    expect(JSON.parse(warning ?? '').level).toBe(40);
  });

  it('says at its root what it is and where to go on, as a page to browsers and as JSON to programs', async () => {
    const url = await (await hostOf()).listen(anyPort);
    const page = await fetch(url, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('vary')).toContain('Accept');
    const links = [...(await page.text()).matchAll(/href="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(links).toContain('docs');
    for (const accept of ['*/*', 'application/json', 'text/html;q=0, */*']) {
      const answer = await fetch(url, { headers: { accept } });
      expect(await answer.json()).toMatchObject({ name: 'phananh', links: { docs: '/docs' } });
    }
    for (const path of links) expect((await fetch(`${url}/${path}`)).ok, path).toBe(true);
  });

  it('leaves its root to an application that has a page of its own there', async () => {
    const extend: HostOptions['extend'] = async (app) => {
      app.get('/', { config: { permission: 'public' } }, () => 'ours');
    };
    const { app } = await hostOf({ extend });
    expect((await app.inject('/')).body).toBe('ours');
  });

  it('refuses a body of 10 MB and answers others still', async () => {
    const url = await (await hostOf()).listen(anyPort);
    const body = JSON.stringify({ ...lamp, text: 'x'.repeat(10_000_000) });
    const refused = await post(`${url}/v1/reports`, { body });
    expect(refused.statusCode).toBe(413);
    expect(JSON.parse(await text(refused)).code).toBe('payload-too-large');
    expect((await post(`${url}/v1/reports`, { body: JSON.stringify(lamp) })).statusCode).toBe(201);
  });

  it('answers what is not HTTP with a problem', async () => {
    const host = await hostOf();
    const { port } = new URL(await host.listen(anyPort));
    const socket = connect(Number(port), '127.0.0.1');
    socket.end('good morning\r\n\r\n');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '').code).toBe('malformed-request');
  });

  it('refuses a request that names several hosts, and answers who names one', async () => {
    const host = await hostOf();
    const { port } = new URL(await host.listen(anyPort));
    const ask = async (...hostHeaders: readonly string[]): Promise<string> => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.end(['GET / HTTP/1.1', ...hostHeaders, 'Connection: close', '', ''].join('\r\n'));
      return text(socket);
    };
    expect(await ask('Host: localhost')).toMatch(/^HTTP\/1\.1 200 /);
    for (const second of ['Host: 127.0.0.1', 'host: localhost']) {
      const answer = await ask('Host: localhost', second);
      expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
      expect(answer).toContain('"code":"malformed-request"');
    }
  });

  it('closes at once although connections are kept alive', async () => {
    const host = await hostOf();
    const url = await host.listen(anyPort);
    const agent = new Agent({ keepAlive: true });
    await text(await post(`${url}/v1/reports`, { agent, body: JSON.stringify(lamp) }));
    const started = performance.now();
    await host.close();
    expect(performance.now() - started).toBeLessThan(2_000);
    agent.destroy();
  });

  it('finishes what it has accepted before it closes, and keeps no connection after it', async () => {
    const [asked, allowed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const authenticate: Authenticate = async () => {
      asked.resolve();
      await allowed.promise;
      return { kind: 'citizen', id: 'c-17' };
    };
    const host = await hostOf({ authenticate });
    const url = await host.listen(anyPort);
    const agent = new Agent({ keepAlive: true });
    const answering = post(`${url}/v1/reports`, { agent, body: JSON.stringify(lamp) });
    await asked.promise;
    const started = performance.now();
    const closing = host.close();
    allowed.resolve();
    const answer = await answering;
    expect(answer.statusCode).toBe(201);
    expect(answer.headers.connection).toBe('close');
    await text(answer);
    await closing;
    expect(performance.now() - started).toBeLessThan(2_000);
    agent.destroy();
  });

  it('closes what runs behind it after its last answer', async () => {
    const [asked, allowed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const order: string[] = [];
    const authenticate: Authenticate = async () => {
      asked.resolve();
      await allowed.promise;
      return { kind: 'citizen', id: 'c-17' };
    };
    const close = async () => void order.push('closed');
    const extend: HostOptions['extend'] = async (app) => {
      app.addHook('onResponse', async () => void order.push('answered'));
    };
    const host = await hostOf({ authenticate, close, extend });
    const answering = post(`${await host.listen(anyPort)}/v1/reports`, { body: JSON.stringify(lamp) });
    await asked.promise;
    const closing = host.close();
    allowed.resolve();
    expect((await answering).statusCode).toBe(201);
    await closing;
    await host.close();
    expect(order).toEqual(['answered', 'closed']);
  });

  it('cuts off what takes longer than it may', async () => {
    const asked = Promise.withResolvers<void>();
    const authenticate: Authenticate = () => {
      asked.resolve();
      return new Promise(() => {});
    };
    const host = await hostOf({ authenticate, closeMilliseconds: 10 });
    const url = await host.listen(anyPort);
    // A route that judges who asks: the probes do not.
    const hanging = request(`${url}/v1/reports/r-1`);
    const cut = once(hanging, 'error');
    hanging.end();
    await asked.promise;
    await host.close();
    expect(String(await cut)).toContain('socket hang up');
  });
});
