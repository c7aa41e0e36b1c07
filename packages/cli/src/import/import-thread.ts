import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { PhananhError } from '@phananh/core';
import { openForWriting, openReports } from '../open-store.ts';
import { importFile } from './import-file.ts';
import { openSource } from './source/source-text.ts';
import type { ImportOrder, ImportThreadData, ImportThreadMessage, SentError } from './threaded-import.ts';

/** Imports a file in a thread of its own. */

const { file, map, store: address }: ImportThreadData = workerData;
const say = (message: ImportThreadMessage): void => parentPort?.postMessage(message);

const ending = new AbortController();
const begun = once(ending.signal, 'begun');
parentPort?.on('message', (order: ImportOrder) => {
  if (order === 'begin') ending.signal.dispatchEvent(new Event('begun'));
  else ending.abort();
});

const sent = (error: unknown): SentError => {
  if (error instanceof PhananhError) {
    const { code, message, details } = error;
    return { code, message, details };
  }
  return { code: null, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
};

try {
  const source = await openSource(file, map.format);
  const store = await openForWriting(address);
  try {
    store.wakes?.subscribe(() => say({ kind: 'grown' }));
    say({ kind: 'opened', size: source.size });
    if (!ending.signal.aborted) await Promise.race([begun, once(ending.signal, 'abort')]);
    const { cut, ...counts } = await importFile({
      map,
      text: source.text,
      reports: openReports(store),
      onRejected: (row) => say({ kind: 'rejected', row }),
      onProgress: ({ events }) => say({ kind: 'progress', bytesRead: source.bytesRead(), events }),
      signal: ending.signal,
    });
    say({ kind: 'ended', counts, cut: cut && sent(cut) });
    // Its writer is the last to close: the one that empties the write-ahead log.
    if (!ending.signal.aborted) await once(ending.signal, 'abort');
  } finally {
    await store.close();
  }
} catch (error) {
  say({ kind: 'failed', error: sent(error) });
} finally {
  parentPort?.close();
}
