import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { asCitizen, asOperator, lamp, openApi, type Request } from '../support/api.ts';

const json = JSON.stringify(lamp);
const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))));
const nested = (depth: number) => `{"text":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

/** One host for all that is refused: nothing changes it. */
let opened: ReturnType<typeof openApi> | undefined;
const anApi = () => {
  opened ??= openApi();
  return opened;
};

describe('a body that is not to be read', () => {
  it.each<[string, Request, number, string]>([
    ['that is cut off', { raw: json.slice(0, -1) }, 400, 'malformed-json'],
    ['with a comment', { raw: `/* */${json}` }, 400, 'malformed-json'],
    ['with a trailing comma', { raw: `${json.slice(0, -1)},}` }, 400, 'malformed-json'],
    ['with a byte order mark', { raw: bytes(0xef, 0xbb, 0xbf, json) }, 400, 'malformed-json'],
    ['with two texts', { raw: `${json}${json}` }, 400, 'malformed-json'],
    ['with a bare NaN', { raw: '{"text":NaN}' }, 400, 'malformed-json'],
    ['with a byte that is not UTF-8', { raw: bytes('{"text":"', 0xff, '"}') }, 400, 'invalid-utf8'],
    ['with an overlong form', { raw: bytes('{"text":"', 0xc0, 0xaf, '"}') }, 400, 'invalid-utf8'],
    ['with a surrogate in UTF-8', { raw: bytes('{"text":"', 0xed, 0xa0, 0x80, '"}') }, 400, 'invalid-utf8'],
    ['in UTF-16', { raw: Buffer.from(json, 'utf16le') }, 400, 'invalid-utf8'],
    ['with a lone surrogate', { raw: '{"text":"\\ud800"}' }, 400, 'lone-surrogate'],
    ['with a lone surrogate in a key', { raw: '{"\\udc00":1}' }, 400, 'lone-surrogate'],
    ['with a key twice', { raw: '{"text":"a","text":"b"}' }, 400, 'duplicate-key'],
    ['with a key twice, once escaped', { raw: '{"text":"a","te\\u0078t":"b"}' }, 400, 'duplicate-key'],
    ['with a key twice further in', { raw: '{"location":{"lat":1,"lat":2}}' }, 400, 'duplicate-key'],
    ['with __proto__', { raw: '{"__proto__":{"kind":"operator"}}' }, 400, 'forbidden-key'],
    ['nested 33 deep', { raw: nested(33) }, 400, 'too-deep'],
    ['nested 400,000 deep', { raw: nested(400_000) }, 400, 'too-deep'],
    ['of 10 MB', { raw: `{"text":"${'x'.repeat(10_000_000)}"}` }, 413, 'payload-too-large'],
    [
      'in another media type',
      { raw: json, headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported-media-type',
    ],
    [
      'in XML',
      { raw: '<text/>', headers: { 'content-type': 'application/xml' } },
      415,
      'unsupported-media-type',
    ],
    [
      'in a form',
      { raw: 'text=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'unsupported-media-type',
    ],
    [
      'in Latin 1',
      { raw: json, headers: { 'content-type': 'application/json; charset=iso-8859-1' } },
      415,
      'unsupported-media-type',
    ],
    ...['utf-16', 'windows-1252', 'utf-7', '', 'utf-8-but-not-really'].map(
      (charset) =>
        [
          `in the charset ${charset}`,
          { raw: json, headers: { 'content-type': `application/json; charset="${charset}"` } },
          415,
          'unsupported-media-type',
        ] satisfies [string, Request, number, string],
    ),
    ['of no media type', { raw: json, headers: { 'content-type': '' } }, 415, 'unsupported-media-type'],
  ])('%s is refused', async (_, request, status, code) => {
    const { call, store } = await anApi();
    const answer = await call('POST', '/v1/reports', { as: asCitizen, ...request });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    for await (const event of store.readAll()) throw new Error(`${event.type} was appended`);
  });

  it('says where a key stands twice', async () => {
    const { call } = await anApi();
    const raw = '{"location":{"a/b":1,"a/b":2}}';
    const answer = await call('POST', '/v1/reports', { as: asCitizen, raw });
    expect(answer.body.errors).toEqual([
      { pointer: '/location/a~1b', message: 'stands twice in its object' },
    ]);
  });

  it('does not quote the body, which may be personal', async () => {
    const { call } = await anApi();
    const answer = await call('POST', '/v1/reports', { as: asCitizen, raw: '{"text": 0912345678x' });
    expect(answer.text).not.toContain('0912345678');
  });

  it('is taken with a charset of UTF-8 in any spelling', async () => {
    const { call } = await openApi();
    for (const type of [
      'application/json; charset=utf-8',
      'application/json;charset="UTF-8"',
      'application/json; charset=utf8',
      'application/json; charset=UTF8',
      'application/json; charset=us-ascii',
      'application/json; charset="Unicode-1-1-UTF-8"',
      'application/json; profile=x; charset=Utf8; more=y',
      'Application/JSON',
    ]) {
      const answer = await call('POST', '/v1/reports', {
        as: asCitizen,
        raw: json,
        headers: { 'content-type': type },
      });
      expect(answer.status).toBe(201);
    }
  });

  it('is taken when it says that it was not encoded', async () => {
    const { call } = await openApi();
    const headers = { 'content-encoding': 'identity' };
    expect((await call('POST', '/v1/reports', { as: asCitizen, raw: json, headers })).status).toBe(201);
  });

  it('is told which encodings would be taken when it comes in another one', async () => {
    const { call } = await anApi();
    for (const encoding of ['gzip', 'br', 'identity, deflate']) {
      const headers = { 'content-encoding': encoding };
      const answer = await call('POST', '/v1/reports', { as: asCitizen, raw: gzipSync(json), headers });
      expect([answer.status, answer.body.code]).toEqual([415, 'unsupported-media-type']);
      expect(answer.headers['accept-encoding']).toBe('identity');
    }
  });
});

describe('an input that breaks the rules of its command', () => {
  it.each<[string, object, string]>([
    ['an unknown field', { ...lamp, urgent: true }, '/urgent'],
    ['an unknown field further in', { ...lamp, location: { lat: 1, lng: 1, alt: 3 } }, '/location/alt'],
    ['a text of 10,001 characters', { ...lamp, text: 'x'.repeat(10_001) }, '/text'],
    ['an empty text', { ...lamp, text: ' \n' }, '/text'],
    ['control characters', { ...lamp, text: 'a\u0000b' }, '/text'],
    ['a latitude off the globe', { ...lamp, location: { lat: 90.1, lng: 0 } }, '/location/lat'],
    ['a longitude off the globe', { ...lamp, location: { lat: 0, lng: -180.1 } }, '/location/lng'],
    ['a location of text', { ...lamp, location: { lat: '1', lng: 2 } }, '/location/lat'],
    ['no location', { text: 'x' }, '/location'],
    ['30 February', { ...lamp, occurredAt: '2026-02-30T00:00:00Z' }, '/occurredAt'],
    ['an instant without an offset', { ...lamp, occurredAt: '2026-12-07T09:00:00' }, '/occurredAt'],
    ['a word for an instant', { ...lamp, occurredAt: 'yesterday' }, '/occurredAt'],
    ['an unknown channel', { ...lamp, channel: 'fax' }, '/channel'],
    ['a list', [lamp], ''],
  ])('%s is refused, with a pointer to it', async (_, body, pointer) => {
    const { post } = await anApi();
    const answer = await post('/v1/reports', asOperator, body);
    expect(answer.status).toBe(422);
    expect(answer.body.code).toBe('invalid-command');
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  it('is answered with a hundred of its faults at most', async () => {
    const { post } = await anApi();
    const unknown = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [`field-${index}`, index]),
    );
    const answer = await post('/v1/reports', asCitizen, { ...lamp, ...unknown });
    expect(answer.body.errors).toHaveLength(100);
    expect(answer.text.length).toBeLessThan(20_000);
  });

  it('takes no body for an empty one, where a command needs nothing', async () => {
    const { call, post, submitted } = await openApi();
    const path = await submitted();
    expect((await post(`${path}/withdraw`, asCitizen)).status).toBe(200);
    const empty = await call('POST', `${await submitted()}/withdraw`, { as: asCitizen, raw: '' });
    expect(empty.status).toBe(200);
    expect((await post('/v1/reports', asCitizen)).body.code).toBe('invalid-command');
  });

  it('refuses an instant in the future', async () => {
    const { post } = await anApi();
    const answer = await post('/v1/reports', asOperator, { ...lamp, occurredAt: '2030-01-01T00:00:00Z' });
    expect(answer.status).toBe(422);
    expect(answer.body.code).toBe('occurred-out-of-order');
  });

  it('refuses what a rule of the lifecycle forbids, by the code of the rule', async () => {
    const { post, submitted } = await openApi();
    const path = await submitted();
    const answer = await post(`${path}/merge`, asOperator, { into: path.slice(12) });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'merge-into-itself', type: '/problems/merge-into-itself' });
  });
});
