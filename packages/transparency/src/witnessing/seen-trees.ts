import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { keyedQueue } from '@phananh/core/engine';
import { type SeenTree, TransparencyError, type Witness } from '@phananh/core/transparency';

/** What a witness saw of each log last, on the disk before anything is answered. */
export interface SeenTrees extends Pick<Witness, 'update'> {
  close(): void;
}

/**
 * Opens what a witness has seen, for one process: two that look at the same tree could cosign two others that continue it.
 *
 * @throws {@link TransparencyError} `second-signer` where another process has it open
 */
export const seenTrees = (folder: string): SeenTrees => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Found when it is needed: on a Node that lacks it the import would fail before this package can say which Node it needs.
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const file = new DatabaseSync(join(folder, 'seen.db'));
  try {
    // Held until it is closed, or its process is gone. EXTRA: that the journal is gone is on the disk too.
    file.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;');
    file.exec(
      'BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS seen (origin TEXT PRIMARY KEY, size TEXT NOT NULL, root BLOB NOT NULL) STRICT; COMMIT;',
    );
  } catch (cause) {
    file.close();
    throw new TransparencyError(
      'second-signer',
      `another witness runs over ${folder}`,
      { folder },
      { cause },
    );
  }
  const read = file.prepare('SELECT size, root FROM seen WHERE origin = ?');
  const write = file.prepare('INSERT OR REPLACE INTO seen (origin, size, root) VALUES (?, ?, ?)');
  const queue = keyedQueue();
  const seenOf = (origin: string): SeenTree | undefined => {
    const { size, root } = read.get(origin) ?? {};
    return root instanceof Uint8Array
      ? { size: BigInt(String(size)), root: Uint8Array.from(root) }
      : undefined;
  };
  return {
    update: (origin, next) =>
      queue.run([origin], async () => {
        const { seen, answer } = await next(seenOf(origin));
        if (seen !== undefined) write.run(origin, String(seen.size), seen.root);
        return answer;
      }),
    close: () => file.close(),
  };
};
