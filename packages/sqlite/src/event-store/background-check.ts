import { type PhananhError, type Position, StoreCorrupt, StoreUnavailable } from '@phananh/core/store';
import { programBeside, startThread } from '../threads/start-thread.ts';
import type { NamedWorkflow } from '../workflows-in.ts';
import type { StoreFault } from './check-file.ts';

export interface CheckStart {
  readonly path: string;
  /** Only the events after it; absent: the whole file. */
  readonly after: Position | undefined;
  /** Beside reports: their events are judged too. */
  readonly workflows: readonly NamedWorkflow[];
}

export type CheckMessage =
  | { readonly kind: 'progress'; readonly position: Position; readonly of: Position }
  | { readonly kind: 'sound'; readonly position: Position }
  | { readonly kind: 'damaged'; readonly fault: StoreFault; readonly faults: number }
  | { readonly kind: 'failed'; readonly message: string };

/** A file that is being looked through in a thread of its own. */
export interface BackgroundCheck {
  /** How far it is; undefined when it has ended. */
  progress(): { readonly position: Position; readonly of: Position } | undefined;
  failure(): PhananhError | undefined;
  /** When it has ended, or was ended. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** It keeps no process alive. @param onSound told up to where the file is right */
export const startCheck = (
  start: CheckStart,
  head: Position,
  onSound: (position: Position) => void,
): BackgroundCheck => {
  const { path, after } = start;
  let progress: { readonly position: Position; readonly of: Position } | undefined = {
    position: after ?? 0,
    of: head,
  };
  let failure: PhananhError | undefined;
  const fail = (message: string): void => {
    failure ??= new StoreUnavailable(`${path} could not be looked through: ${message}`, {
      path,
      reason: 'check',
    });
  };
  const hear = (message: CheckMessage) => {
    switch (message.kind) {
      case 'progress':
        progress = { position: message.position, of: message.of };
        return;
      case 'sound':
        return onSound(message.position);
      case 'damaged':
        failure = damageError(path, message.fault, message.faults);
        return;
      case 'failed':
        return fail(message.message);
    }
  };
  const thread = startThread(programBeside(import.meta.url, 'check-thread'), {
    name: 'phananh-check',
    data: start,
    hear,
    failed: (error) => fail(error.message),
  });
  thread.holdProcess(false);
  const ended = thread.ended.then(() => {
    progress = undefined;
  });
  return {
    progress: () => progress,
    failure: () => failure,
    ended,
    close: async () => {
      await thread.kill();
      await ended;
    },
  };
};

const damageError = (path: string, { message, ...place }: StoreFault, faults: number): StoreCorrupt => {
  const more = faults > 1 ? `, and ${faults - 1} more; phananh doctor names them` : '';
  return new StoreCorrupt(`${path}: ${message}${more}`, { path, ...place });
};
