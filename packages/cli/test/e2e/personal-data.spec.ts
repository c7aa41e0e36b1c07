import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileKeyWrapper, sqliteKeyStore } from '@phananh/sqlite';
import { get, post, until } from '@phananh/test-support/api';
import { startHost } from '@phananh/test-support/host-process';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import { phananh } from '../support/in-process.ts';

/** What must not be found in a log: each in another place of a report. */
const canary = (place: string): string => `canary-${place}-7f3a91`;

const personal = {
  text: canary('text'),
  location: { lat: 16.46379, lng: 107.59092, address: canary('address') },
  contact: { name: canary('name'), phone: '+84905123456' },
  devicePosition: { lat: 16.46222, lng: 107.59222, accuracyMetres: 12 },
  channel: 'app',
};

const canariesIn = (paths: readonly string[]): readonly string[] =>
  paths.filter((path) => existsSync(path) && readFileSync(path, 'latin1').includes('canary-'));

it('a host seals what citizens say from its first event on, and every reader of its log opens it: after a restart, a rebuild and a restore too', async () => {
  const root = inTemporaryDirectory();
  const log = join(root, 'log.db');
  const store = ['--store', `sqlite:${log}`];
  const host = await startHost(log);
  onTestFinished(() => host.kill());
  const submitted = await post(`${host.url}/v1/reports`, 'citizen:c-17', personal, 'personal-data-0001');
  expect(submitted.status).toBe(201);
  const { reportId } = submitted.body;
  const comment = { text: canary('comment'), audience: 'public' };
  expect((await post(`${host.url}/v1/reports/${reportId}/comment`, 'citizen:c-17', comment)).status).toBe(
    200,
  );
  const again = await post(`${host.url}/v1/reports`, 'citizen:c-17', personal, 'personal-data-0001');
  expect(again.body.reportId).toBe(reportId);

  const seen = await get(`${host.url}/v1/reports/${reportId}`, 'operator:o-1');
  expect(seen.body).toMatchObject(personal);
  const history = await get(`${host.url}/v1/reports/${reportId}/history`, 'operator:o-1');
  expect(JSON.stringify(history.body)).toContain(canary('comment'));
  const byOthers = await get(`${host.url}/v1/reports/${reportId}`, 'analyst:n-1');
  expect(JSON.stringify(byOthers.body)).not.toContain('evicePosition');
  const found = await until(
    () => get(`${host.url}/v1/reports?q=${canary('text')}`, 'operator:o-1'),
    ({ body }) => body.cases?.length === 1,
  );
  expect(found.body.cases[0]).toMatchObject({ reportId, text: canary('text') });

  const backup = join(root, 'backup');
  const keys = join(root, 'kept-keys');
  expect((await phananh('backup', backup, '--keys', keys, ...store)).code).toBe(0);
  expect(await host.end()).toBe(0);
  const everything = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, name))
    .filter((path) => statSync(path).isFile());
  expect(canariesIn(everything).map((path) => path.slice(root.length))).toEqual(['/log.read.db']);

  const reading = async (at: readonly string[]): Promise<void> => {
    for (const command of [
      ['report', reportId],
      ['history', reportId],
      ['replay', reportId],
    ]) {
      const { code, out, err } = await phananh(...command, '--json', ...at);
      expect([code, command, out.includes(canary('text')), err]).toEqual([0, command, true, '']);
    }
    const checked = await phananh('replay', '--all', '--check', '--json', ...at);
    expect(JSON.parse(checked.out)).toMatchObject({ check: 'sums', faults: 0, damaged: 0 });
    expect((await phananh('rebuild', ...at)).code).toBe(0);
    const listed = await phananh('export', '--what', 'events', '--format', 'csv', ...at);
    expect(listed.out).toContain('submitted');
    const doctor = await phananh('doctor', ...at);
    expect(doctor.out).toContain('✓ personal data: encrypted since position 1, under the keys of this log');
  };
  await reading(store);

  const restored = join(root, 'restored', 'log.db');
  const elsewhere = ['--store', `sqlite:${restored}`];
  expect((await phananh('restore', backup, '--keys', keys, ...elsewhere)).code).toBe(0);
  await reading(elsewhere);

  // Whoever destroys the key destroys it for every copy that is read with these keys.
  const store2 = sqliteKeyStore(
    `${restored.slice(0, -3)}.keys.db`,
    fileKeyWrapper(`${restored.slice(0, -3)}.key`),
  );
  await store2.destroy('citizen:c-17');
  await store2.close();
  const other = await startHost(restored);
  onTestFinished(() => other.kill());
  const erased = await get(`${other.url}/v1/reports/${reportId}`, 'operator:o-1');
  expect(erased.body).toMatchObject({
    reportId,
    text: { erased: true },
    contact: { erased: true },
    devicePosition: { erased: true },
    location: { lat: 16.463, lng: 107.59, erased: true },
  });
  const told = await get(`${other.url}/v1/reports/${reportId}/history`, 'operator:o-1');
  expect(JSON.stringify(told.body)).not.toContain('canary-');
  expect(await other.end()).toBe(0);
});

it('a log that was restored without its keys is refused by a host, which says which keys it needs', async () => {
  const root = inTemporaryDirectory();
  const log = join(root, 'log.db');
  const host = await startHost(log);
  onTestFinished(() => host.kill());
  expect((await post(`${host.url}/v1/reports`, 'citizen:c-1', personal)).status).toBe(201);
  expect(await host.end()).toBe(0);
  const backup = join(root, 'backup');
  const written = await phananh('backup', backup, '--store', `sqlite:${log}`);
  expect(written.code).toBe(0);
  const restored = join(root, 'restored', 'log.db');
  expect((await phananh('restore', backup, '--store', `sqlite:${restored}`)).code).toBe(0);
  const started = await phananh('serve', '--port', '0', '--store', `sqlite:${restored}`);
  expect([started.code, started.err]).toEqual([1, expect.stringContaining('key-missing')]);
  const doctor = await phananh('doctor', '--store', `sqlite:${restored}`);
  expect(doctor.out).toContain('✗ personal data: key-missing');
});

it('who was erased through a running host is in no byte that it wrote: log, read models, searches, keys, exports, what it said', async () => {
  const root = inTemporaryDirectory();
  const log = join(root, 'log.db');
  const store = ['--store', `sqlite:${log}`];
  const host = await startHost(log);
  onTestFinished(() => host.kill());
  const ids: string[] = [];
  for (let report = 0; report < 3; report += 1) {
    const { body } = await post(`${host.url}/v1/reports`, 'citizen:c-17', personal);
    ids.push(body.reportId);
    const comment = { text: canary('comment'), audience: 'public' };
    await post(`${host.url}/v1/reports/${body.reportId}/comment`, 'citizen:c-17', comment);
  }
  const other = await post(`${host.url}/v1/reports`, 'citizen:c-18', { ...personal, text: 'of another one' });
  const search = () => get(`${host.url}/v1/reports?q=${canary('text')}`, 'operator:o-1');
  await until(search, ({ body }) => body.cases?.length === 3);
  const filesOf = (): readonly string[] =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .map((name) => join(root, name))
      .filter((path) => existsSync(path) && statSync(path).isFile());
  const inForms = ['text', 'comment'].flatMap((place) => {
    const bytes = Buffer.from(canary(place));
    return [bytes, Buffer.from(canary(place), 'utf16le'), Buffer.from(bytes.toString('hex'))];
  });
  const withCanary = (): readonly string[] =>
    filesOf()
      .filter((path) => inForms.some((form) => readFileSync(path).includes(form)))
      .map((path) => path.slice(root.length));
  expect(withCanary()).not.toEqual([]);

  const asked = ['erase', 'citizen:c-17', '--ground', 'Công dân yêu cầu', '--json', ...store];
  const ordered = await phananh(...asked);
  expect([ordered.code, ordered.err]).toEqual([0, '']);
  const { erasureId } = JSON.parse(ordered.out);
  const erasure = () => get(`${host.url}/v1/erasures/${erasureId}`, 'admin:a-1');
  const done = await until(erasure, ({ body }) => body.phase === 'done');
  expect(done.body).toMatchObject({ person: 'citizen:c-17', ground: 'Công dân yêu cầu', reports: 3 });
  expect(done.body).toMatchObject({
    keys: 4,
    found: [{ workflow: 'report', subjects: 3 }],
    inClear: 0,
    requests: [],
  });
  const list = await phananh('list', 'erasures', '--where', 'phase=done', '--json', ...store);
  expect(JSON.parse(list.out).erasures).toMatchObject([{ erasureId, person: 'citizen:c-17', reports: 3 }]);
  expect((await get(`${host.url}/v1/erasures/${erasureId}`, 'operator:o-1')).status).toBe(404);
  expect(JSON.parse((await phananh(...asked)).out)).toMatchObject({ erasureId, ordered: false });
  const again = { person: 'citizen:c-17', ground: 'once more' };
  expect((await post(`${host.url}/v1/erasures`, 'admin:a-1', again)).status).toBe(409);
  expect((await post(`${host.url}/v1/erasures`, 'operator:o-1', again)).status).toBe(403);

  await until(search, ({ body }) => body.cases?.length === 0);
  for (const id of ids) {
    const view = await get(`${host.url}/v1/reports/${id}`, 'operator:o-1');
    expect(view.body).toMatchObject({ text: { erased: true }, contact: { erased: true } });
    const told = await get(`${host.url}/v1/reports/${id}/history`, 'operator:o-1');
    expect(JSON.stringify(told.body)).not.toContain('canary-');
    expect(JSON.stringify(told.body)).toContain('personal-data-erased');
  }
  const kept = await get(`${host.url}/v1/reports/${other.body.reportId}`, 'operator:o-1');
  expect(kept.body).toMatchObject({ text: 'of another one', contact: { name: canary('name') } });
  const exported = await phananh('export', '--what', 'cases', '--format', 'csv', ...store);
  expect(exported.out).not.toContain(canary('text'));
  // The log of the read models is emptied as soon as nobody reads from it.
  await until(
    async () => withCanary(),
    (found) => found.length === 0,
  );
  expect(await host.end()).toBe(0);
  expect(host.said()).not.toContain('canary-');
  expect((await phananh('rebuild', ...store)).code).toBe(0);
  const checked = await phananh('replay', '--all', '--check', '--json', ...store);
  expect(JSON.parse(checked.out)).toMatchObject({ check: 'sums', faults: 0, damaged: 0 });
  expect(withCanary()).toEqual([]);
});
