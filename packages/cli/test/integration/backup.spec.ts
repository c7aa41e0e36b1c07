import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createReports, huePolicy, type RecordedEvent } from '@phananh/core';
import { epochOfInstant } from '@phananh/core/calendar';
import { instantOf } from '@phananh/core/engine';
import { sqliteEventStore } from '@phananh/sqlite';
import { collect } from '@phananh/test-support/collect';
import { newEvent } from '@phananh/test-support/new-event';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { describe, expect, it } from 'vitest';
import { restoreBackup } from '../../src/backup/restore-backup.ts';
import { type BackupOptions, type BackupStep, writeBackup } from '../../src/backup/write-backup.ts';
import { phananh } from '../support/in-process.ts';

const takenAt = '2026-12-07T02:00:00.000Z';

const photoBytes = 'bytes of a photo';

const photoId = createHash('sha256').update(photoBytes).digest('hex');

/** Where a photo lies in the folder of evidence: by the digest of its bytes. */
const photo = `${photoId.slice(0, 2)}/${photoId}`;

/** A log of twenty streams, with commands of two events, in a folder of its own with evidence and a key. */
const installation = async () => {
  const root = inTemporaryDirectory();
  const log = join(root, 'log.db');
  const store = await sqliteEventStore(log);
  for (let stream = 0; stream < 20; stream += 1) {
    const first = newEvent({ stream });
    const second = { ...newEvent({ stream }), metadata: first.metadata };
    await store.append(`report-${stream}`, [first, second], { expectedRevision: 'no-stream' });
  }
  await store.close();
  const evidence = join(root, 'evidence');
  mkdirSync(join(evidence, photo.slice(0, 2)), { recursive: true });
  writeFileSync(join(evidence, ...photo.split('/')), photoBytes);
  writeFileSync(join(root, 'identity.key'), 'a secret');
  const keyFiles = [{ setting: 'auth.identitySecretFile', path: join(root, 'identity.key') }];
  const options: BackupOptions = { log, evidence, keyFiles, folder: join(root, 'backup'), takenAt };
  return { root, log, options };
};

const eventsIn = async (path: string): Promise<readonly RecordedEvent[]> => {
  const store = await sqliteEventStore(path, { readonly: true });
  try {
    return await collect(store.readAll());
  } finally {
    await store.close();
  }
};

/** Where a backup is restored to, of an installation. */
const elsewhere = (root: string) => ({
  log: join(root, 'restored', 'log.db'),
  readModels: join(root, 'restored', 'log.read.db'),
  evidence: join(root, 'restored', 'evidence'),
  keyFiles: [{ setting: 'auth.identitySecretFile', path: join(root, 'restored', 'identity.key') }],
});

describe('a backup', () => {
  it('has every event, file and key that there was, and so has what is restored from it', async () => {
    const { root, log, options } = await installation();
    const keys = join(root, 'keys');
    const manifest = await writeBackup({ ...options, keys });
    expect(manifest.log).toMatchObject({ events: 40, streams: 20, position: 40 });
    expect(readdirSync(options.folder, { recursive: true }).join()).not.toContain('key');
    const target = elsewhere(root);
    await restoreBackup({ ...target, folder: options.folder, keys });
    expect(await eventsIn(target.log)).toEqual(await eventsIn(log));
    expect(readFileSync(join(target.evidence, photo), 'utf8')).toBe('bytes of a photo');
    if (process.platform !== 'win32')
      for (const folder of [join(options.folder, 'evidence'), target.evidence])
        for (const one of [folder, dirname(join(folder, photo))])
          expect((statSync(one).mode & 0o777).toString(8), one).toBe('700');
    expect(readFileSync(join(root, 'restored', 'identity.key'), 'utf8')).toBe('a secret');
    // It goes on as the store that it was.
    const store = await sqliteEventStore(target.log);
    expect(await store.append('report-0', [newEvent()], { expectedRevision: 1 })).toMatchObject({
      position: 41,
    });
    await store.close();
  });

  it('of a store that is written to has all that was acknowledged before, and an unbroken beginning of the rest', async () => {
    const { root, log, options } = await installation();
    const store = await sqliteEventStore(log);
    let isOver = false;
    let acknowledged = 0;
    const writing = async (writer: number): Promise<void> => {
      for (let index = 0; !isOver; index += 1) {
        const { position } = await store.append(`writer-${writer}-${index}`, [newEvent({ index })], {
          expectedRevision: 'no-stream',
        });
        acknowledged = Math.max(acknowledged, position);
      }
    };
    const writers = [0, 1, 2, 3].map(writing);
    for (let round = 0; round < 3; round += 1) {
      const before = acknowledged;
      const folder = join(root, `backup-${round}`);
      const { log: written } = await writeBackup({ ...options, folder });
      expect(written?.position).toBeGreaterThanOrEqual(before);
      const target = elsewhere(join(root, String(round)));
      await restoreBackup({ ...target, folder });
      const restored = await eventsIn(target.log);
      expect(restored).toHaveLength(written?.events ?? 0);
      expect(restored).toEqual((await eventsIn(log)).slice(0, restored.length));
    }
    isOver = true;
    await Promise.all(writers);
    expect((await store.health?.())?.failure).toBeUndefined();
    await store.close();
  });

  const steps: readonly BackupStep[] = ['log', 'check', 'evidence', 'verify', 'keys', 'manifest'];

  it.each(steps)('that is cut off before its step "%s" is none, and says so', async (step) => {
    const { root, options } = await installation();
    const onStep = (now: BackupStep): void => {
      if (now === step) throw new Error('cut');
    };
    await expect(writeBackup({ ...options, keys: join(root, 'keys'), onStep })).rejects.toThrow('cut');
    const target = elsewhere(root);
    await expect(restoreBackup({ ...target, folder: options.folder })).rejects.toMatchObject({
      code: 'backup-unfinished',
    });
    expect(existsSync(target.log)).toBe(false);
    // Nor is it begun again on top of what is there.
    expect(existsSync(options.folder)).toBe(step !== 'log');
    if (existsSync(options.folder))
      await expect(writeBackup(options)).rejects.toMatchObject({ code: 'would-overwrite' });
  });

  it('of a log that is damaged is none', async () => {
    const { log, options } = await installation();
    const bytes = readFileSync(log);
    bytes.write('?', bytes.lastIndexOf('"commandDigest":"') + 17);
    writeFileSync(log, bytes);
    await expect(writeBackup(options)).rejects.toMatchObject({ code: 'backup-damaged' });
    await expect(restoreBackup({ ...elsewhere('/nowhere'), folder: options.folder })).rejects.toMatchObject({
      code: 'backup-unfinished',
    });
  });

  it('takes keys into a folder apart, and into no other', async () => {
    const { root, options } = await installation();
    const together = [options.folder, join(options.folder, 'keys'), root];
    for (const keys of together)
      await expect(writeBackup({ ...options, keys })).rejects.toMatchObject({ code: 'keys-beside-data' });
    expect(existsSync(options.folder)).toBe(false);
    expect((await writeBackup(options)).keys).toEqual([]);
  });

  it('takes keys into nothing that a later backup takes along, and along nothing that is no photo', async () => {
    const { root, options } = await installation();
    const evidence = join(root, 'evidence');
    await writeBackup(options);
    const second = { ...options, folder: join(root, 'second') };
    for (const keys of [join(evidence, 'kb'), join(options.folder, 'kb'), join(options.folder, 'a', 'b')])
      await expect(writeBackup({ ...second, keys })).rejects.toMatchObject({ code: 'keys-beside-data' });
    for (const folder of [join(evidence, 'backup'), join(options.folder, 'again')])
      await expect(writeBackup({ ...options, folder })).rejects.toMatchObject({ code: 'would-overwrite' });
    expect(existsSync(second.folder)).toBe(false);
    // From before this was refused.
    mkdirSync(join(evidence, 'kb'));
    writeFileSync(join(evidence, 'kb', '0.key'), 'a secret');
    expect((await writeBackup(second)).evidence.map(({ path }) => path)).toEqual([`evidence/${photo}`]);
  });

  it('is not written where the store is, nor where anything is', async () => {
    const { root, options } = await installation();
    for (const folder of [root, join(root, 'evidence')])
      await expect(writeBackup({ ...options, folder })).rejects.toMatchObject({ code: 'would-overwrite' });
    writeFileSync(join(root, 'a-file'), '');
    await expect(writeBackup({ ...options, folder: join(root, 'a-file') })).rejects.toMatchObject({
      code: 'would-overwrite',
    });
  });
});

describe('restoring', () => {
  it.each(['log.db', `evidence/${photo}`])(
    'refuses a backup in which %s is not what was written',
    async (name) => {
      const { root, options } = await installation();
      await writeBackup(options);
      const bytes = readFileSync(join(options.folder, name));
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      writeFileSync(join(options.folder, name), bytes);
      const target = elsewhere(root);
      await expect(restoreBackup({ ...target, folder: options.folder })).rejects.toMatchObject({
        code: 'backup-damaged',
      });
      // Nothing is left that somebody could take for a store, or for a photo.
      expect(
        readdirSync(root, { recursive: true })
          .map(String)
          .filter((path) => /^restored.*(db|[0-9a-f]{64}|restoring)/.test(path)),
      ).toEqual([]);
    },
  );

  it('writes over nothing: no log, no write-ahead log, no read models of another one, no photo', async () => {
    const { root, options } = await installation();
    await writeBackup(options);
    const target = elsewhere(root);
    mkdirSync(dirname(join(target.evidence, photo)), { recursive: true });
    for (const path of [target.log, `${target.log}-wal`, target.readModels, join(target.evidence, photo)]) {
      writeFileSync(path, 'somebody else’s');
      await expect(restoreBackup({ ...target, folder: options.folder })).rejects.toMatchObject({
        code: 'would-overwrite',
        message: expect.stringContaining(path),
      });
      expect(readFileSync(path, 'utf8')).toBe('somebody else’s');
      rmSync(path);
    }
  });

  it('that was killed is given again: what it had put there stays, and what it had half written is replaced', async () => {
    const { root, log, options } = await installation();
    const keys = join(root, 'keys');
    await writeBackup({ ...options, keys });
    const target = elsewhere(root);
    mkdirSync(dirname(join(target.evidence, photo)), { recursive: true });
    writeFileSync(`${join(target.evidence, photo)}.restoring`, 'bytes of');
    writeFileSync(join(root, 'restored', 'identity.key'), 'a secret');
    writeFileSync(`${target.log}.restoring`, 'SQLite format');
    await restoreBackup({ ...target, folder: options.folder, keys });
    expect(await eventsIn(target.log)).toEqual(await eventsIn(log));
    expect(readFileSync(join(target.evidence, photo), 'utf8')).toBe(photoBytes);
    expect(
      readdirSync(root, { recursive: true }).filter((path) => String(path).endsWith('.restoring')),
    ).toEqual([]);
  });

  it('to a position has the log as it was then, and goes on from there; within a command, or beyond the end, it is refused', async () => {
    const { root, log, options } = await installation();
    await writeBackup(options);
    const all = await eventsIn(log);
    for (const toPosition of [0, 2, 26, 40]) {
      const target = elsewhere(join(root, String(toPosition)));
      const restored = await restoreBackup({ ...target, folder: options.folder, toPosition });
      const position = toPosition;
      expect(restored).toMatchObject({ events: position, position });
      expect(await eventsIn(target.log)).toEqual(all.slice(0, position));
      expect(readFileSync(target.log, 'latin1')).not.toContain(all[position]?.id ?? 'nothing');
      const store = await sqliteEventStore(target.log);
      expect(await store.append('report-99', [newEvent()], { expectedRevision: 'no-stream' })).toMatchObject({
        position: position + 1,
      });
      // An event that was taken out is not remembered by its id.
      await store.close();
    }
    await expect(
      restoreBackup({ ...elsewhere(root), folder: options.folder, toPosition: 25 }),
    ).rejects.toThrow('--to-position 24 is before it, 26 after');
    await expect(
      restoreBackup({ ...elsewhere(root), folder: options.folder, toPosition: 41 }),
    ).rejects.toThrow('the backup ends at position 40');
  });
});

describe('a backup of photos', () => {
  const other = 'a'.repeat(64);

  /** An installation whose log names photos: it has the first of them. */
  const withPhotos = async (ids: readonly string[]) => {
    const made = await installation();
    const store = await sqliteEventStore(made.log);
    const reports = createReports({ store, policy: huePolicy });
    const upload = { mediaType: 'image/jpeg', size: 5, subject: 'citizen:c-17' };
    const actor = { kind: 'citizen', id: 'c-17' };
    for (const attachmentId of ids)
      await reports.attachments.handler.create('upload', { attachmentId, ...upload }, { actor });
    return { ...made, store, reports };
  };

  it('names what is missing and what is altered, keeps the rest, and fails', async () => {
    const { root, log, store, options } = await withPhotos([photoId, other]);
    await store.close();
    const lost = [{ id: other, fault: 'missing' }];
    expect((await writeBackup(options)).evidenceFaults).toEqual(lost);
    const target = elsewhere(root);
    expect(await restoreBackup({ ...target, folder: options.folder })).toMatchObject({
      evidenceFaults: lost,
    });
    expect(readFileSync(join(target.evidence, photo), 'utf8')).toBe(photoBytes);
    // Its digest in the backup is of what was copied: only its name tells.
    writeFileSync(join(root, 'evidence', photo), 'something else');
    const altered = await writeBackup({ ...options, folder: join(root, 'second') });
    expect(altered.evidenceFaults).toEqual([...lost, { id: photoId, fault: 'altered' }]);
    const said = await phananh('backup', join(root, 'third'), '--store', `sqlite:${log}`);
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining(`${other} is missing`) });
  });

  it('misses nothing that was given up, before or while it is written', async () => {
    const clock = { at: epochOfInstant('2026-12-01T00:00:00.000Z') };
    const { log, store, options } = await withPhotos([photoId]);
    const reports = createReports({ store, policy: huePolicy, clock: { now: () => instantOf(clock.at) } });
    const upload = { attachmentId: other, mediaType: 'image/jpeg', size: 5, subject: 'citizen:c-17' };
    const { handler } = reports.attachments;
    await handler.create('upload', upload, { actor: { kind: 'citizen', id: 'c-17' } });
    const giveUp = async (): Promise<void> => {
      for (const command of ['expire', 'remove'] as const) {
        clock.at += 48 * 3_600_000;
        await handler.execute(other, command, {}, { actor: { kind: 'system', id: 'test' } });
      }
    };
    const onStep = async (step: BackupStep): Promise<void> => {
      if (step === 'evidence') await giveUp();
    };
    const { evidenceFaults: during } = await writeBackup({ ...options, onStep });
    expect(during).toEqual([]);
    const after = await writeBackup({ ...options, folder: `${log}.second` });
    expect(after.evidenceFaults).toEqual([]);
    await store.close();
  });
});

it('photos that lie in a bucket are not in the backup, and it says so', async () => {
  const { root, log } = await installation();
  const config = join(root, 'phananh.jsonc');
  writeFileSync(config, JSON.stringify({ evidence: { s3: { bucket: 'hue-photos' } } }));
  const args = ['--store', `sqlite:${log}`, '--config', config];
  const written = await phananh('backup', join(root, 'b'), ...args);
  expect(written).toMatchObject({ code: 0, err: expect.stringContaining('in the bucket hue-photos') });
});

it('the commands say what was written, and what was left out', async () => {
  const { root, log } = await installation();
  const folder = join(root, 'b');
  const written = await phananh('backup', folder, '--store', `sqlite:${log}`, '--json');
  expect(written.code, written.err).toBe(0);
  expect(JSON.parse(written.out)).toMatchObject({ events: 40, position: 40 });
  const store = `sqlite:${join(root, 'new', 'log.db')}`;
  const restored = await phananh('restore', folder, '--store', store, '--to-position', '10');
  expect(restored).toMatchObject({ code: 0, out: expect.stringContaining('10 events up to position 10') });
  expect(await phananh('restore', folder, '--store', store)).toMatchObject({
    code: 1,
    err: expect.stringContaining('would-overwrite'),
  });
  expect(await phananh('backup', join(root, 'c'), '--store', 'esdb://host')).toMatchObject({
    code: 2,
    err: expect.stringContaining('phananh copy'),
  });
});

describe('backups of keys', () => {
  /** A store with keys, and backups of them that were taken days ago. */
  const backedUp = async (...daysAgo: readonly number[]) => {
    const { root, log } = await installation();
    writeFileSync(join(root, 'log.key'), 'a key');
    const store = ['--store', `sqlite:${log}`];
    const take = async (name: string) => {
      const keys = join(root, 'safe', name);
      return {
        keys,
        ...(await phananh('backup', join(root, 'data', name), '--keys', keys, '--json', ...store)),
      };
    };
    const folders: string[] = [];
    for (const days of daysAgo) {
      const { keys, code } = await take(`${days}-days-ago`);
      expect(code).toBe(0);
      folders.push(keys);
    }
    for (const [index, days] of daysAgo.entries()) {
      const path = join(folders[index] ?? '', 'backup.json');
      const manifest = JSON.parse(readFileSync(path, 'utf8'));
      const taken = new Date(Date.now() - days * 86_400_000).toISOString();
      writeFileSync(path, JSON.stringify({ ...manifest, takenAt: taken }));
    }
    const doctor = async () => {
      const { out } = await phananh('doctor', ...store);
      return out.split('\n').find((line) => line.includes('backups of keys')) ?? '';
    };
    return { root, store, folders, take, doctor };
  };

  it('that are older than the term are named by the doctor, and deleted when a newer one is written', async () => {
    const { root, folders, take, doctor } = await backedUp(15, 13);
    const [old = '', recent = ''] = folders;
    // Of somebody else, or of before backups were noted: told, and not deleted.
    const other = join(root, 'safe', 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'backup.json'), readFileSync(join(old, 'backup.json')));
    writeFileSync(join(old, 'note.txt'), 'not written by a backup');
    expect(await doctor()).toMatch(/^✗ backups of keys: /);
    expect(await doctor()).toContain(old);
    expect(await doctor()).not.toContain(recent);
    const written = await take('today');
    expect([written.code, JSON.parse(written.out).expiredKeys]).toEqual([0, [old]]);
    expect(readdirSync(old)).toEqual(['note.txt']);
    expect(existsSync(join(recent, 'backup.json'))).toBe(true);
    expect(await doctor()).toContain(other);
    rmSync(other, { recursive: true });
    expect(await doctor()).toMatch(/^✓ backups of keys: 2 backups, the oldest of .*none older than 14 days$/);
  });

  it('that are older than the term are restored only by who says so', async () => {
    const { root, folders } = await backedUp(21);
    const restore = (...more: readonly string[]) =>
      phananh(
        ...['restore', join(root, 'data', '21-days-ago'), '--keys', folders[0] ?? ''],
        ...['--store', `sqlite:${join(root, 'restored', 'log.db')}`, ...more],
      );
    const refused = await restore();
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('keys-expired')]);
    expect(existsSync(join(root, 'restored'))).toBe(false);
    expect((await restore('--expired-keys')).code).toBe(0);
    expect(existsSync(join(root, 'restored', 'log.key'))).toBe(true);
  });
});
