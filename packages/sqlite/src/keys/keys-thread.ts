import { parentPort, workerData } from 'node:worker_threads';
import { reasonOf } from '../event-store/store-error.ts';
import { emptyWriteAheadLog, openKeyFile } from './key-file.ts';
import type { DestroyedKey, KeysAnswer, KeysOrder, NewKey } from './keys-messages.ts';

/** Writes to a file of keys, in a thread of its own: a sync of the disk blocks the thread that asks for it. */

const path: string = workerData;
const database = openKeyFile(path);
const add = database.prepare(
  'INSERT INTO keys (subject, id, wrapped) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
);
const destroy = database.prepare(
  'INSERT INTO keys (subject, id, wrapped) VALUES (?, ?, NULL) ON CONFLICT (subject) DO UPDATE SET wrapped = NULL',
);
const addAll = database.transaction((keys: readonly NewKey[]) =>
  keys.map(({ subject, id, wrapped }) => add.run(subject, id, wrapped).changes === 1),
);
const destroyAll = database.transaction((keys: readonly DestroyedKey[]) => {
  for (const { subject, id } of keys) destroy.run(subject, id);
});

const carryOut = (order: Exclude<KeysOrder, { kind: 'close' }>): readonly boolean[] => {
  if (order.kind === 'add') return addAll.immediate(order.keys);
  destroyAll.immediate(order.keys);
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
