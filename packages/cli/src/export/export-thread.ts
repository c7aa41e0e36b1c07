import { createWriteStream } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { sentError } from '@phananh/core/engine';
import { exportOf } from '@phananh/exports';
import { coalesced, readModels } from '@phananh/sqlite';
import { unwritable } from '../output/output-file.ts';
import type { ExportMessage, ExportOrder } from './threaded-export.ts';

/** Writes an export in a thread of its own: into a file that is there, or to the standard output of the process. */

const { readModels: path, what, format, audience, bom, only, exportedAt, output }: ExportOrder = workerData;

const say = (message: ExportMessage): void => parentPort?.postMessage(message);

const toldEveryMilliseconds = 100;

let bytes = 0;
const sayProgress = coalesced(() => say({ written: bytes }), toldEveryMilliseconds);

async function* counted(chunks: AsyncIterable<string | Uint8Array>) {
  for await (const chunk of chunks) {
    bytes += Buffer.byteLength(chunk);
    sayProgress();
    yield chunk;
  }
}

/** A file is on the disk before it takes the place of another one. */
const target = (): Writable =>
  output === undefined ? process.stdout : createWriteStream(output.part, { flags: 'r+', flush: true });

const models = readModels(path);
try {
  const { chunks, ...provenance } = exportOf(models, {
    what,
    format,
    exportedAt,
    audience,
    bom,
    ...(only && { only }),
  });
  await pipeline(Readable.from(counted(chunks), { objectMode: false }), target());
  say({ done: { ...provenance, bytes } });
} catch (error) {
  say({ failed: sentError(output === undefined ? error : unwritable(output.path, error)) });
} finally {
  await models.close();
}
