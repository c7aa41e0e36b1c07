import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { sentError } from '@phananh/core/engine';
import { exportOf } from '@phananh/exports';
import { readModels } from '@phananh/sqlite';
import { CliError } from '../errors.ts';
import type { ExportMessage, ExportOrder } from './threaded-export.ts';

/** Writes an export in a thread of its own. */

const { readModels: path, what, format, audience, bom, exportedAt, output }: ExportOrder = workerData;

/** Under another name until it is whole: nobody takes half a file for all of it. */
const writeWhole = async (chunks: AsyncIterable<string | Uint8Array>): Promise<number> => {
  const part = `${output}.part`;
  const file = createWriteStream(part);
  try {
    await pipeline(Readable.from(chunks, { objectMode: false }), file);
    await rename(part, output);
    return file.bytesWritten;
  } catch (error) {
    await rm(part, { force: true });
    throw isOfTheDisk(error) ? new CliError('unwritable-output', `${output}: ${error.message}`) : error;
  }
};

const isOfTheDisk = (error: unknown): error is Error => error instanceof Error && 'syscall' in error;

const say = (message: ExportMessage): void => parentPort?.postMessage(message);

const models = readModels(path);
try {
  const { chunks, ...provenance } = exportOf(models, { what, format, exportedAt, audience, bom });
  say({ done: { ...provenance, bytes: await writeWhole(chunks) } });
} catch (error) {
  say({ failed: sentError(error) });
} finally {
  await models.close();
}
