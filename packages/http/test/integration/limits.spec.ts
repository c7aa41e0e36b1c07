import type { Actor } from '@phananh/core';
import type { FastifyRequest } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultRateLimits } from '../../src/plugins/limits.ts';
import { type Api, type ApiOptions, lamp, openApi } from '../support/api.ts';

/** Real sign-in, as far as limits see it: a token is valid or it is not, wherever it comes from. */
const authenticate = ({ headers: { authorization } }: FastifyRequest): Actor | undefined => {
  const [, kind, id] = /^Bearer (citizen|operator):([\w-]+)$/.exec(authorization ?? '') ?? [];
  return kind === undefined || id === undefined ? undefined : { kind, id };
};

/** Overload is another matter, which a busy machine would meet here by accident. */
const limited = (options: ApiOptions = {}): Promise<Api> =>
  openApi({ authenticate, overload: false, ...options });

interface Sent {
  readonly as?: string;
  readonly from?: string;
  readonly headers?: { readonly [name: string]: string };
}

/** Statuses of so many of the same request. */
const statuses = async (
  { app }: Api,
  count: number,
  url: string | ((index: number) => string),
  { as, from = '203.0.113.7', headers = {} }: Sent = {},
): Promise<readonly number[]> => {
  const answers: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const { statusCode } = await app.inject({
      url: typeof url === 'string' ? url : url(index),
      remoteAddress: from,
      headers: { ...headers, ...(as !== undefined && { authorization: `Bearer ${as}` }) },
    });
    answers.push(statusCode);
  }
  return answers;
};

const tally = (all: readonly number[]): { readonly [status: number]: number } =>
  Object.fromEntries([...new Set(all)].map((one) => [one, all.filter((other) => other === one).length]));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-12-07T02:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});
const afterSeconds = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000);

describe('a sender that asks too often is refused', () => {
  it('with a problem that says when to come again, and is answered then', async () => {
    const api = await limited({ rateLimits: { ...defaultRateLimits, requestsOfActor: 5 } });
    expect(tally(await statuses(api, 5, '/v1/reports', { as: 'citizen:c-1' }))).toEqual({ 200: 5 });
    // Through the checker of the reference: the problem, and its header, stand in it.
    const refused = await api.get('/v1/reports', 'citizen:c-1');
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-requests' } });
    expect(refused.headers['retry-after']).toBe('60');
    afterSeconds(59);
    expect((await api.get('/v1/reports', 'citizen:c-1')).headers['retry-after']).toBe('1');
    afterSeconds(1);
    expect((await api.get('/v1/reports', 'citizen:c-1')).status).toBe(200);
  });

  it('as an actor, wherever it asks from, and nobody else at its address is', async () => {
    const api = await limited({ rateLimits: { ...defaultRateLimits, requestsOfActor: 5 } });
    const all: number[] = [];
    for (const from of ['203.0.113.1', '203.0.113.2'])
      all.push(...(await statuses(api, 5, '/v1/reports', { as: 'citizen:c-1', from })));
    expect(tally(all)).toEqual({ 200: 5, 429: 5 });
    expect(await statuses(api, 1, '/v1/reports', { as: 'citizen:c-2', from: '203.0.113.1' })).toEqual([200]);
    expect(await statuses(api, 1, '/v1/reports', { as: 'operator:c-1', from: '203.0.113.1' })).toEqual([200]);
  });

  it('without a token by its address, whatever it asks for, and a valid token is let in from there', async () => {
    const api = await limited({ rateLimits: { ...defaultRateLimits, requestsOfAddress: 10 } });
    const asked = ['/v1/reports', '/', '/problems', '/nowhere', '/docs/static/index.html'];
    const all = await statuses(api, 30, (index) => asked[index % asked.length] ?? '');
    expect(tally(all)[429]).toBe(20);
    expect(await statuses(api, 3, '/v1/reports', { as: 'citizen:c-1' })).toEqual([200, 200, 200]);
    expect(await statuses(api, 1, '/', { from: '203.0.113.8' })).toEqual([200]);
  });

  it('while a /64 of IPv6 is one address, and an address of IPv4 is one in either form', async () => {
    const api = await limited({ rateLimits: { ...defaultRateLimits, requestsOfAddress: 2 } });
    const from = (address: string) => statuses(api, 1, '/', { from: address });
    expect(await from('2001:db8:0:1::1')).toEqual([200]);
    expect(await from('2001:db8:0:1:ffff::9')).toEqual([200]);
    expect(await from('2001:db8:0:1::2')).toEqual([429]);
    expect(await from('2001:db8:0:2::1')).toEqual([200]);
    for (const address of ['198.51.100.1', '::ffff:198.51.100.1']) expect(await from(address)).toEqual([200]);
    expect(await from('198.51.100.1')).toEqual([429]);
  });

  it('for preflights by its address, which may send ten for each request, and those take nobody’s requests', async () => {
    const origin = 'https://portal.example';
    const rateLimits = { ...defaultRateLimits, requestsOfAddress: 2 };
    const api = await limited({ rateLimits, allowedOrigins: [origin] });
    const preflight = (remoteAddress: string) =>
      api.app.inject({
        method: 'OPTIONS',
        url: '/v1/reports',
        remoteAddress,
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const answers: number[] = [];
    for (let sent = 0; sent < 25; sent += 1) answers.push((await preflight('203.0.113.7')).statusCode);
    expect(tally(answers)).toEqual({ 204: 20, 429: 5 });
    expect((await preflight('203.0.113.7')).json()).toMatchObject({ code: 'too-many-requests' });
    expect((await preflight('203.0.113.8')).statusCode).toBe(204);
    expect(tally(await statuses(api, 3, '/'))).toEqual({ 200: 2, 429: 1 });
  });

  it('never when it asks how the host is', async () => {
    const api = await limited({ rateLimits: { ...defaultRateLimits, requestsOfAddress: 1 } });
    for (const url of ['/healthz', '/readyz', '/metrics'])
      expect(tally(await statuses(api, 20, url))).toEqual({ 200: 20 });
    expect(await statuses(api, 2, '/')).toEqual([200, 429]);
  });

  it('nor judged there by its token: nobody can try tokens uncounted', async () => {
    const judged = vi.fn(authenticate);
    const api = await limited({ authenticate: judged });
    // The support looks at the reference first.
    judged.mockClear();
    for (const url of ['/healthz', '/readyz', '/metrics'])
      expect(tally(await statuses(api, 30, url, { as: 'nobody' })), url).toEqual({ 200: 30 });
    expect(judged).not.toHaveBeenCalled();
  });
});

describe('by default', () => {
  it('of 300 tokens that are not valid 20 are told so, and who has a valid one is let in from the same address', async () => {
    const api = await limited();
    const all = await statuses(api, 300, '/v1/reports', { as: 'citizen:', headers: {} });
    expect(tally(all)).toEqual({ 401: 20, 429: 280 });
    expect(await statuses(api, 1, '/v1/reports', { as: 'citizen:c-1' })).toEqual([200]);
    expect(await statuses(api, 1, '/v1/reports', { as: 'citizen:', from: '203.0.113.8' })).toEqual([401]);
  });

  it('an authentication that throws is counted as well', async () => {
    const api = await limited({
      authenticate: ({ headers }) => {
        if (headers.authorization === undefined) return undefined;
        throw Object.assign(new Error('expired'), { statusCode: 401 });
      },
    });
    const all = await statuses(api, 40, '/v1/reports', { as: 'x' });
    expect(tally(all)).toEqual({ 401: 20, 429: 20 });
  });

  it('of 1,000 guessed tracking codes 10 are told that there is none, and a signed-in citizen still follows a report', async () => {
    const api = await limited();
    const submitted = await api.post('/v1/reports', 'citizen:c-1', lamp);
    const { trackingCode } = submitted.body;
    await api.readModels.catchUp();
    const guess = (index: number) => `/v1/track/${String(index).padStart(10, '2')}`;
    const all = await statuses(api, 1_000, guess);
    expect(tally(all)[404]).toBe(10);
    expect(tally(all)[200]).toBeUndefined();
    const own = `/v1/track/${trackingCode}`;
    expect(await statuses(api, 1, own)).toEqual([429]);
    expect(await statuses(api, 1, own, { as: 'citizen:c-1' })).toEqual([200]);
    expect(await statuses(api, 1, own, { from: '203.0.113.8' })).toEqual([200]);
    afterSeconds(60);
    expect(await statuses(api, 1, own)).toEqual([200]);
  });

  it('a citizen submits 30 reports an hour, and an operator as many as callers tell', async () => {
    const api = await limited();
    const submit = async (as: string) =>
      (await api.post('/v1/reports', as, { ...lamp, channel: 'app' })).status;
    const of = async (as: string, count: number) => {
      const all: number[] = [];
      for (let index = 0; index < count; index += 1) all.push(await submit(as));
      return tally(all);
    };
    expect(await of('citizen:c-1', 35)).toEqual({ 201: 30, 429: 5 });
    expect(await of('citizen:c-2', 1)).toEqual({ 201: 1 });
    afterSeconds(3_600);
    expect(await of('citizen:c-1', 1)).toEqual({ 201: 1 });
  });

  it('development authentication counts nobody, and any other does', async () => {
    const free = await openApi();
    const all = await statuses(free, 700, '/v1/reports', { as: 'dev:citizen:c-1', from: '127.0.0.1' });
    expect(tally(all)).toEqual({ 200: 700 });
    const counted = await limited();
    expect(tally(await statuses(counted, 700, '/v1/reports', { as: 'citizen:c-1' }))).toEqual({
      200: 600,
      429: 100,
    });
    const off = await limited({ rateLimits: false });
    expect(tally(await statuses(off, 700, '/v1/reports', { as: 'citizen:c-1' }))).toEqual({ 200: 700 });
  });
});

describe('X-Forwarded-For', () => {
  const rateLimits = { ...defaultRateLimits, requestsOfAddress: 1 };
  const forwarded = (address: string, from: string) => ({ from, headers: { 'x-forwarded-for': address } });

  it('names the sender where a trusted proxy says it', async () => {
    const api = await limited({ rateLimits, trustedProxies: ['10.1.0.0/16', '2001:db8::1'] });
    const proxy = '10.1.2.3';
    expect(await statuses(api, 1, '/', forwarded('203.0.113.1', proxy))).toEqual([200]);
    expect(await statuses(api, 1, '/', forwarded('203.0.113.2', proxy))).toEqual([200]);
    expect(await statuses(api, 1, '/', forwarded('203.0.113.1', proxy))).toEqual([429]);
    // What the sender itself wrote in front of it is nobody's word.
    expect(await statuses(api, 1, '/', forwarded('198.51.100.9, 203.0.113.2', proxy))).toEqual([429]);
  });

  it('names one sender whatever port stands beside the address', async () => {
    const api = await limited({ rateLimits, trustedProxies: ['10.1.0.0/16'] });
    for (const [one, others] of [
      ['203.0.113.1:4711', ['203.0.113.1:4712', '203.0.113.1', '[203.0.113.1]:9']],
      ['[2001:db8::1]:4711', ['[2001:db8::1]:4712', '[2001:db8::2]', '2001:db8::1']],
    ] as const) {
      expect(await statuses(api, 1, '/', forwarded(one, '10.1.2.3'))).toEqual([200]);
      for (const other of others)
        expect(await statuses(api, 1, '/', forwarded(other, '10.1.2.4'))).toEqual([429]);
    }
  });

  it('gives nobody a place of their own by what is no address: that is of the proxy that told it', async () => {
    const api = await limited({ rateLimits, trustedProxies: ['10.1.0.0/16'] });
    expect(await statuses(api, 1, '/', forwarded('unknown', '10.1.2.3'))).toEqual([200]);
    for (const junk of [
      '_hidden',
      '300.1.2.3',
      '1.2.3.4:x',
      '[junk]:1',
      'a'.repeat(300),
      '198.51.100.1, unknown',
    ])
      expect(await statuses(api, 1, '/', forwarded(junk, '10.1.2.3'))).toEqual([429]);
    // Another proxy, told of by the first one.
    expect(await statuses(api, 1, '/', forwarded('unknown, 10.1.2.4', '10.1.2.3'))).toEqual([200]);
    expect(await statuses(api, 1, '/', forwarded('other, 10.1.2.4', '10.1.2.3'))).toEqual([429]);
  });

  it('is read through a second proxy that the first one tells with a port', async () => {
    const api = await limited({ rateLimits, trustedProxies: ['10.1.0.0/16', '2001:db8:1::/48'] });
    for (const second of ['10.1.2.4:50111', '[2001:db8:1::4]:50112', '10.1.2.4']) {
      const through = (address: string) => forwarded(`${address}, ${second}`, '10.1.2.3');
      const [one, other] = [`203.0.113.${second.length}`, `198.51.100.${second.length}`];
      expect(await statuses(api, 1, '/', through(one))).toEqual([200]);
      expect(await statuses(api, 1, '/', through(other))).toEqual([200]);
      expect(await statuses(api, 1, '/', through(one))).toEqual([429]);
    }
  });

  it('names nobody where anybody else says it', async () => {
    for (const trustedProxies of [[], ['10.1.0.0/16']]) {
      const api = await limited({ rateLimits, trustedProxies });
      expect(await statuses(api, 1, '/', forwarded('198.51.100.1', '203.0.113.1'))).toEqual([200]);
      expect(await statuses(api, 1, '/', forwarded('198.51.100.2', '203.0.113.1'))).toEqual([429]);
    }
  });

  it('makes nobody of this machine for development authentication, whichever proxy is trusted', async () => {
    const api = await openApi({ trustedProxies: ['127.0.0.1', '10.1.0.0/16'] });
    const ask = (from: string, headers: { readonly [name: string]: string }) =>
      statuses(api, 1, '/v1/reports', { as: 'dev:citizen:c-1', from, headers });
    expect(await ask('10.1.2.3', { 'x-forwarded-for': '127.0.0.1' })).toEqual([403]);
    expect(await ask('127.0.0.1', { 'x-forwarded-for': '203.0.113.1' })).toEqual([403]);
    expect(await ask('127.0.0.1', {})).toEqual([200]);
  });
});
