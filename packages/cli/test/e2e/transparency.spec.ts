import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { textOfNote } from '@phananh/core/transparency';
import { get, lamp, post, until } from '@phananh/test-support/api';
import { startHostWith } from '@phananh/test-support/host-process';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { logServer, openLogFolder } from '@phananh/transparency';
import { expect, onTestFinished, test } from 'vitest';
import { start } from '../support/command.ts';
import { phananh } from '../support/in-process.ts';
import { logIn, origin, reported, signed } from '../support/signing.ts';

/** Puts another grade of text into an event, as a hand does that knows how the file is kept whole. */
const forge = (path: string, position: number): void => {
  const file = new DatabaseSync(path);
  file.exec('DROP TRIGGER events_are_never_changed');
  file
    .prepare(`UPDATE events SET data = json_set(data, '$.text', 'Không hỏng') WHERE position = ?`)
    .run(position);
  const { stream, revision, id, type, version, recorded_at, data, metadata } =
    file
      .prepare(
        'SELECT stream, revision, lower(hex(id)) AS id, type, version, recorded_at, data, metadata FROM events WHERE position = ?',
      )
      .get(position) ?? {};
  const checksum = crc32(
    [position, stream, revision, id, type, version, recorded_at, data, metadata].join('\n'),
  );
  file.prepare('UPDATE events SET checksum = ? WHERE position = ?').run(checksum, position);
  file.exec(
    `CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END`,
  );
  file.close();
};

/** A witness in a process of its own: the line of its key, and where it listens. */
const startedWitness = async (...args: readonly string[]) => {
  const child = start('witness', '--port', '0', '--name', 'witness.example', ...args);
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for await (const text of child.stdout) {
    said += text;
    const [, key, url] = /^(\S+)\n.*(http:\S+)/.exec(said) ?? [];
    if (key !== undefined && url !== undefined) return { child, witness: { key, url } };
  }
  throw new Error('the witness ended before it listened');
};

test('a witness in a process of its own cosigns what is published, and remembers it when it was killed', async () => {
  const directory = inTemporaryDirectory();
  const [path, config] = [join(directory, 'x.db'), join(directory, 'phananh.jsonc')];
  const place = logIn(directory, 'x.log');
  const settings = { store: `sqlite:${path}`, transparency: { origin, ...place } };
  writeFileSync(config, JSON.stringify(settings));
  await reported(path);
  await signed(path, place);
  const { out: key } = await phananh('log', 'key', '--config', config);
  const logs = join(directory, 'logs');
  writeFileSync(logs, key);
  const options = ['--logs', logs, '--folder', join(directory, 'witness')];
  const before = await startedWitness(...options);
  const trust = join(directory, 'trust');
  writeFileSync(trust, `log ${key}witness w ${before.witness.key}\nquorum w\n`);
  const verified = () => phananh('verify', '--config', config, '--trust', trust);
  // What was published before anybody was asked is trusted less than the file demands.
  expect(await verified()).toMatchObject({
    code: 1,
    err: expect.stringContaining('untrusted-checkpoint'),
  });
  await reported(path);
  await signed(path, place, [before.witness]);
  expect(await verified()).toMatchObject({
    code: 0,
    out: expect.stringContaining('signed by log.example.vn/phananh/1, witness.example'),
  });
  before.child.kill('SIGKILL');
  await once(before.child, 'exit');
  const { child, witness } = await startedWitness(...options);
  expect(witness.key).toBe(before.witness.key);
  const { checkpoint, size } = openLogFolder(place.folder, 1).kept.newest() ?? {};
  const forgotten = `old 0\n\n${textOfNote(checkpoint?.note ?? { text: '', signatures: [] })}`;
  const answer = await fetch(`${witness.url}/add-checkpoint`, { method: 'POST', body: forgotten });
  expect([answer.status, await answer.text()]).toEqual([409, `${size}\n`]);
  await reported(path);
  await signed(path, place, [witness]);
  expect((await verified()).code).toBe(0);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
}, 60_000);

test('a host signs what it recorded, gives receipts and bundles, and whoever alters the file is found out', async () => {
  const directory = inTemporaryDirectory();
  const [path, config] = [join(directory, 'x.db'), join(directory, 'phananh.jsonc')];
  const transparency = { origin, seconds: 1 };
  writeFileSync(config, JSON.stringify({ store: `sqlite:${path}`, transparency }));
  const host = await startHostWith({}, 'serve', '--port', '0', '--config', config, '--auth', 'dev');
  const submitted = await post(`${host.url}/v1/reports`, 'citizen:c-17', lamp);
  const { reportId } = submitted.body;
  const receiptUrl = `${host.url}/v1/reports/${reportId}/receipt`;
  const first = await get(receiptUrl, 'citizen:c-17');
  expect([200, 202]).toContain(first.status);
  const { body: receipt } = await until(
    () => get(receiptUrl, 'citizen:c-17'),
    ({ status }) => status === 200,
  );
  expect(receipt).toMatchObject({ v: 1, reportId, index: expect.any(Number) });
  expect((await get(receiptUrl, 'citizen:c-18')).status).toBe(404);
  const bundled = await get(`${host.url}/v1/reports/${reportId}/bundle`);
  expect(bundled).toMatchObject({ status: 200, body: { stream: `report-${reportId}`, uncovered: 0 } });
  const checkpoint = await (await fetch(`${host.url}/v1/log/1/checkpoint`)).text();
  expect(checkpoint).toMatch(
    /^log\.example\.vn\/phananh\/1\n[0-9]+\n.{44}\n\n— log\.example\.vn\/phananh\/1 /,
  );
  expect((await fetch(`${host.url}/v1/log/1/tile/0/999`)).status).toBe(404);
  expect((await fetch(`${host.url}/v1/log/1/tile/0/..%2f..%2fx`)).status).toBe(404);
  expect((await get(`${host.url}/v1/log/1/tile/entries/000`, 'citizen:c-17')).status).toBe(403);
  // What comes later changes no receipt.
  await post(`${host.url}/v1/reports`, 'citizen:c-18', lamp);
  expect(await host.end()).toBe(0);
  expect(statSync(join(directory, 'x.log.key')).mode & 0o777).toBe(0o600);
  const { index, entry } = receipt;
  expect(
    await logServer(join(directory, 'x.log')).receipt({
      stream: `report-${reportId}`,
      revision: 0,
      position: index + 1,
    }),
  ).toEqual({ v: 1, index, entry, proof: receipt.proof });

  // Who signs stands in the store: a host with another folder does not serve.
  const other = join(directory, 'other.jsonc');
  const elsewhere = {
    ...transparency,
    folder: join(directory, 'other.log'),
    key: join(directory, 'other.key'),
  };
  writeFileSync(other, JSON.stringify({ store: `sqlite:${path}`, transparency: elsewhere }));
  await expect(startHostWith({}, 'serve', '--port', '0', '--config', other, '--auth', 'dev')).rejects.toThrow(
    'second-signer',
  );
  expect(existsSync(elsewhere.key)).toBe(false);

  const keys = await phananh('log', 'key', '--config', config);
  expect(keys.out).toMatch(/^log\.example\.vn\/phananh\/1\+[0-9a-f]{8}\+\S{44}\n$/);
  const trust = join(directory, 'trust');
  writeFileSync(trust, `log ${keys.out}quorum none\n`);
  for (const [what, body] of [
    ['receipt', receipt],
    ['bundle', bundled.body],
  ]) {
    const kept = join(directory, `${what}.json`);
    writeFileSync(kept, JSON.stringify(body));
    expect(await phananh('verify', `--${what}`, kept, '--trust', trust)).toMatchObject({
      code: 0,
      out: expect.stringContaining(`report-${reportId}`),
    });
    expect(await phananh('verify', `--${what}`, kept)).toMatchObject({
      code: 1,
      out: expect.stringContaining('self-signed, not verified'),
    });
  }
  const unchecked = await phananh('verify', '--receipt', join(directory, 'receipt.json'));
  expect(unchecked.out).toContain('no signature was checked: a receipt carries no key');
  const whole = await phananh('verify', '--config', config, '--json');
  const { events, ...sums } = JSON.parse(whole.out);
  expect(sums).toMatchObject({ uncovered: 0, faults: 0, size: events });
  const doctor = await phananh('doctor', '--config', config);
  expect(doctor.out).toContain('✓ transparency log');
  expect(doctor.out).not.toContain('workflows:');
  const replayed = await phananh('replay', '--all', '--check', '--config', config);
  expect(replayed).toMatchObject({ code: 0, err: '' });

  const { pos } = JSON.parse(Buffer.from(entry, 'base64').toString());
  forge(path, pos + 1);
  const altered = await phananh('verify', '--config', config);
  expect(altered.code).toBe(1);
  expect(altered.out).toContain(
    `changed: entry ${pos}, position ${pos + 1}, revision 0 of report-${reportId} (submitted): what it says is not what was signed`,
  );
  expect((await phananh('doctor', '--config', config)).out).toContain('log-differs');
  await expect(signed(path, logIn(directory, 'x.log'))).rejects.toMatchObject({ code: 'log-differs' });
}, 60_000);
