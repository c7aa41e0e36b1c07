import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { get, post, until } from '@phananh/test-support/api';
import { type HostProcess, startHostWith } from '@phananh/test-support/host-process';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import { canariesIn, canaryOf, formsOf, type Planted, sweep } from '../support/canaries.ts';
import { phananh } from '../support/in-process.ts';

/**
 * The sweep of standards.md, B.4: a text of its own in every place where something personal stands, a whole life, a crash, exports, a backup,
 * an erasure; then every byte that was written, and everything that can be asked.
 */

const person = 'citizen:c-17';
const exact = { lat: 16.46371293, lng: 107.59094817 };
const device = { lat: 16.46222817, lng: 107.59221934, accuracyMetres: 12 };

const planted: Planted = new Map<string, readonly (string | number)[]>([
  ...[
    ...['text', 'address', 'name', 'mail', 'comment', 'answer', 'taken', 'grade', 'dispute', 'withdrawal'],
    ...['exif', 'pixels', 'caller', 'destroyed'],
  ].map((place) => [place, [canaryOf(place)]] as const),
  ['telephone', ['905123456']],
  ['exact place', [exact.lat, exact.lng]],
  ['device', [device.lat, device.lng]],
]);
const everything = [...planted.keys()].toSorted();

const part = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
};

/** A PNG whose pixels are a text as they are, and whose EXIF says another one. */
const photo = (): Buffer => {
  const [width, height] = [64, 32];
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1) rows.write(canaryOf('pixels'), row * (width + 1) + 1);
  const said = Buffer.from(`${canaryOf('exif')}\0`);
  const exif = Buffer.alloc(26);
  exif.write('II*\0', 0, 'latin1');
  exif.writeUInt32LE(8, 4);
  exif.writeUInt16LE(1, 8);
  // ImageDescription, a text, behind the directory.
  exif.writeUInt16LE(0x010e, 10);
  exif.writeUInt16LE(2, 12);
  exif.writeUInt32LE(said.length, 14);
  exif.writeUInt32LE(26, 18);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    part('IHDR', head),
    part('eXIf', Buffer.concat([exif, said])),
    part('IDAT', deflateSync(rows, { level: 0 })),
    part('IEND', Buffer.alloc(0)),
  ]);
};

const submission = (attachments: readonly string[]) => ({
  text: canaryOf('text'),
  location: { ...exact, address: canaryOf('address') },
  contact: {
    name: canaryOf('name'),
    phone: '+84 905123456',
    email: `${canaryOf('mail')}@example.org`,
  },
  devicePosition: device,
  channel: 'app',
  attachments,
});

const upload = async (url: string): Promise<string> => {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(photo())]), 'lamp.png');
  const answer = await fetch(`${url}/v1/attachments`, {
    method: 'POST',
    headers: { authorization: `Bearer dev:${person}` },
    body: form,
  });
  expect(answer.status).toBe(201);
  const { attachmentId }: { readonly attachmentId: string } = JSON.parse(await answer.text());
  return attachmentId;
};

const agency = 'agency:officer-9:agency-hue-lighting';
const operator = 'operator:o-1';

/** The whole life of two reports of the person, one that was taken down for them and linked, and one of somebody else. */
const live = async ({ url }: HostProcess) => {
  const give = async (id: string, command: string, as: string, input: object = {}) => {
    const { status, body } = await post(`${url}/v1/reports/${id}/${command}`, as, input);
    expect([command, status, body.detail]).toEqual([command, 200, undefined]);
  };
  const create = async (as: string, input: object): Promise<string> => {
    const { status, body } = await post(`${url}/v1/reports`, as, input);
    expect([status, body.detail]).toEqual([201, undefined]);
    return body.reportId;
  };
  await post(`${url}/v1/agencies`, operator, {
    agencyId: 'agency-hue-lighting',
    name: 'Chiếu sáng',
    kind: 'enterprise',
  });
  const attachmentId = await upload(url);
  const first = await create(person, submission([attachmentId]));
  await give(first, 'comment', person, { text: canaryOf('comment'), audience: 'public' });
  await give(first, 'request-information', operator, { question: 'Ở đâu?' });
  await give(first, 'provide-information', person, { text: canaryOf('answer') });
  await give(first, 'request-information', operator, { question: 'Số mấy?' });
  await give(first, 'provide-information', operator, { text: canaryOf('taken') });
  await give(first, 'verify', operator, { category: 'lighting' });
  await give(first, 'assign', operator, { agencyId: 'agency-hue-lighting' });
  await give(first, 'accept', agency, { officer: 'Tổ kỹ thuật 2' });
  await give(first, 'resolve', agency, { result: 'Đã thay bóng' });
  await until(
    () => get(`${url}/v1/attachments/${attachmentId}/status`, operator),
    ({ body }) => body.publicCopy === 'ready',
  );
  await give(first, 'publish', operator, { publicText: 'Đèn đã sáng', attachments: [attachmentId] });
  await give(first, 'rate', person, { grade: 'unsatisfied', comment: canaryOf('grade') });
  await give(first, 'dispute', person, { reason: canaryOf('dispute') });
  const second = await create(person, submission([]));
  await give(second, 'withdraw', person, { reason: canaryOf('withdrawal') });
  const third = await create(operator, {
    text: canaryOf('caller'),
    location: { address: '1 Lê Lợi' },
    channel: 'hotline',
  });
  await give(third, 'link', operator, { reporter: 'c-17' });
  const fourth = await create('citizen:c-18', {
    text: canaryOf('destroyed'),
    location: { address: '3 Lê Lợi' },
    channel: 'web',
  });
  return { ids: [first, second, third, fourth], fourth, attachmentId };
};

const everybody = [operator, 'auditor:a-1', 'admin:a-1', person, undefined] as const;

/** Everything that can be asked of a host about some reports, and about all. Files are asked for by who is shown most in them: each is made in a thread. */
const asked = async (
  { url }: HostProcess,
  { ids, attachmentId }: Awaited<ReturnType<typeof live>>,
  by: readonly (string | undefined)[] = everybody,
): Promise<Buffer> => {
  const files = ['cases.csv', 'events.csv', 'cases.parquet', 'events.xes', 'events.ocel.json'].map(
    (name) => `/v1/exports/${name}`,
  );
  const paths = [
    ...ids.flatMap((id) =>
      [
        '',
        '?revision=0',
        '/history',
        '/replay?limit=100',
        '/diff?from=0&to=3',
        '/explanation',
        '/redaction-suggestions',
      ].map((end) => `/v1/reports/${id}${end}`),
    ),
    ...['', '/thumbnail', '/original', '/status'].map((end) => `/v1/attachments/${attachmentId}${end}`),
    ...[
      '/v1/reports?limit=200',
      `/v1/reports?q=${canaryOf('text')}`,
      '/v1/sla/cases',
      '/v1/access-log?limit=1000',
    ],
    ...['/metrics', '/v1/operations'],
  ];
  const answers: Buffer[] = [];
  for (const as of by)
    for (const path of as === 'auditor:a-1' ? [...paths, ...files] : paths) {
      const headers = as === undefined ? {} : { authorization: `Bearer dev:${as}` };
      const answer = await fetch(`${url}${path}`, { headers });
      answers.push(Buffer.from(await answer.arrayBuffer()));
      expect([path, answer.status < 500]).toEqual([path, true]);
    }
  return Buffer.concat(answers);
};

/** What commands give whoever has the store and its keys. */
const commanded = async (ids: readonly string[], store: readonly string[]): Promise<Buffer> => {
  const outs: string[] = [];
  for (const args of [
    ...ids.flatMap((id) => [
      ['report', id],
      ['history', id],
      ['replay', id],
    ]),
    ['reports', '--limit', '200'],
    ['subject', 'export', person],
    ['parked'],
    ['access'],
  ])
    outs.push((await phananh(...args, '--json', ...store)).out);
  for (const what of ['cases', 'events'])
    outs.push((await phananh('export', '--what', what, '--format', 'csv', '--as', 'auditor', ...store)).out);
  return Buffer.from(outs.join('\n'));
};

const docs = join(import.meta.dirname, '..', '..', '..', '..', 'docs');

const union = (...found: readonly (readonly string[])[]): readonly string[] =>
  [...new Set(found.flat())].toSorted();

it('each form in which a text may lie in bytes is found, wherever it begins', () => {
  for (const [form, ways] of formsOf(16.46371)) expect([form, ways.length > 0]).toEqual([form, true]);
  for (const before of ['', 'x', 'xy', 'xyz'])
    for (const after of ['', 'x', 'xy', 'xyz']) {
      const base64 = Buffer.from(Buffer.from(`${before}${canaryOf('text')}${after}`).toString('base64'));
      expect([before, after, canariesIn(base64, planted)]).toEqual([before, after, ['text']]);
    }
});

it('every canary is found before the erasure, and none after it: in no byte that was written, in no answer, in no backup with the keys of today', async () => {
  const root = inTemporaryDirectory();
  const at = (name: string): string => join(root, name);
  mkdirSync(at('tmp'));
  writeFileSync(
    at('phananh.json'),
    JSON.stringify({ transparency: { origin: 'log.example.vn/sweep' }, log: { level: 'debug' } }),
  );
  const store = ['--store', `sqlite:${at('log.db')}`, '--config', at('phananh.json')];
  const said: string[] = [];
  const start = async (): Promise<HostProcess> => {
    const host = await startHostWith({ TMPDIR: at('tmp') }, 'serve', '--port', '0', ...store);
    onTestFinished(() => host.kill());
    return host;
  };
  const first = await start();
  const lived = await live(first);
  await first.kill();
  said.push(first.said());

  const host = await start();
  const found = () => get(`${host.url}/v1/reports?q=${canaryOf('text')}`, operator);
  await until(found, ({ body }) => body.cases?.length === 2);
  expect((await phananh('backup', at('backup-before'), '--keys', at('keys-before'), ...store)).code).toBe(0);
  const answersBefore = await asked(host, lived);
  const outsBefore = await commanded(lived.ids, store);
  const filesBefore = sweep(root, planted);
  const answered = canariesIn(answersBefore, planted);
  const told = canariesIn(outsBefore, planted);
  expect(union(answered, told)).toEqual(everything);
  // Read models are in clear; nothing else that was written is.
  expect([...filesBefore.keys()].map((path) => path.replace(/-(?:wal|shm)$/, ''))).toContain('log.read.db');
  expect([...filesBefore.keys()].filter((path) => !path.startsWith('log.read.db'))).toEqual([]);

  // The keys of then are where the law lets them be for a fortnight: away.
  rmSync(at('keys-before'), { recursive: true });
  const ordered = await phananh('erase', person, '--ground', 'Công dân yêu cầu', '--json', ...store);
  expect([ordered.code, ordered.err]).toEqual([0, '']);
  const { erasureId } = JSON.parse(ordered.out);
  await until(
    () => get(`${host.url}/v1/erasures/${erasureId}`, 'admin:a-1'),
    ({ body }) => body.phase === 'done',
  );
  await until(found, ({ body }) => body.cases?.length === 0);
  // Of somebody who is not erased one text is destroyed, alone.
  const destroyed = await post(`${host.url}/v1/reports/${lived.fourth}/redact`, operator, {
    field: 'text',
    destroy: true,
    reason: 'Nêu tên người khác',
  });
  expect([destroyed.status, destroyed.body.detail]).toEqual([200, undefined]);
  await until(
    async () => sweep(root, planted),
    (files) => files.size === 0,
  );
  const answersAfter = await asked(host, lived);
  expect(canariesIn(answersAfter, planted)).toEqual([]);
  expect(answersAfter.includes('"erased":true')).toBe(true);
  expect((await phananh('backup', at('backup-after'), '--keys', at('keys-after'), ...store)).code).toBe(0);
  expect(await host.end()).toBe(0);
  said.push(host.said());
  expect(canariesIn(await commanded(lived.ids, store), planted)).toEqual([]);
  expect((await phananh('rebuild', ...store)).code).toBe(0);
  const verified = await phananh('verify', ...store);
  expect([verified.code, verified.out]).toEqual([0, expect.stringContaining('nothing was altered')]);
  expect([...sweep(root, planted)]).toEqual([]);
  expect(canariesIn(Buffer.from(said.join('')), planted)).toEqual([]);

  // A backup from before, with the keys of today.
  const restored = at('restored');
  const elsewhere = ['--store', `sqlite:${join(restored, 'log.db')}`];
  const restore = await phananh('restore', at('backup-before'), '--keys', at('keys-after'), ...elsewhere);
  expect([restore.code, restore.err]).toEqual([0, '']);
  const again = await startHostWith({ TMPDIR: at('tmp') }, 'serve', '--port', '0', ...elsewhere);
  onTestFinished(() => again.kill());
  expect(canariesIn(await asked(again, lived, [operator, person]), planted)).toEqual([]);
  expect(await again.end()).toBe(0);
  expect(canariesIn(await commanded(lived.ids, elsewhere), planted)).toEqual([]);
  expect([...sweep(root, planted)]).toEqual([]);

  // As docs/explanation/encryption.md shows it.
  const all = everything.length;
  const shown = [
    `before: ${answered.length} of ${all} in what the host answers, ${told.length} of ${all} in what commands say; in files: in read models alone`,
    `after:  0 of ${all} in what the host answers, 0 in what commands say, 0 in files, 0 in a backup of before with the keys of today`,
  ].join('\n');
  expect(readFileSync(join(docs, 'explanation', 'encryption.md'), 'utf8')).toContain(shown);
}, 240_000);
