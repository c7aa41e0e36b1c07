import { parentPort, workerData } from 'node:worker_threads';
import { EvidenceError, keyTreeBytes, keyTreeIn, withoutLeaves } from '@phananh/core/privacy';
import { reasonOf } from '../event-store/store-error.ts';
import { emptyWriteAheadLog, openKeyFile } from './key-file.ts';
import type {
  DestroyedKey,
  KeysAnswer,
  KeysOrder,
  NewKey,
  PlantedTree,
  PuncturedKey,
} from './keys-messages.ts';
import { nodeCiphers } from './node-ciphers.ts';

/** Writes to a file of keys, in a thread of its own: a sync of the disk blocks the thread that asks for it. */

const path: string = workerData;
const database = openKeyFile(path);
const add = database.prepare(
  'INSERT INTO keys (subject, id, wrapped, tree) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
);
const destroy = database.prepare(
  'INSERT INTO keys (subject, id, wrapped) VALUES (?, ?, NULL) ON CONFLICT (subject) DO UPDATE SET wrapped = NULL, tree = NULL',
);
const plant = database.prepare(
  'UPDATE keys SET tree = ? WHERE subject = ? AND tree IS NULL AND wrapped IS NOT NULL',
);
const treeOf = database
  .prepare<[string], Buffer>('SELECT tree FROM keys WHERE subject = ? AND tree IS NOT NULL')
  .pluck();
const replaceTree = database.prepare('UPDATE keys SET tree = ? WHERE subject = ?');
const addAll = database.transaction((keys: readonly NewKey[]) =>
  keys.map(({ subject, id, wrapped, tree }) => add.run(subject, id, wrapped, tree).changes === 1),
);
const plantAll = database.transaction((keys: readonly PlantedTree[]) => {
  for (const { subject, tree } of keys) plant.run(tree, subject);
});
const punctureAll = database.transaction((keys: readonly PuncturedKey[]) => {
  for (const { subject, leaves } of keys) {
    const bytes = treeOf.get(subject);
    if (bytes === undefined) continue;
    const tree = keyTreeIn(bytes);
    if (tree === undefined)
      throw new EvidenceError('key-unreadable', 'the keys of single values were altered');
    replaceTree.run(keyTreeBytes(withoutLeaves(tree, leaves, nodeCiphers.sha256)), subject);
  }
});
const destroyAll = database.transaction((keys: readonly DestroyedKey[]) => {
  for (const { subject, id } of keys) destroy.run(subject, id);
});

const carryOut = (order: Exclude<KeysOrder, { kind: 'close' }>): readonly boolean[] => {
  if (order.kind === 'add') return addAll.immediate(order.keys);
  if (order.kind === 'plant') {
    plantAll.immediate(order.keys);
    return [];
  }
  if (order.kind === 'puncture') punctureAll.immediate(order.keys);
  else destroyAll.immediate(order.keys);
  // Also where it was destroyed before: a thread that died may not have come to it.
  emptyWriteAheadLog(database, path);
  return [];
};

const answerTo = (order: Exclude<KeysOrder, { kind: 'close' }>): KeysAnswer => {
  try {
    return { kind: 'done', added: carryOut(order) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', message, reason: reasonOf(error) };
  }
};

parentPort?.on('message', (order: KeysOrder) => {
  if (order.kind !== 'close') {
    parentPort?.postMessage(answerTo(order));
    return;
  }
  database.close();
  parentPort?.close();
});
