import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askers, type Case, type CaseName, makeCases } from '../support/permission-cases.ts';
import { type PermissionHost, permissionHost } from '../support/permission-host.ts';

let host: PermissionHost;
let cases: ReadonlyMap<CaseName, Case>;
let port = 0;
beforeAll(async () => {
  host = await permissionHost();
  cases = await makeCases(host);
  port = Number(new URL(await host.app.listen({ host: '127.0.0.1', port: 0 })).port);
});
afterAll(() => host.close());

const injected = '%0d%0aX-Injected:%201%0d%0a%0d%0a<script>';

it('no text of a request becomes a header of its answer', async () => {
  const id = cases.get('published')?.id;
  for (const url of [
    `/v1/reports?limit=1&category=lighting&category=${injected}`,
    `/v1/reports?limit=1&q=canarytext${injected}`,
    `/v1/reports?cursor=${injected}`,
    `/v1/sla/cases?limit=1&category=lighting&category=${injected}`,
    `/v1/reports/${id}/history?limit=1&fromRevision=${injected}`,
    `/v1/reports/${id}/history?limit=1`,
    `/v1/reports/${injected}`,
    `/v1/track/${injected}`,
    `/problems/${injected}`,
    `/v1/exports/cases.csv?category=${injected}`,
    `/${injected}`,
  ]) {
    const { headers, status } = await host.ask('GET', url, askers.operator);
    expect(status, url).toBeLessThan(500);
    expect(Object.keys(headers), url).not.toContain('x-injected');
    for (const value of Object.values(headers)) expect(String(value), url).not.toMatch(/[\r\n]|<script>/);
  }
});

it('the host that a request names stands in no answer, and no correlation brings another line', async () => {
  for (const headers of [
    { host: 'localhost', 'x-forwarded-host': 'localhost', 'x-forwarded-proto': 'javascript' },
    {
      host: 'localhost',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\tX',
      'x-request-id': 'a"b',
    },
  ]) {
    const answer = await host.app.inject({
      url: '/v1/reports?limit=1',
      headers: { authorization: `Bearer dev:${askers.operator}`, ...headers },
    });
    expect(answer.statusCode).toBe(200);
    expect(JSON.stringify(answer.headers)).not.toMatch(/javascript|a\\"b/);
    // Where the next page is, is said without a host.
    expect(String(answer.headers.link)).toMatch(/^<\/v1\/reports\?/);
  }
});

/** What a host answers to bytes, until it closes the connection. */
const answerTo = async (...lines: readonly string[]): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
  return text(socket).catch(() => '');
};
const authorization = `authorization: Bearer dev:${askers.operator}`;
const request = ['GET /v1/reports?limit=1 HTTP/1.1', 'host: localhost', authorization];
const statuses = (answer: string): readonly string[] =>
  [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status = '']) => status);

it.each([
  [
    'two lengths',
    [
      'POST /v1/reports HTTP/1.1',
      'host: localhost',
      authorization,
      'content-length: 2',
      'content-length: 60',
      '',
      '{}',
    ],
  ],
  [
    'a length beside chunks',
    [
      'POST /v1/reports HTTP/1.1',
      'host: localhost',
      authorization,
      'content-length: 4',
      'transfer-encoding: chunked',
      '',
      '0',
      '',
      'GET /metrics HTTP/1.1',
      'host: localhost',
    ],
  ],
  ['a folded header', [...request, 'x-a: b', ' folded: c']],
  ['a bare line feed in a header', [...request, 'x-a: b\nx-injected: c', 'x-b: \rd']],
  ['a zero in a header', [...request, 'x-a: b\0c']],
  ['a space before a colon', [...request, 'x-a : b']],
  ['no host', ['GET /v1/reports HTTP/1.1', authorization]],
  ['a header name with a line in it', [...request, 'x-a\r: b']],
])('a request with %s is answered once, as malformed', async (_, lines) => {
  const answer = await answerTo(...lines);
  expect(statuses(answer)).toEqual(['400']);
  expect(answer).not.toMatch(/x-injected/i);
});

it('of two tokens in one request the first counts, whatever the second says', async () => {
  const answer = await answerTo(
    'GET /v1/api-keys HTTP/1.1',
    'host: localhost',
    `authorization: Bearer dev:${askers['own citizen']}`,
    `authorization: Bearer dev:${askers.admin}`,
    'connection: close',
  );
  expect(statuses(answer)).toEqual(['403']);
});
