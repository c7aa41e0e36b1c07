import type { SlaPolicy } from '@phananh/core';
import { receivedError, type SentError } from '@phananh/core/engine';
import { type PolicyMessage, policyOf } from '@phananh/core/reports';
import { programBeside, startThread } from '@phananh/sqlite';
import type { Settings } from '../config/settings.ts';
import type { PolicyOptions } from '../setup/policy.ts';
import type { StorePlace } from '../store/store-address.ts';
import type { ImportResult, RejectedRow } from './import-file.ts';
import type { ImportMap } from './map/schema.ts';
import type { TakenOver } from './row-corrections.ts';

/**
 * With limits V8 tidies up sooner: an import takes a fifth less memory than on the main thread, whose limits nobody can set
 * from within. A case is small, a file may have a row of a megabyte. What is new has room for several times the cases that are
 * under way: with less, more of them would be moved.
 */
const room = { young: 24, old: 1024 };

export interface ImportThreadData {
  readonly file: string;
  readonly map: ImportMap;
  readonly place: StorePlace;
  /** What was asked for: files. */
  readonly policy: PolicyOptions;
  /** Take over what rows say otherwise than before. */
  readonly corrections?: TakenOver;
  /** Where photos go, and the folder that those come from which are files. */
  readonly evidence: Settings['evidence'];
  readonly photos?: string;
}

/** To begin, to take in no more cases, and to close the store when nobody else reads it any more. */
export type ImportOrder = 'begin' | 'end' | 'close';

export type ImportThreadMessage =
  | { readonly kind: 'opened'; readonly size: number; readonly policy: PolicyMessage }
  | { readonly kind: 'grown' }
  | { readonly kind: 'progress'; readonly bytesRead: number; readonly events: number }
  | { readonly kind: 'rejected'; readonly row: RejectedRow }
  | { readonly kind: 'photo-missed'; readonly photo: RejectedRow }
  | {
      readonly kind: 'ended';
      readonly counts: Omit<ImportResult, 'cut'>;
      readonly cut: SentError | undefined;
    }
  | { readonly kind: 'failed'; readonly error: SentError };

export type ThreadedImportResult = Omit<ImportResult, 'cut'> & { readonly cut: Error | undefined };

export interface ImportListeners {
  readonly onRejected: (row: RejectedRow) => void;
  readonly onPhotoMissed: (photo: RejectedRow) => void;
  readonly onProgress: (progress: { readonly bytesRead: number; readonly events: number }) => void;
}

/** A source and a store that a thread has opened; nothing is imported yet. */
export interface OpenedImport {
  /** Bytes of the source as it lies on the disk. */
  readonly size: number;
  /** What the log is written under. */
  readonly policy: SlaPolicy;
  /** Tells that the store may have grown. */
  readonly onGrown: (listener: () => void) => void;
  /** Imports, once. The signal ends it after the cases that are in flight. */
  run(listeners: ImportListeners, signal: AbortSignal): Promise<ThreadedImportResult>;
  /** Ends the thread, whatever it does, and closes its store: when nobody else reads it any more. */
  close(): Promise<void>;
}

/** Opens a file and a store in a thread of its own. Throws what `openSource` and `openForFilling` throw. */
export const openImport = async (data: ImportThreadData): Promise<OpenedImport> => {
  const opened = Promise.withResolvers<{ readonly size: number; readonly policy: PolicyMessage }>();
  const ended = Promise.withResolvers<ThreadedImportResult>();
  // Told when somebody waits for it.
  ended.promise.catch(() => {});
  let listeners: ImportListeners | undefined;
  let grown: () => void = () => {};
  const fail = (error: Error): void => {
    opened.reject(error);
    ended.reject(error);
  };
  const hear = (message: ImportThreadMessage) => {
    switch (message.kind) {
      case 'opened':
        return opened.resolve(message);
      case 'grown':
        return grown();
      case 'progress':
        return listeners?.onProgress(message);
      case 'rejected':
        return listeners?.onRejected(message.row);
      case 'photo-missed':
        return listeners?.onPhotoMissed(message.photo);
      case 'ended':
        return ended.resolve({ ...message.counts, cut: message.cut && receivedError(message.cut) });
      case 'failed':
        return fail(receivedError(message.error));
    }
  };
  const program = programBeside(import.meta.url, 'import-thread');
  const { tell: order, ended: exited } = startThread<ImportOrder, ImportThreadMessage>(program, {
    name: 'phananh-import',
    data,
    room,
    hear,
    failed: fail,
  });
  void exited.then(() => fail(new Error('the import ended without saying how')));
  const { size, policy } = await opened.promise;
  return {
    size,
    policy: policyOf(policy),
    onGrown: (listener) => {
      grown = listener;
    },
    run: async (own, signal) => {
      listeners = own;
      if (signal.aborted) order('end');
      else signal.addEventListener('abort', () => order('end'), { once: true });
      order('begin');
      return ended.promise;
    },
    close: async () => {
      order('close');
      await exited;
    },
  };
};
