import { receivedError, type SentError } from '@phananh/core/engine';
import type { ReportAudience } from '@phananh/core/reports';
import type { Export, ExportedRows, ExportFilters, ExportFormat, ExportWhat } from '@phananh/exports';
import { programBeside, startThread } from '@phananh/sqlite';

/**
 * With limits V8 tidies up sooner: an export takes as much memory for a long log as for a short one. On the main thread,
 * whose limits nobody can set from within, it took half as much again.
 */
const room = { young: 8, old: 64 };

export interface ExportOrder {
  /** The file of the read models. */
  readonly readModels: string;
  readonly what: ExportWhat | ExportedRows;
  readonly format: ExportFormat;
  readonly audience: ReportAudience;
  readonly bom: boolean;
  readonly only?: ExportFilters;
  readonly exportedAt: string;
  /** What the file is called, and where it is written; undefined: standard output. */
  readonly output: { readonly path: string; readonly part: string } | undefined;
}

export type ExportDone = Omit<Export, 'chunks'> & { readonly bytes: number };

export type ExportMessage =
  | { readonly written: number }
  | { readonly done: ExportDone }
  | { readonly failed: SentError };

export interface ExportListening {
  /** Told now and then how many bytes have been written. */
  readonly onWritten: (bytes: number) => void;
  /** Ends it where it is. */
  readonly signal: AbortSignal;
}

/** Writes an export in a thread of its own. Undefined when the signal came first. Throws what went wrong there. */
export const writeExport = async (
  data: ExportOrder,
  { onWritten, signal }: ExportListening,
): Promise<ExportDone | undefined> => {
  const { promise, resolve, reject } = Promise.withResolvers<ExportDone | undefined>();
  let done: ExportDone | undefined;
  const hear = (message: ExportMessage): void => {
    if ('written' in message) onWritten(message.written);
    else if ('done' in message) done = message.done;
    else reject(receivedError(message.failed));
  };
  const program = programBeside(import.meta.url, 'export-thread');
  // What fails is that its room was not enough, above all.
  const thread = startThread(program, { name: 'phananh-export', data, room, hear, failed: reject });
  const end = (): void => void thread.kill();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  void thread.ended.then(() => {
    if (done === undefined && !signal.aborted) reject(new Error('the export ended without saying how'));
    else resolve(done);
  });
  return promise;
};
