import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createReports, huePolicy } from '@phananh/core';
import { EvidenceError } from '@phananh/core/privacy';
import { memoryEventStore } from '@phananh/core/testing';
import { createHost, developmentAuth, type Host } from '@phananh/http';
import { defaultRateLimits } from '@phananh/http/limits';
import { fileKeyWrapper, sqliteKeyStore } from '@phananh/sqlite';
import { type Json, until } from '@phananh/test-support/api';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { fileStorage, type RunningEvidence, runEvidence } from '../../src/index.ts';
import { phonePhoto } from '../support/media.ts';

const folder = temporaryFiles()();
const reports = createReports({ store: memoryEventStore(), policy: huePolicy });
let photos: RunningEvidence;
const origin = 'http://localhost:5173';
let host: Host;
let url: string;
let photo: Buffer;

beforeAll(async () => {
  photos = runEvidence({
    reports,
    keys: sqliteKeyStore(join(folder, 'keys.db'), fileKeyWrapper(join(folder, 'key'))),
    storage: fileStorage(join(folder, 'stored')),
    folder,
    onError: () => {},
  });
  host = await createHost({
    reports,
    evidence: photos.evidence,
    authenticate: developmentAuth({ isSaid: true }),
    log: { level: 'silent' },
    allowedOrigins: [origin],
    close: photos.close,
  });
  url = await host.listen({ host: '127.0.0.1', port: 0 });
  photo = Buffer.concat([await phonePhoto(400, 300), Buffer.alloc(100_000, 'tail')]);
});
afterAll(() => host.close());

const citizen = { authorization: 'Bearer dev:citizen:c-17' };

const form = (bytes: Buffer, name = 'lamp.jpg') => {
  const body = new FormData();
  body.set('file', new Blob([new Uint8Array(bytes)]), name);
  return body;
};

const upload = (body: FormData, headers: object = citizen, query = '') =>
  fetch(`${url}/v1/attachments${query}`, { method: 'POST', headers: { ...headers }, body });

const uploaded = async (name?: string): Promise<string> => {
  const answer = await upload(form(photo, name));
  expect(answer.status).toBe(201);
  const { attachmentId }: Json = await answer.json();
  return attachmentId;
};

it('a page of another origin is told that files depend on its origin and on who asks', async () => {
  const id = await uploaded();
  for (const [form, headers] of [
    ['/original', {}],
    ['/original', { range: 'bytes=0-9' }],
    ['/original', { 'if-none-match': `"${id}"` }],
    ['/status', {}],
  ] as const) {
    const answer = await fetch(`${url}/v1/attachments/${id}${form}`, {
      headers: { ...citizen, ...headers, origin },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('vary')).toBe('Origin, Authorization');
    await answer.body?.cancel();
  }
});

it('a photo is given back whole, in part, or not at all to whom has it', async () => {
  const id = await uploaded('../../etc/passwd');
  const path = `${url}/v1/attachments/${id}/original`;
  const whole = await fetch(path, { headers: citizen });
  expect(Buffer.from(await whole.arrayBuffer()).equals(photo)).toBe(true);
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-type': 'image/jpeg',
    'content-disposition': `attachment; filename="${id.slice(0, 16)}.jpg"`,
    'cache-control': 'private, no-cache',
    etag: `"${id}"`,
  });
  const part = await fetch(path, { headers: { ...citizen, range: 'bytes=65530-65545' } });
  expect([part.status, part.headers.get('content-range')]).toEqual([
    206,
    `bytes 65530-65545/${photo.length}`,
  ]);
  expect(Buffer.from(await part.arrayBuffer()).equals(photo.subarray(65_530, 65_546))).toBe(true);
  const beyond = await fetch(path, { headers: { ...citizen, range: `bytes=${photo.length}-` } });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${photo.length}`]);
  expect((await fetch(path, { headers: { ...citizen, 'if-none-match': `"${id}"` } })).status).toBe(304);
  const other = { authorization: 'Bearer dev:citizen:c-18' };
  for (const form of ['', '/original', '/thumbnail', '/status'])
    for (const headers of [{}, other])
      expect((await fetch(`${url}/v1/attachments/${id}${form}`, { headers })).status).toBe(404);
});

it.each([
  ['before the first boundary', '', false],
  ['in the header of the first part', '--b\r\nContent-Disposition: form-data; name="x', false],
  ['in the header of a part behind the file', '\r\n--b\r\nContent-Disposition: form-data; name="x', true],
  ['behind the last boundary', '\r\n--b--\r\n', true],
])('a form that goes on %s for ever is cut off', async (_, text, hasFile) => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let answer = '';
  socket.on('data', (bytes) => (answer += bytes));
  await once(socket, 'connect');
  const head = [
    'POST /v1/attachments HTTP/1.1',
    'host: 127.0.0.1',
    `authorization: ${citizen.authorization}`,
    'content-type: multipart/form-data; boundary=b',
    'content-length: 100000000',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  if (hasFile) {
    socket.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n');
    socket.write(photo);
  }
  socket.write(text);
  await until(
    async () => {
      socket.write('x');
      vi.advanceTimersByTime(1_000);
      return answer;
    },
    (told) => told.includes('attachment-too-slow'),
  );
});

it('what is no form with one file is refused in words', async () => {
  const codeOf = async (answer: Promise<Response>) => {
    const { code }: Json = await (await answer).json();
    return [(await answer).status, code];
  };
  expect(await codeOf(upload(new FormData()))).toEqual([400, 'attachment-malformed']);
  const two = form(photo);
  two.append('file', new Blob([new Uint8Array(photo)]), 'two.jpg');
  expect(await codeOf(upload(two))).toEqual([400, 'attachment-malformed']);
  const detailOf = async (body: FormData) => {
    const { detail }: Json = await (await upload(body)).json();
    return detail;
  };
  const before = new FormData();
  before.set('caption', 'a lamp');
  before.set('file', new Blob([new Uint8Array(photo)]), 'lamp.jpg');
  const behind = form(photo);
  behind.set('caption', 'a lamp');
  const nameless = new FormData();
  nameless.set('file', 'a lamp');
  for (const body of [before, behind, nameless])
    expect(await detailOf(body)).toMatch(
      /a text field stands before or behind it, or the file has no filename/,
    );
  expect(await detailOf(two)).toMatch(/more than one file/);
  expect(await codeOf(upload(form(Buffer.alloc(0))))).toEqual([422, 'attachment-empty']);
  expect(await codeOf(upload(form(Buffer.from('<svg/>'))))).toEqual([422, 'attachment-type-refused']);
  const auditor = { authorization: 'Bearer dev:auditor:au-1' };
  expect(await codeOf(upload(form(photo), auditor))).toEqual([403, 'forbidden']);
  expect(await codeOf(upload(form(photo), {}))).toEqual([401, 'unauthenticated']);
});

it('a form that says that it is compressed is refused, whatever it is', async () => {
  const answer = await upload(form(photo), { ...citizen, 'content-encoding': 'gzip' });
  const { code }: Json = await answer.json();
  expect([answer.status, code]).toEqual([415, 'unsupported-media-type']);
  const plain = await upload(form(photo), { ...citizen, 'content-encoding': 'identity' });
  expect(plain.status).toBe(201);
});

it('a refused upload is taken to its end, so that the next request of its connection is answered', async () => {
  const request = new Request(`${url}/v1/attachments`, {
    method: 'POST',
    body: form(Buffer.alloc(3_000_000)),
  });
  const body = Buffer.from(await request.clone().arrayBuffer());
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let said = '';
  socket.on('data', (data) => {
    said += data;
  });
  const head = [
    'POST /v1/attachments HTTP/1.1',
    'host: 127.0.0.1',
    `authorization: ${citizen.authorization}`,
    `content-type: ${request.headers.get('content-type')}`,
    `content-length: ${body.length}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.write(body);
  await until(
    async () => said,
    (text) => text.startsWith('HTTP/1.1 422 '),
  );
  socket.write('GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
  await until(
    async () => said,
    (text) => text.includes('HTTP/1.1 200 '),
  );
});

it('a connection that breaks at any tenth leaves nothing', async () => {
  const count = async () =>
    (await Array.fromAsync(reports.store.readAll({ streamPrefix: 'attachment-' }))).length;
  const request = new Request(`${url}/v1/attachments`, {
    method: 'POST',
    headers: citizen,
    body: form(photo),
  });
  const body = Buffer.from(await request.clone().arrayBuffer());
  const head = [
    'POST /v1/attachments HTTP/1.1',
    'host: 127.0.0.1',
    `authorization: ${citizen.authorization}`,
    `content-type: ${request.headers.get('content-type')}`,
    `content-length: ${body.length}`,
  ];
  await uploaded();
  const uploads = (await Array.fromAsync(reports.store.readAll({ streamPrefix: 'attachment-' }))).filter(
    ({ type }) => type === 'uploaded',
  );
  const stored = async () =>
    (await readdir(join(folder, 'stored'), { recursive: true })).filter((name) => name.length > 60).length;
  // Each is copied, with a thumbnail; its files are there before the log says so.
  await until(count, (events) => events === 2 * uploads.length);
  await until(stored, (files) => files === 3 * uploads.length);
  const before = await count();
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    socket.write(body.subarray(0, Math.floor((body.length * tenth) / 10)), () => socket.destroy());
    await once(socket, 'close');
  }
  await until(
    () => readdir(join(folder, 'incoming')),
    (names) => names.length === 0,
  );
  expect([await count(), await stored()]).toEqual([before, 3 * uploads.length]);
});

it('a form that is whole as a request and cut at any tenth is refused in words, half a connection too, and leaves nothing', async () => {
  const count = async () =>
    (await Array.fromAsync(reports.store.readAll({ streamPrefix: 'attachment-' }))).length;
  const stored = async () => (await readdir(join(folder, 'stored'), { recursive: true })).length;
  const whole = new Request(`${url}/v1/attachments`, { method: 'POST', body: form(photo) });
  const type = String(whole.headers.get('content-type'));
  const body = Buffer.from(await whole.arrayBuffer());
  const before = [await count(), await stored()];
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const cut = body.subarray(0, Math.floor((body.length * tenth) / 10));
    const answer = await fetch(`${url}/v1/attachments`, {
      method: 'POST',
      headers: { ...citizen, 'content-type': type },
      body: cut,
    });
    expect([tenth, answer.status, await answer.json()]).toMatchObject([
      tenth,
      400,
      { code: 'attachment-malformed' },
    ]);
    // Who says that nothing more comes of what was announced still reads.
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let said = '';
    socket.on('data', (bytes) => (said += bytes));
    const head = [
      'POST /v1/attachments HTTP/1.1',
      'host: 127.0.0.1',
      `authorization: ${citizen.authorization}`,
      `content-type: ${type}`,
      `content-length: ${body.length}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    socket.end(cut);
    await once(socket, 'close');
    expect([tenth, said]).toEqual([
      tenth,
      expect.stringMatching(/^HTTP\/1\.1 400 .*"code":"malformed-request"/s),
    ]);
  }
  await until(
    () => readdir(join(folder, 'incoming')),
    (names) => names.length === 0,
  );
  expect([await count(), await stored()]).toEqual(before);
});

it('who uploads more than they may in an hour is refused with when to come again, and others are not', async () => {
  const busy = await createHost({
    reports,
    evidence: { ...photos.evidence, close: async () => {} },
    authenticate: developmentAuth({ isSaid: true }),
    rateLimits: { ...defaultRateLimits, uploads: { citizen: 2 } },
    log: { level: 'silent' },
  });
  onTestFinished(() => busy.close());
  const base = await busy.listen({ host: '127.0.0.1', port: 0 });
  const send = (who: string) =>
    fetch(`${base}/v1/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer dev:${who}` },
      body: form(Buffer.from('no photo')),
    });
  const statuses = [];
  for (const who of ['citizen:c-1', 'citizen:c-1', 'citizen:c-1', 'citizen:c-2', 'operator:o-1'])
    statuses.push((await send(who)).status);
  expect(statuses).toEqual([422, 422, 429, 422, 422]);
  expect((await send('citizen:c-1')).headers.get('retry-after')).toMatch(/^3[56]\d\d$/);
});

it('an upload that is refused for now is a warning without a stack', async () => {
  const lines: Json[] = [];
  const full = { ...photos.evidence, close: async () => {} };
  const busy = await createHost({
    reports,
    evidence: {
      ...full,
      upload: async () => {
        throw new EvidenceError('attachments-busy', 'too many', { retryAfterSeconds: 5 });
      },
    },
    authenticate: developmentAuth({ isSaid: true }),
    log: { level: 'warn', destination: { write: (line) => void lines.push(JSON.parse(line)) } },
  });
  onTestFinished(() => busy.close());
  const base = await busy.listen({ host: '127.0.0.1', port: 0 });
  const answer = await fetch(`${base}/v1/attachments`, {
    method: 'POST',
    headers: citizen,
    body: form(photo),
  });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  expect(lines.filter(({ code }) => code === 'attachments-busy')).toMatchObject([{ level: 40 }]);
  expect(JSON.stringify(lines)).not.toContain('stack');
});

it('HEAD says what GET would, and knows no ranges', async () => {
  const path = `${url}/v1/attachments/${await uploaded()}/original`;
  for (const headers of [citizen, { ...citizen, range: 'bytes=0-9' }]) {
    const head = await fetch(path, { method: 'HEAD', headers });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(photo.length)]);
  }
});

it('a host that is closed ends the evidence that it was given', async () => {
  const close = vi.fn(async () => {});
  const closed = await createHost({
    reports,
    evidence: { ...photos.evidence, close },
    authenticate: developmentAuth({ isSaid: true }),
    log: { level: 'silent' },
  });
  await closed.close();
  expect(close).toHaveBeenCalledOnce();
});
