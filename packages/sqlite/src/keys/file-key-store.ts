import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  type DataKey,
  EvidenceError,
  type KeyStore,
  type KeyTree,
  type KeyWrapper,
  keyTree,
  keyTreeBytes,
  keyTreeIn,
  type TreeKey,
} from '@phananh/core/privacy';
import { makeOwnFile } from '../own-file.ts';
import { makeKeysTable, openKeyFile } from './key-file.ts';
import { keysWriter } from './keys-writer.ts';

const keyBytes = 32;
const idBytes = 16;

interface Row {
  readonly id: string;
  /** Null: destroyed. */
  readonly wrapped: Buffer | null;
  /** Null: made by a version that knew none, or destroyed. */
  readonly tree: Buffer | null;
}

/**
 * Keys in an SQLite file of their own, which only its owner may read: never the file of the log, whose backups keep what is destroyed
 * here. It overwrites what it deletes, and a key is destroyed when the write-ahead log has none of it left. Several processes can have it
 * open.
 *
 * Which subjects were destroyed stays in it, so that no second key is made for one of them.
 */
export const sqliteKeyStore = (path: string, wrapper: KeyWrapper): KeyStore => {
  mkdirSync(dirname(path), { recursive: true });
  makeOwnFile(path);
  chmodSync(path, 0o600);
  const database = openKeyFile(path);
  makeKeysTable(database);
  // A process may have died when it had destroyed a key, before it emptied this.
  database.pragma('wal_checkpoint(TRUNCATE)');
  const find = database.prepare<[string], Row>('SELECT id, wrapped, tree FROM keys WHERE subject = ?');
  const some = database.prepare<[], Row & { readonly subject: string }>(
    'SELECT subject, id, wrapped, tree FROM keys WHERE wrapped IS NOT NULL LIMIT 1',
  );
  const writer = keysWriter(path);
  const gone = database
    .prepare<[string], string>(
      'SELECT subject FROM keys WHERE wrapped IS NULL AND subject > ? ORDER BY subject LIMIT 500',
    )
    .pluck();
  const opened = async (subject: string, { id, wrapped, tree }: Row): Promise<DataKey | undefined> => {
    if (wrapped === null) return undefined;
    return {
      id,
      key: await wrapper.unwrap(wrapped, subject),
      tree: tree === null ? undefined : treeIn(tree),
    };
  };
  /** @throws `key-destroyed` */
  const demandTree = async (subject: string): Promise<TreeKey> => {
    const row = find.get(subject);
    const key = row && (await opened(subject, row));
    if (key === undefined)
      throw new EvidenceError(
        'key-destroyed',
        'what is personal of them was erased, with its key: nothing more is taken in',
      );
    if (key.tree !== undefined) return { ...key, tree: key.tree };
    // A version that knew of none made it. Whoever is first gives it one.
    await writer.plant({ subject, tree: newTree() });
    return demandTree(subject);
  };

  let isVerified = false;
  const verify = async (): Promise<void> => {
    const row = some.get();
    if (row === undefined) return;
    await opened(row.subject, row);
    isVerified = true;
  };

  return {
    verify,
    get: async (subject) => {
      const row = find.get(subject);
      return row && opened(subject, row);
    },
    create: async (subject) => {
      if (find.get(subject) !== undefined) return demandTree(subject);
      // Two of them under different key-encryption keys could never be read together.
      if (!isVerified) await verify();
      const made = { id: randomBytes(idBytes).toString('hex'), key: randomBytes(keyBytes) };
      const wrapped = await wrapper.wrap(made.key, subject);
      const tree = newTree();
      if (await writer.add({ subject, id: made.id, wrapped, tree })) return { ...made, tree: treeIn(tree) };
      // Whoever was first made it.
      return demandTree(subject);
    },
    stateOf: async (subject) => {
      const row = find.get(subject);
      if (row === undefined) return 'missing';
      return row.wrapped === null ? 'destroyed' : 'here';
    },
    destroy: async (subject) => {
      await writer.destroy(subject, randomBytes(idBytes).toString('hex'));
    },
    puncture: async (subject, leaves) => {
      if (leaves.length > 0) await writer.puncture({ subject, leaves });
    },
    destroyed: async function* () {
      // By pages: others may write to the file between them.
      for (let page = gone.all(''); page.length > 0; page = gone.all(page.at(-1) ?? '')) yield* page;
    },
    close: async () => {
      await writer.close();
      database.close();
    },
  };
};

const newTree = (): Uint8Array => keyTreeBytes(keyTree(randomBytes(keyBytes)));

const treeIn = (bytes: Uint8Array): KeyTree => {
  const tree = keyTreeIn(bytes);
  if (tree === undefined) throw new EvidenceError('key-unreadable', 'the keys of single values were altered');
  return tree;
};
