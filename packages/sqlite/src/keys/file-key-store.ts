import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DataKey, EvidenceError, type KeyStore, type KeyWrapper } from '@phananh/core/privacy';
import { openConnection } from '../event-store/connection.ts';
import { makeOwnFile } from '../own-file.ts';

const keyBytes = 32;
const idBytes = 16;

interface Row {
  readonly id: string;
  /** Null: destroyed. */
  readonly wrapped: Buffer | null;
}

/**
 * Keys in an SQLite file of their own, which only its owner may read: never the file of the log, whose backups keep what is destroyed
 * here. It overwrites what it deletes. Several processes can have it open.
 *
 * Which subjects were destroyed stays in it, so that no second key is made for one of them.
 */
export const sqliteKeyStore = (path: string, wrapper: KeyWrapper): KeyStore => {
  mkdirSync(dirname(path), { recursive: true });
  makeOwnFile(path);
  chmodSync(path, 0o600);
  const database = openConnection(path, { readonly: false });
  // One file, with nothing in what is beside it: a write-ahead log would keep what was overwritten.
  database.pragma('journal_mode = TRUNCATE');
  database.pragma('secure_delete = ON');
  database.exec(
    'CREATE TABLE IF NOT EXISTS keys (subject TEXT PRIMARY KEY, id TEXT NOT NULL, wrapped BLOB) STRICT, WITHOUT ROWID',
  );
  const find = database.prepare<[string], Row>('SELECT id, wrapped FROM keys WHERE subject = ?');
  const some = database.prepare<[], Row & { readonly subject: string }>(
    'SELECT subject, id, wrapped FROM keys WHERE wrapped IS NOT NULL LIMIT 1',
  );
  const add = database.prepare(
    'INSERT INTO keys (subject, id, wrapped) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const destroy = database.prepare(
    'INSERT INTO keys (subject, id, wrapped) VALUES (?, ?, NULL) ON CONFLICT (subject) DO UPDATE SET wrapped = NULL',
  );
  const opened = async (subject: string, { id, wrapped }: Row) =>
    wrapped === null ? undefined : { id, key: await wrapper.unwrap(wrapped, subject) };

  let isVerified = false;
  const verify = async (): Promise<void> => {
    const row = some.get();
    if (row === undefined) return;
    await opened(row.subject, row);
    isVerified = true;
  };

  const additions = inOneCommit<NewKey>((keys) =>
    database.transaction(() =>
      keys.map(({ subject, id, wrapped }) => add.run(subject, id, wrapped).changes === 1),
    )(),
  );

  return {
    verify,
    get: async (subject) => {
      const row = find.get(subject);
      return row && opened(subject, row);
    },
    create: async (subject) => {
      const there = find.get(subject);
      if (there !== undefined) return demandOpened(await opened(subject, there));
      // Two of them under different key-encryption keys could never be read together.
      if (!isVerified) await verify();
      const made = { id: randomBytes(idBytes).toString('hex'), key: randomBytes(keyBytes) };
      const wrapped = await wrapper.wrap(made.key, subject);
      if (await additions.add({ subject, id: made.id, wrapped })) return made;
      // Whoever was first made it.
      const row = find.get(subject);
      return demandOpened(row && (await opened(subject, row)));
    },
    stateOf: async (subject) => {
      const row = find.get(subject);
      if (row === undefined) return 'missing';
      return row.wrapped === null ? 'destroyed' : 'here';
    },
    destroy: async (subject) => {
      destroy.run(subject, randomBytes(idBytes).toString('hex'));
    },
    close: async () => {
      await additions.ended();
      database.close();
    },
  };
};

interface NewKey {
  readonly subject: string;
  readonly id: string;
  readonly wrapped: Uint8Array;
}

const demandOpened = (key: DataKey | undefined): DataKey => {
  if (key === undefined) throw new EvidenceError('key-destroyed', 'the key of this subject was destroyed');
  return key;
};

/**
 * What is added in one turn of the event loop goes to the disk in one commit: a sync costs more than all the rest, and events that
 * arrive together, whose keys these are, share one as well.
 */
const inOneCommit = <Item>(commit: (items: readonly Item[]) => readonly boolean[]) => {
  interface Waiting {
    readonly item: Item;
    readonly resolve: (isAdded: boolean) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let ending: Promise<void> | undefined;
  const flush = (): void => {
    const taken = waiting;
    waiting = [];
    ending = undefined;
    try {
      const added = commit(taken.map(({ item }) => item));
      for (const [index, { resolve }] of taken.entries()) resolve(added[index] === true);
    } catch (error) {
      for (const { reject } of taken) reject(error);
    }
  };
  return {
    add: (item: Item): Promise<boolean> =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        ending ??= new Promise((done) => {
          setImmediate(() => {
            flush();
            done();
          });
        });
      }),
    ended: async (): Promise<void> => ending,
  };
};
