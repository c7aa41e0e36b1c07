import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createReports, huePolicy, operator } from '@phananh/core';
import { memoryEventStore, simulatedClock } from '@phananh/core/testing';
import { fileStorage, runEvidence } from '@phananh/evidence';
import { fileKeyWrapper, sqliteKeyStore } from '@phananh/sqlite';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { describe, expect, it, onTestFinished } from 'vitest';
import { photoTaking } from '../../src/import/photo-taking.ts';
import { importFile, type RejectedRow } from '../../src/index.ts';
import { smallHeader, smallMap } from '../support/imports.ts';
import { phananh } from '../support/in-process.ts';

/** One pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const folders = temporaryFiles();

/** The old system: it has two photos, and a door that leads into our own network. */
const oldSystem = async () => {
  const asked: string[] = [];
  const photos = new Map([
    ['/1.png', png],
    ['/2.png', png],
  ]);
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    if (url === '/inside') response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    else response.writeHead(photos.has(url) ? 200 : 404).end(photos.get(url));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return { base, photos, asked };
};

const photos = { columns: ['photos', 'more'], separator: ' ', http: true };
const map = smallMap({ photos });
const file = (...rows: readonly string[]): string =>
  `${[`${smallHeader},photos,more`, ...rows].join('\n')}\n`;
const row = (id: string, cells: string, closed = ''): string =>
  `${id},2015-01-05 09:00,${closed},2015-01-09 17:00,ONTIME,Public Works,Pothole,${cells}`;

const city = async () => {
  const folder = folders();
  const clock = simulatedClock('2026-12-07T02:00:00.000Z');
  const reports = createReports({ store: memoryEventStore({ clock }), policy: huePolicy, clock });
  const running = runEvidence({
    reports,
    keys: sqliteKeyStore(join(folder, 'keys.db'), fileKeyWrapper(join(folder, 'key'))),
    storage: fileStorage(join(folder, 'stored')),
    folder,
    copies: false,
    onError: () => {},
  });
  onTestFinished(running.close);
  mkdirSync(join(folder, 'photos'), { recursive: true });
  writeFileSync(join(folder, 'photos', 'lamp.png'), png);
  const taken = photoTaking(running.evidence, {
    folder: join(folder, 'photos'),
    networks: ['127.0.0.1/32'],
    http: true,
  });
  const take = async (text: string, how: Partial<Parameters<typeof importFile>[0]> = {}) => {
    const [missed, rejects]: [RejectedRow[], RejectedRow[]] = [[], []];
    const result = await importFile({
      map,
      text: (async function* () {
        yield text;
      })(),
      reports,
      photos: taken,
      onRejected: (one) => void rejects.push(one),
      onPhotoMissed: (one) => void missed.push(one),
      ...how,
    });
    return { ...result, missed, rejects };
  };
  const events = () => Array.fromAsync(reports.store.readAll());
  const reportIds = async () =>
    (await events()).filter(({ type }) => type === 'submitted').map(({ stream }) => stream.slice(7));
  const photosOf = async (id = '') => (await reports.get(id, { actor: operator('o-1') })).attachments;
  const stored = () =>
    readdirSync(join(folder, 'stored'), { recursive: true }).filter((name) => String(name).length > 60);
  return { folder, reports, running, taken, take, events, reportIds, photosOf, stored, clock };
};

describe('photos of an import', () => {
  it('come from files and addresses, several in a cell, each once, however often it is imported', async () => {
    const { base } = await oldSystem();
    const { take, reportIds, photosOf, events, stored, reports, folder } = await city();
    const text = file(
      row('A1', `${base}/1.png ${base}/2.png,lamp.png ${base}/1.png`),
      row('A2', ','),
      row('A3', `lamp.png,`),
    );
    expect(await take(text)).toMatchObject({
      imported: 3,
      rejected: 0,
      missed: [],
      photos: { added: 4, there: 0, missed: 0 },
    });
    const [first, second, third] = await reportIds();
    expect(await photosOf(first)).toHaveLength(3);
    expect(await photosOf(second)).toEqual([]);
    const [id] = (await photosOf(third)) as readonly string[];
    const attachment = await reports.attachments.handler.load(id ?? '');
    expect(attachment?.state).toMatchObject({
      phase: 'attached',
      mediaType: 'image/png',
      subject: `report:${third}`,
      uploadedBy: { kind: 'system', id: 'import:other' },
    });
    const before = await events();
    expect(await take(text)).toMatchObject({ unchanged: 3, photos: { added: 0, there: 4, missed: 0 } });
    expect(await events()).toEqual(before);
    expect(stored()).toHaveLength(4);
    // Nothing lies on the disk as it was given.
    const bytes = stored().map((name) => readFileSync(join(folder, 'stored', String(name))));
    expect(Buffer.concat(bytes).includes(png.subarray(0, 8))).toBe(false);
  });

  it('that cannot be had are told with line, case and reason; their report comes in, and the next time they do', async () => {
    const { base, photos: served, asked } = await oldSystem();
    const { take, reportIds, photosOf, folder } = await city();
    writeFileSync(join(folder, 'secret.png'), png);
    writeFileSync(join(folder, 'photos', 'words.png'), 'words');
    const text = file(
      row('A1', `${base}/late.png?key=s3cret ${base}/1.png,../secret.png words.png`),
      row('A2', `${base}/inside http://169.254.169.254/latest,ftp://127.0.0.1/a`),
    );
    const first = await take(text);
    expect(first).toMatchObject({ imported: 2, rejected: 0, photos: { added: 1, there: 0, missed: 6 } });
    const told = first.missed.map(({ line, caseId, code, message }) => [line, caseId, code, message]);
    const ofOne = (caseId: string) => told.filter(([, id]) => id === caseId);
    expect(ofOne('A1')).toEqual([
      [2, 'A1', 'photo-not-fetched', `${base}/late.png: it answers 404`],
      [2, 'A1', 'photo-not-fetched', '../secret.png: it is not in the folder of photos'],
      [2, 'A1', 'attachment-type-refused', expect.stringContaining('words.png: ')],
    ]);
    expect(ofOne('A2').map(([line, , code]) => [line, code])).toEqual(
      [3, 3, 3].map((line) => [line, 'photo-not-fetched']),
    );
    served.set('/late.png?key=s3cret', png);
    const [report] = await reportIds();
    const before = await photosOf(report);
    expect(await take(text)).toMatchObject({ unchanged: 2, photos: { added: 1, there: 1, missed: 5 } });
    expect(await photosOf(report)).toEqual([...(before as readonly string[]), expect.any(String)]);
    expect(asked.filter((path) => path === '/1.png')).toHaveLength(1);
  });

  it('are taken up again after the import was ended anywhere, without one twice', async () => {
    const { base, asked } = await oldSystem();
    const { take, taken, events, reportIds, photosOf, reports, clock } = await city();
    const text = file(row('A1', `${base}/1.png ${base}/2.png,`));
    // Ended between the upload and the report.
    const broken = { ...reports.handler, executeAll: async () => Promise.reject(new Error('killed')) };
    await expect(take(text, { reports: { ...reports, handler: broken } })).rejects.toThrow('killed');
    expect(asked).toEqual(['/1.png', '/2.png']);
    expect(await take(text)).toMatchObject({ photos: { added: 2 } });
    expect(asked).toHaveLength(2);
    const [report] = await reportIds();
    expect(await photosOf(report)).toHaveLength(2);
    // Ended so, and taken up when what was uploaded has expired.
    const later = file(row('A2', `${base}/1.png,`));
    await expect(take(later, { reports: { ...reports, handler: broken } })).rejects.toThrow('killed');
    clock.advance(25 * 3_600_000);
    const waiting = (await events()).findLast(({ type }) => type === 'uploaded')?.stream.slice(11) ?? '';
    await reports.attachments.expire(waiting, {}, { actor: { kind: 'system', id: 'timer' } });
    expect(await take(later)).toMatchObject({ photos: { added: 1, there: 0 } });
    expect(await take(later)).toMatchObject({ photos: { added: 0, there: 1 } });
    expect(taken).toBeDefined();
  });

  it('stand in the way of no case that goes on or is corrected', async () => {
    const { base } = await oldSystem();
    const { take, reportIds, photosOf } = await city();
    await take(file(row('A1', `${base}/1.png,`)));
    const on = file(row('A1', `${base}/1.png ${base}/2.png,`, '2015-01-12 10:00'));
    expect(await take(on)).toMatchObject({ continued: 1, rejected: 0, photos: { added: 1, there: 1 } });
    const corrected = on.replace('2015-01-12 10:00', '2015-01-13 10:00');
    expect(await take(corrected)).toMatchObject({ rejected: 1 });
    const corrections = { reason: 'sent again', source: 'b.csv' };
    expect(await take(corrected, { corrections })).toMatchObject({
      corrected: 1,
      photos: { added: 0, there: 2 },
    });
    const [report] = await reportIds();
    expect(await photosOf(report)).toHaveLength(2);
  });
});

it('the command takes them from the folder that it is given and says what it could not have', async () => {
  // It names files; here it is a folder.
  const folder = `${folders()}.d`;
  const at = (name: string): string => join(folder, name);
  mkdirSync(at('photos'), { recursive: true });
  writeFileSync(at('photos/lamp.png'), png);
  writeFileSync(at('map.json'), JSON.stringify({ ...map, foreignZone: true }));
  writeFileSync(at('cases.csv'), file(row('A1', 'lamp.png none.png,http://127.0.0.1:9/a.png')));
  const command = ['import', at('cases.csv'), '--map', at('map.json'), '--store', `sqlite:${at('p.db')}`];
  const rejects = ['--rejects', at('rejects.csv')];
  const first = await phananh(...command, ...rejects, '--photos', at('photos'));
  expect(first).toMatchObject({
    code: 1,
    out: expect.stringContaining('photos: 1 added, 0 there already, 2 could not be had'),
    err: expect.stringContaining('line 2, case A1: photo-not-fetched: none.png: there is no such file'),
  });
  expect(readFileSync(at('rejects.csv'), 'utf8').trim().split('\n')).toHaveLength(3);
  const again = await phananh(...command, '--photos', at('photos'), '--allow-rejects', '--json');
  expect([again.code, JSON.parse(again.out)]).toMatchObject([
    0,
    { unchanged: 1, photos: { added: 0, there: 1, missed: 2 } },
  ]);
  // Without the folder no file is read.
  const without = await phananh(...command, '--allow-rejects', '--json');
  expect(JSON.parse(without.out)).toMatchObject({ photos: { added: 0, there: 1, missed: 2 } });
});
