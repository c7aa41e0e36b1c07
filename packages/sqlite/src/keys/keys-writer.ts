import { StoreUnavailable } from '@phananh/core/store';
import { programBeside, startThread, type Thread } from '../threads/start-thread.ts';
import type {
  DestroyedKey,
  KeysAnswer,
  KeysOrder,
  NewKey,
  PlantedTree,
  PuncturedKey,
} from './keys-messages.ts';

/** Writes keys where no sync of the disk keeps anybody else waiting. What it answers is on the disk. */
export interface KeysWriter {
  /** Whether it was added: a subject has one for ever. */
  add(key: NewKey): Promise<boolean>;
  /** Settles when no byte of it is left in the file and beside it. */
  destroy(subject: string, id: string): Promise<void>;
  /** Gives a key that has no tree one. */
  plant(tree: PlantedTree): Promise<void>;
  /** Settles when nothing is left in the file and beside it that the leaves could be derived from. */
  puncture(key: PuncturedKey): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (answer: KeysAnswer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Keys that come while others are written go to the disk together, in one commit: a sync costs more than all the rest. So do those that are
 * destroyed, whole or values of them: each time the write-ahead log is emptied, which is several syncs. The thread is
 * started by the first order, holds the process only while it is waited for, and is started anew when it has died.
 */
export const keysWriter = (path: string): KeysWriter => {
  let thread: Thread<KeysOrder> | undefined;
  let waiting: Waiting | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const unavailable = (message: string, reason: string): StoreUnavailable =>
    new StoreUnavailable(`${path}: ${message}`, { path, reason });
  const start = (): Thread<KeysOrder> => {
    const died = (message: string): void => {
      if (thread !== started) return;
      thread = undefined;
      waiting?.reject(unavailable(message, 'thread'));
      waiting = undefined;
    };
    const started = startThread<KeysOrder, KeysAnswer>(programBeside(import.meta.url, 'keys-thread'), {
      name: 'phananh-keys',
      data: path,
      room: { young: 1 },
      hear: (answer) => {
        started.holdProcess(false);
        waiting?.resolve(answer);
        waiting = undefined;
      },
      failed: (error) => died(error.message),
    });
    void started.ended.then((code) => died(`exit code ${code}`));
    return started;
  };
  const ask = async (order: KeysOrder): Promise<readonly boolean[]> => {
    const answer = await new Promise<KeysAnswer>((resolve, reject) => {
      thread ??= start();
      waiting = { resolve, reject };
      thread.holdProcess(true);
      thread.tell(order);
    });
    if (answer.kind === 'done') return answer.added;
    throw unavailable(answer.message, answer.reason);
  };
  /** One order at a time: what is asked for meanwhile is gathered. */
  const next = <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const done = last.then(work, work);
    last = done.catch(() => {});
    return done;
  };
  const gathering = <Key>(orderOf: (keys: readonly Key[]) => KeysOrder) => {
    let gathered: { readonly keys: Key[]; readonly answer: Promise<readonly boolean[]> } | undefined;
    const begin = (): NonNullable<typeof gathered> => {
      const keys: Key[] = [];
      const answer = next(() => {
        gathered = undefined;
        return ask(orderOf(keys));
      });
      return { keys, answer };
    };
    return {
      /** What the thread answers for this one. */
      take: async (key: Key): Promise<boolean | undefined> => {
        gathered ??= begin();
        const { keys, answer } = gathered;
        const index = keys.push(key) - 1;
        return (await answer)[index];
      },
      /** What comes from now on comes after what others ask for meanwhile. */
      end: (): void => {
        gathered = undefined;
      },
    };
  };
  const added = gathering<NewKey>((keys) => ({ kind: 'add', keys }));
  const destroyed = gathering<DestroyedKey>((keys) => ({ kind: 'destroy', keys }));
  const punctured = gathering<PuncturedKey>((keys) => ({ kind: 'puncture', keys }));
  /** What is asked for now comes after whatever else was. */
  const endOthers = (own?: { readonly end: () => void }): void => {
    for (const one of [added, destroyed, punctured]) if (one !== own) one.end();
  };

  return {
    plant: async (tree) => {
      endOthers();
      await next(() => ask({ kind: 'plant', keys: [tree] }));
    },
    puncture: async (key) => {
      endOthers(punctured);
      await punctured.take(key);
    },
    add: async (key) => {
      endOthers(added);
      return (await added.take(key)) === true;
    },
    destroy: async (subject, id) => {
      endOthers(destroyed);
      await destroyed.take({ subject, id });
    },
    close: async () => {
      await last;
      const ending = thread;
      thread = undefined;
      if (ending === undefined) return;
      ending.holdProcess(true);
      ending.tell({ kind: 'close' });
      await ending.ended;
    },
  };
};
