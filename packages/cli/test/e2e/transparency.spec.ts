import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { get, lamp, post, until } from '@phananh/test-support/api';
import { startHostWith } from '@phananh/test-support/host-process';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, test } from 'vitest';
import { phananh } from '../support/in-process.ts';

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

test('a host signs what it recorded, gives receipts, and whoever alters the file is found out', async () => {
  const directory = inTemporaryDirectory();
  const [path, config] = [join(directory, 'x.db'), join(directory, 'phananh.jsonc')];
  writeFileSync(
    config,
    JSON.stringify({
      store: `sqlite:${path}`,
      transparency: { origin: 'log.example.vn/phananh', seconds: 1 },
    }),
  );
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

  const keys = await phananh('log', 'key', '--config', config);
  expect(keys.out).toMatch(/^log\.example\.vn\/phananh\/1\+[0-9a-f]{8}\+\S{44}\n$/);
  const [trust, kept] = [join(directory, 'trust'), join(directory, 'receipt.json')];
  writeFileSync(trust, `log ${keys.out}quorum none\n`);
  writeFileSync(kept, JSON.stringify(receipt));
  const held = await phananh('verify', '--receipt', kept, '--trust', trust);
  expect(held).toMatchObject({ code: 0, out: expect.stringContaining(`report-${reportId}`) });
  const untrusted = await phananh('verify', '--receipt', kept, '--config', config);
  expect(untrusted).toMatchObject({ code: 1, out: expect.stringContaining('self-signed, not verified') });

  const whole = await phananh('verify', '--config', config, '--json');
  const { events, ...sums } = JSON.parse(whole.out);
  expect(sums).toMatchObject({ uncovered: 0, faults: 0, size: events });
  expect((await phananh('doctor', '--config', config)).out).toContain('✓ transparency log');

  const again = await startHostWith({}, 'serve', '--port', '0', '--config', config, '--auth', 'dev');
  expect((await get(`${again.url}/v1/reports/${reportId}/receipt`, 'citizen:c-17')).body).toEqual(receipt);
  expect(await again.end()).toBe(0);

  const { entry } = receipt;
  const { pos } = JSON.parse(Buffer.from(entry, 'base64').toString());
  forge(path, pos + 1);
  const altered = await phananh('verify', '--config', config);
  expect(altered.code).toBe(1);
  expect(altered.out).toContain(
    `changed: entry ${pos}, position ${pos + 1}, revision 0 of report-${reportId} (submitted): what it says is not what was signed`,
  );
  expect((await phananh('doctor', '--config', config)).out).toContain('log-differs');
  const refused = startHostWith({}, 'serve', '--port', '0', '--config', config, '--auth', 'dev');
  await expect(refused).rejects.toThrow('log-differs');
}, 120_000);

test('a key is exchanged while both sign, and a new log continues one whose store was restored to before it', async () => {
  const directory = inTemporaryDirectory();
  const [path, config] = [join(directory, 'x.db'), join(directory, 'phananh.jsonc')];
  const written = (store: string) =>
    writeFileSync(
      config,
      JSON.stringify({
        store: `sqlite:${store}`,
        transparency: {
          origin: 'log.example.vn/phananh',
          folder: join(directory, 'log'),
          key: join(directory, 'log.key'),
        },
      }),
    );
  written(path);
  const turn = async (): Promise<void> => {
    const host = await startHostWith({}, 'serve', '--port', '0', '--config', config, '--auth', 'dev');
    await post(`${host.url}/v1/reports`, 'citizen:c-17', lamp);
    expect(await host.end()).toBe(0);
  };
  await turn();
  const rotated = await phananh('log', 'rotate', '--config', config);
  expect(rotated.out.trim().split('\n')).toHaveLength(2);
  await turn();
  expect((await phananh('log', 'rotate', '--finish', '--config', config)).code).toBe(0);
  await turn();
  expect(await phananh('verify', '--config', config)).toMatchObject({
    code: 0,
    out: expect.stringContaining('nothing was altered'),
  });
  // As if it were restored from a backup of before everything.
  written(join(directory, 'restored.db'));
  await expect(turn()).rejects.toThrow('log-behind');
  const begun = await phananh('log', 'begin', '--reason', 'the disk was lost', '--config', config);
  expect(begun).toMatchObject({ code: 0, out: expect.stringContaining('log.example.vn/phananh/2 begins') });
  await turn();
  expect(await phananh('verify', '--config', config)).toMatchObject({
    code: 0,
    out: expect.stringContaining('log.example.vn/phananh/2: '),
  });
}, 120_000);
