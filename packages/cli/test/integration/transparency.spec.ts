import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, test } from 'vitest';
import { openAsStored } from '../../src/store/open-store.ts';
import { signLog } from '../../src/transparency/open-log.ts';
import { startedServer } from '../support/event-store-db.ts';
import { phananh } from '../support/in-process.ts';
import { logIn, origin, reported, signed } from '../support/signing.ts';

test('nothing is said to be unaltered where no checkpoint is', async () => {
  const directory = inTemporaryDirectory();
  const log = logIn(directory);
  const config = join(directory, 'phananh.jsonc');
  const store = join(directory, 'x.db');
  writeFileSync(config, JSON.stringify({ store: `sqlite:${store}`, transparency: { origin, ...log } }));
  await reported(store);
  await signed(store, log);
  // As in the first minute of a host: the key is there, and no checkpoint.
  rmSync(log.folder, { recursive: true });
  expect(await phananh('verify', '--config', config)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/against 0 checkpoints, .* not covered yet: no checkpoint is here/),
  });
});

test('a key is exchanged while both sign, and a new log continues one whose store was restored to before it', async () => {
  const directory = inTemporaryDirectory();
  const log = logIn(directory);
  const config = join(directory, 'phananh.jsonc');
  const written = (store: string) =>
    writeFileSync(config, JSON.stringify({ store: `sqlite:${store}`, transparency: { origin, ...log } }));
  const turn = async (path: string): Promise<void> => {
    await reported(path);
    await signed(path, log);
  };
  const [path, restored] = [join(directory, 'x.db'), join(directory, 'restored.db')];
  written(path);
  await turn(path);
  const rotated = await phananh('log', 'rotate', '--config', config);
  expect(rotated.out.trim().split('\n')).toHaveLength(2);
  await turn(path);
  expect(await phananh('log', 'rotate', '--config', config)).toMatchObject({
    code: 2,
    err: expect.stringContaining('two keys sign already'),
  });
  expect((await phananh('log', 'rotate', '--finish', '--config', config)).code).toBe(0);
  await turn(path);
  expect(await phananh('verify', '--config', config)).toMatchObject({
    code: 0,
    out: expect.stringContaining('nothing was altered'),
  });
  // Who signs stands in the store, and is looked at like every event.
  const replayed = await phananh('replay', '--all', '--check', '--config', config);
  expect(replayed).toMatchObject({ code: 0, err: '' });
  // As if it were restored from a backup of before everything.
  written(restored);
  await expect(turn(restored)).rejects.toMatchObject({ code: 'log-behind' });
  // The older key never signs the next log, and the newest has signed this one: each line is of a key that signed.
  const begun = await phananh('log', 'begin', '--reason', 'the disk was lost', '--config', config);
  const keys = (await phananh('log', 'key', '--config', config)).out.trim().split('\n');
  expect(keys.map((line) => line.split('+', 1)[0])).toEqual([
    ...Array.from({ length: 2 }, () => `${origin}/1`),
    `${origin}/2`,
  ]);
  const key = join(directory, 'other.key');
  renameSync(log.key, key);
  expect((await phananh('log', 'begin', '--reason', 'the key was lost', '--config', config)).code).toBe(0);
  const lost = await phananh('log', 'key', '--config', config);
  expect(lost.out).toMatch(/^log[.]example[.]vn.phananh.3\S+\n$/);
  expect(lost.err).toContain(`no key that signed ${origin}/2 is here`);
  rmSync(join(log.folder, 'public', '3'), { recursive: true });
  renameSync(key, log.key);
  expect(begun).toMatchObject({ code: 0, out: expect.stringContaining('log.example.vn/phananh/2 begins') });
  await turn(restored);
  expect(await phananh('verify', '--config', config)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/phananh.2: .*nothing was altered\nnot held: 3 entries of earlier logs/),
  });
});

test('a log on a server has one signer too: one over another folder is refused', async () => {
  const { connectionString } = await startedServer();
  const place = { store: { scheme: 'esdb', connectionString } } as const;
  const store = await openAsStored(place);
  const sign = (name: string) =>
    signLog(
      place,
      { origin, signer: true, seconds: 60, events: 256, witnesses: [], ...logIn(directory, name) },
      { store, onError: () => {}, onPublished: () => {} },
    );
  const directory = inTemporaryDirectory();
  await (await sign('one'))?.close();
  await expect(sign('two')).rejects.toMatchObject({ code: 'second-signer' });
  await (await sign('one'))?.close();
  await store.close();
});

test('a backup has the log, and a restore below what was published begins the next one by itself', async () => {
  const directory = inTemporaryDirectory();
  const config = join(directory, 'phananh.jsonc');
  const at = (name: string): string => join(directory, name, 'x.db');
  const configured = (name: string, log = logIn(join(directory, name), 'x.log')) => {
    writeFileSync(config, JSON.stringify({ store: `sqlite:${at(name)}`, transparency: { origin, ...log } }));
    return log;
  };
  const log = configured('first');
  mkdirSync(join(directory, 'first'));
  await reported(at('first'));
  await signed(at('first'), log);
  const [backup, keys] = [join(directory, 'backup'), join(directory, 'keys')];
  const backed = await phananh('backup', backup, '--keys', keys, '--config', config);
  expect(backed.code, backed.err).toBe(0);
  expect(existsSync(join(backup, 'transparency', 'public', '1', 'checkpoint'))).toBe(true);
  const names = readdirSync(backup, { recursive: true }).map(String);
  expect(names.filter((name) => name.includes('key'))).toEqual([]);
  // More is recorded and published; then the machine is lost, all of it: the log goes on where the backup has it.
  await reported(at('first'));
  await signed(at('first'), log);
  const elsewhere = configured('second');
  const whole = await phananh('restore', backup, '--keys', keys, '--config', config);
  expect([whole.code, whole.err]).toEqual([0, '']);
  await reported(at('second'));
  await signed(at('second'), elsewhere);
  expect(await phananh('verify', '--config', config)).toMatchObject({
    code: 0,
    out: expect.stringContaining('log.example.vn/phananh/1: '),
  });
  // Only the store is lost: what was published of it stands.
  configured('third', log);
  const below = await phananh('restore', backup, '--config', config);
  expect(below).toMatchObject({ code: 0, err: expect.stringContaining('log.example.vn/phananh/2 begins') });
  await reported(at('third'));
  await signed(at('third'), log);
  expect(await phananh('verify', '--config', config)).toMatchObject({
    code: 1,
    out: expect.stringMatching(
      /^log[.]example[.]vn.phananh.1: \d+ entries, held against the store: the last one is not in it as signed; continued .*"The store was restored .*"\nlog[.]example[.]vn.phananh.2: .*nothing was altered\nnot held: 1 entry of earlier logs/,
    ),
  });
  // Whoever was told of it trusts the new log.
  const trusted = (await phananh('log', 'key', '--config', config)).out.replaceAll(/^(?=log)/gm, 'log ');
  const trust = join(directory, 'trust');
  writeFileSync(trust, `${trusted}quorum none\n`);
  expect(await phananh('verify', '--trust', trust, '--config', config)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/nothing was altered\ntrusted: log[.]example[.]vn.phananh.2 /),
  });
});
