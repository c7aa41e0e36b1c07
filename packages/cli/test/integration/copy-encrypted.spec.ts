import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Actor, createReports, huePolicy } from '@phananh/core';
import { sealingOfLog } from '@phananh/core/privacy';
import { runReports, sqliteEventStore } from '@phananh/sqlite';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { signLog } from '../../src/transparency/open-log.ts';
import { phananh } from '../support/in-process.ts';
import { logIn, origin, reported, signed } from '../support/signing.ts';

const citizen = (id: string): Actor => ({ kind: 'citizen', id });
const input = {
  text: 'canary-text',
  location: { lat: 16.46379, lng: 107.59092, address: 'canary-address' },
  channel: 'app' as const,
};
const bytesOf = (path: string): string =>
  ['', '-wal'].map((end) => (existsSync(path + end) ? readFileSync(path + end, 'latin1') : '')).join('');

it('a log from before comes over into a new store in which nothing personal is in clear, which says what it was made of', async () => {
  const root = inTemporaryDirectory();
  const [old, made] = [join(root, 'old.db'), join(root, 'new.db')];
  const clear = sqliteEventStore(old);
  const { reportId } = await createReports({ store: clear, policy: huePolicy }).submit(input, {
    actor: citizen('c-1'),
    idempotencyKey: 'before-0123456789',
  });
  await clear.close();
  // Then a host began to encrypt what came, and somebody of those was erased.
  const keys = { file: join(root, 'old.keys.db'), keyEncryptionKey: join(root, 'old.key') };
  const host = await runReports({ file: old, policy: huePolicy, sealing: { keys } });
  const later = await host.reports.submit(input, { actor: citizen('c-2') });
  const gone = await host.reports.submit(input, { actor: citizen('c-3') });
  await host.keys?.destroy('citizen:c-3');
  await host.close();

  const doctor = await phananh('doctor', '--store', `sqlite:${old}`);
  expect(doctor.out).toContain('! personal data: personal data recorded before position');
  const plain = await phananh(
    'copy',
    '--from',
    `sqlite:${old}`,
    '--to',
    `sqlite:${join(root, 'same.db')}`,
    '--json',
  );
  const { digest, events } = JSON.parse(plain.out);
  const copied = await phananh('copy', '--encrypt', '--from', `sqlite:${old}`, '--to', `sqlite:${made}`);
  expect([copied.code, copied.err]).toEqual([0, expect.stringContaining(`destroy:\n  ${old}\n`)]);
  expect(copied.out).toContain(digest);
  expect(bytesOf(made)).not.toContain('canary-');
  expect(bytesOf(old)).toContain('canary-');

  const stored = sqliteEventStore(made, { readonly: true });
  for await (const event of stored.readAll({ limit: 1 }))
    expect(event).toMatchObject({ type: 'sealing-begun', data: { copyOf: { events, digest } } });
  expect(await sealingOfLog(stored)).toMatchObject({ position: 1 });
  await stored.close();
  const report = async (id: string) =>
    JSON.parse((await phananh('report', id, '--store', `sqlite:${made}`, '--json')).out);
  expect(await report(reportId)).toMatchObject(input);
  expect(await report(later.reportId)).toMatchObject(input);
  expect(await report(gone.reportId)).toMatchObject({ text: { erased: true } });
  expect((await phananh('doctor', '--store', `sqlite:${made}`)).out).toContain(
    '✓ personal data: encrypted since position 1',
  );
  const checked = await phananh('replay', '--all', '--check', '--json', '--store', `sqlite:${made}`);
  expect(JSON.parse(checked.out)).toMatchObject({ faults: 0, damaged: 0 });

  // Its hosts know what was given before the copy.
  const moved = { file: join(root, 'new.keys.db'), keyEncryptionKey: join(root, 'new.key') };
  const again = await runReports({ file: made, policy: huePolicy, sealing: { keys: moved } });
  const repeated = { actor: citizen('c-1'), idempotencyKey: 'before-0123456789' };
  expect(await again.reports.submit(input, repeated)).toMatchObject({ reportId, replayed: true });
  await expect(again.reports.submit({ ...input, text: 'another' }, repeated)).rejects.toMatchObject({
    code: 'idempotency-conflict',
  });
  await again.close();

  const twice = await phananh('copy', '--encrypt', '--from', `sqlite:${old}`, '--to', `sqlite:${made}`);
  expect([twice.code, twice.err]).toEqual([1, expect.stringContaining('--encrypt takes a new store')]);
});

it('the transparency log of the old store goes on behind the copy as the command says, and commits to both', async () => {
  const root = inTemporaryDirectory();
  const [old, made] = [join(root, 'old.db'), join(root, 'new.db')];
  await reported(old);
  const place = { store: { scheme: 'sqlite', path: old } } as const;
  const settings = {
    origin,
    signer: true,
    seconds: 60,
    events: 256,
    witnesses: [],
    ...logIn(root, 'old.log'),
  };
  const store = sqliteEventStore(old);
  await (await signLog(place, settings, { store, onError: () => {}, onPublished: () => {} }))?.close();
  await store.close();
  const copied = await phananh('copy', '--encrypt', '--from', `sqlite:${old}`, '--to', `sqlite:${made}`);
  expect(copied.err).toContain(`(${join(root, 'new.log')} and ${join(root, 'new.log.key')} by default)`);
  renameSync(join(root, 'old.log'), join(root, 'new.log'));
  renameSync(join(root, 'old.log.key'), join(root, 'new.log.key'));
  const config = join(root, 'phananh.jsonc');
  writeFileSync(config, JSON.stringify({ store: `sqlite:${made}`, transparency: { origin } }));
  await expect(signed(made, logIn(root, 'new.log'))).rejects.toMatchObject({
    code: expect.stringMatching(/^log-/),
  });
  expect(await phananh('log', 'begin', '--reason', 'encrypted', '--config', config)).toMatchObject({
    code: 0,
  });
  await signed(made, logIn(root, 'new.log'));
  const { code, out } = await phananh('verify', '--config', config);
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/1: .* of the store that this one was encrypted from/),
  ]);
  expect(out).toContain(`${origin}/2: `);
});
