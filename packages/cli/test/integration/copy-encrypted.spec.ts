import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Actor, createReports, huePolicy } from '@phananh/core';
import { sealingOfLog } from '@phananh/core/privacy';
import { runReports, sqliteEventStore } from '@phananh/sqlite';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { phananh } from '../support/in-process.ts';

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
