import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { receivedError, type SentError } from '@phananh/core/engine';
import type { ReportAudience } from '@phananh/core/reports';
import type { Export, ExportFormat, ExportWhat } from '@phananh/exports';

/**
 * With limits V8 tidies up sooner: an export takes as much memory for a long log as for a short one. On the main thread,
 * whose limits nobody can set from within, it took half as much again.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64 };

export interface ExportOrder {
  /** The file of the read models. */
  readonly readModels: string;
  readonly what: ExportWhat;
  readonly format: ExportFormat;
  readonly audience: ReportAudience;
  readonly bom: boolean;
  readonly exportedAt: string;
  readonly output: string;
}

export type ExportDone = Omit<Export, 'chunks'> & { readonly bytes: number };

export type ExportMessage = { readonly done: ExportDone } | { readonly failed: SentError };

/** Writes an export into a file, in a thread of its own. Throws what went wrong there. */
export const exportToFile = async (workerData: ExportOrder): Promise<ExportDone> => {
  const script = new URL(`./export-thread${extname(import.meta.url)}`, import.meta.url);
  const thread = new Worker(script, { workerData, name: 'phananh-export', resourceLimits });
  const { promise, resolve, reject } = Promise.withResolvers<ExportDone>();
  let done: ExportDone | undefined;
  thread.on('message', (message: ExportMessage) => {
    if ('done' in message) done = message.done;
    else reject(receivedError(message.failed));
  });
  // Out of memory, above all.
  thread.on('error', reject);
  thread.on('exit', () => {
    if (done === undefined) reject(new Error('the export ended without saying how'));
    else resolve(done);
  });
  return promise;
};
