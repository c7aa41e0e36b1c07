import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { memoryEventStore, simulatedClock } from '@phananh/core/testing';
import {
  inclusionProof,
  type LeafHeader,
  leafInput,
  leavesOfBundle,
  textOfKey,
  textOfUtf8,
  treeHashes,
  verifyInclusion,
  verifyNote,
} from '@phananh/core/transparency';
import { expect, it } from 'vitest';
import { entriesFolder, publicFolder } from '../../src/files/log-folder.ts';
import { logSigners, nodeCrypto, openLogFolder, readLogKey } from '../../src/index.ts';
import { logOfTest, origin, settled } from '../support/log.ts';

const hashes = treeHashes(nodeCrypto);

const signersIn = async (path: string) => {
  const key = readLogKey(path);
  if (key === undefined) throw new Error('no key');
  return logSigners(key, 1);
};

it('signs a minute after the first event that no checkpoint covers', async () => {
  const log = logOfTest();
  await using running = await log.run();
  await log.fill(3);
  await settled();
  log.time.advance(59_999);
  await settled();
  expect(log.published).toEqual([]);
  log.time.advance(1);
  await log.covers(3);
  expect(running.folder.kept.newest()?.size).toBe(3);
});

it('signs after 256 events without waiting, and no more often than once a second', async () => {
  const log = logOfTest();
  await using _ = await log.run();
  await log.fill(256);
  await log.covers(256);
  await log.fill(256);
  await settled();
  expect(log.published).toEqual([256]);
  log.time.advance(1000);
  await log.covers(512);
});

it('signs what is left as it ends, and goes on where it ended', async () => {
  const log = logOfTest();
  for (const count of [1, 300, 5]) {
    const running = await log.run();
    await log.fill(count);
    await settled();
    await running.close();
  }
  expect(log.errors).toEqual([]);
  expect(log.published.at(-1)).toBe(306);
  const another = logOfTest(log.store);
  await (await another.run({ key: log.options.key })).close();
  // The same log in one go: tiles, entries and root are the same.
  const [once, often] = [openLogFolder(another.options.folder, 1), openLogFolder(log.options.folder, 1)];
  expect(once.kept.newest()?.checkpoint.root).toEqual(often.kept.newest()?.checkpoint.root);
  for (const tile of [
    { level: 0, index: 0, width: 256 },
    { level: 0, index: 1, width: 50 },
    { level: 1, index: 0, width: 1 },
  ])
    expect(await once.readTile(tile)).toEqual(await often.readTile(tile));
});

it('each entry is in the tree of the checkpoint, in the order of the log', async () => {
  const log = logOfTest();
  await log.fill(700);
  const running = await log.run();
  await settled();
  await running.close();
  const newest = running.folder.kept.newest();
  if (newest === undefined) throw new Error('nothing was published');
  const [signer] = await signersIn(log.options.key);
  expect(await verifyNote(nodeCrypto, newest.checkpoint.note, signer ? [signer.key] : [])).toHaveLength(1);
  for (const index of [0, 255, 256, 511, 512, 699]) {
    const tile = Math.floor(index / 256);
    const bundle = await running.folder.readEntries({ index: tile, width: Math.min(700 - tile * 256, 256) });
    const leaf = leavesOfBundle(bundle ?? new Uint8Array())?.[index % 256] ?? new Uint8Array();
    const header: LeafHeader = JSON.parse(textOfUtf8(leaf) ?? '');
    expect(header).toMatchObject({ pos: index, stream: `subject-${index % 7}`, log: `${origin}/1` });
    await verifyInclusion(nodeCrypto, {
      index: BigInt(index),
      size: 700n,
      leafHash: nodeCrypto.sha256(leafInput(leaf)),
      root: newest.checkpoint.root,
      proof: await inclusionProof(
        { size: 700, hashes, readTile: running.folder.readTile, edge: newest.edge },
        index,
      ),
    });
  }
});

it('a line of checkpoints that was cut off as the machine stopped is written over', async () => {
  const log = logOfTest();
  await log.fill(3);
  await (await log.run()).close();
  const file = join(log.options.folder, 'public', '1', 'checkpoints.jsonl');
  const whole = readFileSync(file, 'utf8');
  await log.fill(3);
  await (await log.run()).close();
  truncateSync(file, statSync(file).size - 20);
  // Tiles of the lost checkpoint stand there already: they are written again, the same.
  await (await log.run()).close();
  expect(readFileSync(file, 'utf8').startsWith(whole)).toBe(true);
  expect(
    openLogFolder(log.options.folder, 1)
      .kept.all()
      .map(({ size }) => size),
  ).toEqual([3, 6]);
});

it('whoever was killed before the newest checkpoint was given to everybody gives it at the next start', async () => {
  const log = logOfTest();
  const given = join(log.options.folder, 'public', '1', 'checkpoint');
  await log.fill(3);
  await (await log.run()).close();
  const before = readFileSync(given);
  await log.fill(3);
  await (await log.run()).close();
  const newest = readFileSync(given, 'utf8');
  writeFileSync(given, before);
  const running = await log.run();
  expect(readFileSync(given, 'utf8')).toBe(newest);
  await running.close();
});

it('only its owner may read the key of the log, and a key that is lost is not made anew', async () => {
  const log = logOfTest();
  await log.fill(1);
  await (await log.run()).close();
  expect(statSync(log.options.key).mode & 0o777).toBe(0o600);
  rmSync(log.options.key);
  await expect(log.run()).rejects.toMatchObject({ code: 'log-key-missing' });
  expect(existsSync(log.options.key)).toBe(false);
});

it('everybody may read checkpoints and tiles, and nobody of the machine beside owner and group the entries', async () => {
  const log = logOfTest();
  await log.fill(300);
  await (await log.run()).close();
  const rightsIn = (folder: string) =>
    new Set(
      readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
        const { mode } = statSync(join(entry.parentPath, entry.name));
        return `${entry.isDirectory() ? 'folder' : 'file'} ${(mode & 0o007).toString(8)}`;
      }),
    );
  expect([...rightsIn(publicFolder(log.options.folder))].toSorted()).toEqual(['file 4', 'folder 5']);
  expect([...rightsIn(entriesFolder(log.options.folder))].toSorted()).toEqual(['file 0', 'folder 0']);
});

it('a signer with another key is refused, and one of another origin', async () => {
  const log = logOfTest();
  await log.fill(1);
  await (await log.run()).close();
  const other = logOfTest(log.store);
  await (await other.run()).close();
  await expect(log.run({ key: other.options.key })).rejects.toMatchObject({ code: 'second-signer' });
  await expect(log.run({ origin: 'elsewhere.vn/x' })).rejects.toMatchObject({ code: 'second-signer' });
});

it('of two signers in one folder the second to publish stops', async () => {
  const log = logOfTest();
  await log.fill(1);
  const [first, second] = [await log.run(), await log.run()];
  await settled();
  await first.close();
  await second.close();
  expect(second.failure()).toMatchObject({ code: 'second-signer' });
  expect(log.published).toEqual([1]);
});

it('a store that was restored from before a checkpoint is refused', async () => {
  const log = logOfTest();
  await log.fill(20);
  await (await log.run()).close();
  const restored = memoryEventStore({ clock: simulatedClock('2026-11-23T08:30:00.000Z') });
  await expect(log.run({ store: restored })).rejects.toMatchObject({ code: 'log-behind' });
  const another = logOfTest();
  await another.fill(20);
  await expect(log.run({ store: another.store })).rejects.toMatchObject({ code: 'log-differs' });
});

it('the key prints as the line that verifiers take', async () => {
  const log = logOfTest();
  await (await log.run()).close();
  const [signer] = await signersIn(log.options.key);
  expect(signer && textOfKey(signer.key)).toMatch(
    /^log\.example\.vn\/phananh\/1\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}$/,
  );
});

it('a signer over another folder is refused by the store itself, whatever key it has, before it makes anything', async () => {
  const first = logOfTest();
  const naming = { store: first.store, at: '2026-11-23T08:30:00.000Z' };
  await (await first.run({ naming })).close();
  const second = logOfTest(first.store);
  for (const key of [second.options.key, first.options.key])
    await expect(second.run({ naming, key })).rejects.toMatchObject({ code: 'second-signer' });
  await expect(first.run({ naming, origin: 'other.example.vn' })).rejects.toMatchObject({
    code: 'second-signer',
  });
  expect(existsSync(second.options.key) || existsSync(second.options.folder)).toBe(false);
  // What says so is an entry of the log, once; the folder may be moved with what it has.
  const moved = `${first.options.folder}-moved`;
  renameSync(first.options.folder, moved);
  await using running = await first.run({ naming, folder: moved });
  expect(running.folder.kept.newest()?.size).toBe(1);
});

it('of two signers that begin at once over two folders one is refused', async () => {
  const first = logOfTest();
  const second = logOfTest(first.store);
  const naming = { store: first.store, at: '2026-11-23T08:30:00.000Z' };
  const begun = await Promise.allSettled([first.run({ naming }), second.run({ naming })]);
  for (const one of begun) if (one.status === 'fulfilled') await one.value.close();
  expect(begun.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});
