import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch, EventStore } from '@phananh/core/store';
import { leafMaker, sameBytes, TransparencyError, utf8 } from '@phananh/core/transparency';
import type { KeptCheckpoint } from '../files/kept-checkpoints.ts';
import { checkpointName, epochsIn, type LogFolder, openLogFolder } from '../files/log-folder.ts';
import { nodeCrypto } from '../node-crypto.ts';
import {
  type LogKey,
  logSigners,
  newLogKey,
  originOfEpoch,
  readLogKey,
  verifierKeys,
  writeLogKey,
} from './log-key.ts';
import { resumeLog } from './resume.ts';
import { type Cosign, type Sequencer, sequencer } from './sequencer.ts';
import { demandSigner, nameSigner } from './signer-of-store.ts';

/** How often a checkpoint is signed. */
export interface CheckpointPace {
  /** Seconds after the first event that none covers. */
  readonly seconds: number;
  /** Events that none covers: then it is signed at once, though not more often than once a second. */
  readonly events: number;
}

export const defaultPace: CheckpointPace = { seconds: 60, events: 256 };

/** Milliseconds between two checkpoints under load: each waits for the disk several times. */
const leastPause = 1000;
/** Events in memory while who follows is far behind. */
const mostUnsigned = 16_384;

/** What passes the time: simulated in tests. */
export interface LogTime {
  /** Milliseconds since some moment. */
  now(): number;
  /** Resolves after so many milliseconds, and when the signal says so. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

const systemTime: LogTime = {
  now: () => performance.now(),
  wait: (milliseconds, signal) => sleep(milliseconds, undefined, { signal, ref: false }).catch(() => {}),
};

export interface RunLogOptions {
  readonly store: Pick<EventStore, 'subscribe' | 'readStream' | 'end'>;
  readonly folder: string;
  /** File of the log's key. It is made where nothing was published yet. */
  readonly key: string;
  /** Name of the log: a URL without scheme and without slash at its end. */
  readonly origin: string;
  /** Where the first start writes down who signs the log of the store, and when that is. Absent: nothing is written. */
  readonly naming?: {
    readonly store: Pick<EventStore, 'readStream' | 'append'>;
    /** ISO 8601. */
    readonly at: string;
  };
  readonly pace?: CheckpointPace;
  readonly time?: LogTime;
  readonly cosign?: (folder: LogFolder) => Cosign;
  /** Told of what failed; it is tried again, unless the store and the log differ. */
  readonly onError: (error: unknown) => void;
  readonly onPublished?: (kept: KeptCheckpoint) => void;
}

/** A signer that follows an event store. */
export interface RunningLog extends AsyncDisposable {
  readonly folder: LogFolder;
  /** Why nothing is signed any more; undefined: it is. */
  failure(): unknown;
  /** Signs what is left, and ends. */
  close(): Promise<void>;
}

/**
 * Follows an event store and publishes its transparency log, until it is closed.
 *
 * @throws {@link TransparencyError} `log-key-missing`, `second-signer`, `log-differs`, `log-behind` before anything is signed
 */
export const runLog = async (options: RunLogOptions): Promise<RunningLog> => {
  const { store, pace = defaultPace, time = systemTime, onError } = options;
  const { folder, sequence } = await openSequencer(options);
  const ending = new AbortController();
  let failed: unknown;
  const following = follow({
    store,
    sequence,
    pace,
    time,
    signal: ending.signal,
    published: options.onPublished,
  })
    .then(() => takeRest(store, sequence))
    .then(() => sequence.publish())
    .then((kept) => kept && options.onPublished?.(kept))
    .catch((error: unknown) => {
      failed = error;
      onError(error);
    });
  const close = async (): Promise<void> => {
    ending.abort();
    await following;
  };
  return { folder, failure: () => failed, close, [Symbol.asyncDispose]: close };
};

/** The key of a log, made where there is none and nothing was published; and where the log goes on. */
const openSequencer = async ({
  store,
  folder: place,
  key: path,
  origin,
  cosign,
  naming,
}: RunLogOptions): Promise<{ readonly folder: LogFolder; readonly sequence: Sequencer }> => {
  await demandSigner(store, { folder: place, origin });
  const epoch = epochsIn(place).at(-1) ?? 1;
  const folder = openLogFolder(place, epoch);
  const key = demandKey(path, origin, folder);
  const name = originOfEpoch(key.origin, epoch);
  const signers = await logSigners(key, epoch);
  const maker = leafMaker({ origin: name, pseudonymKey: key.pseudonymKey, hashes: nodeCrypto });
  const keys = await verifierKeys(key, epoch);
  const begun = await resumeLog({ folder, store, maker, keys });
  // The signer may have been killed between what it kept and the file that everybody is given.
  if (begun.newest !== undefined) await giveNewest(folder, begun.newest);
  // Before anything is signed, and not into a store that the log is ahead of.
  if (naming !== undefined) await nameSigner(naming.store, { folder: place, origin, at: naming.at });
  const sequence = sequencer({
    folder,
    origin: name,
    signers,
    maker,
    begun,
    ...(cosign && { cosign: cosign(folder) }),
  });
  return { folder, sequence };
};

const giveNewest = async ({ public: files }: LogFolder, { note }: KeptCheckpoint): Promise<void> => {
  const given = await files.read(checkpointName);
  const newest = utf8(note);
  if (given === undefined || !sameBytes(given, newest)) await files.write(checkpointName, newest);
};

const demandKey = (path: string, origin: string, folder: LogFolder): LogKey => {
  const known = readLogKey(path);
  if (known !== undefined) {
    if (known.origin === origin) return known;
    throw new TransparencyError(
      'second-signer',
      `${path} is the key of ${known.origin}, and this host is configured for ${origin}`,
    );
  }
  if (folder.kept.newest() !== undefined || folder.epoch > 1)
    throw new TransparencyError('log-key-missing', `checkpoints were published, and ${path} is not there`);
  const made = newLogKey(origin);
  writeLogKey(path, made);
  return made;
};

interface Following {
  readonly store: RunLogOptions['store'];
  readonly sequence: Sequencer;
  readonly pace: CheckpointPace;
  readonly time: LogTime;
  readonly signal: AbortSignal;
  readonly published: RunLogOptions['onPublished'];
}

const follow = async ({ store, sequence, pace, time, signal, published }: Following): Promise<void> => {
  const batches = store.subscribe({ after: sequence.position, signal })[Symbol.asyncIterator]();
  let next = batches.next();
  let last = Number.NEGATIVE_INFINITY;
  /** When the first event came that no checkpoint covers. */
  let waitingSince: number | undefined;
  /** Milliseconds until a checkpoint is due; undefined: nothing waits for one. */
  const dueIn = (): number | undefined => {
    if (sequence.unsigned === 0 || waitingSince === undefined) return undefined;
    const afterFirst = waitingSince + pace.seconds * 1000;
    const due = sequence.unsigned >= pace.events ? Math.min(afterFirst, last + leastPause) : afterFirst;
    return Math.max(due - time.now(), 0);
  };
  const publish = async (): Promise<void> => {
    const kept = await sequence.publish();
    last = time.now();
    waitingSince = undefined;
    if (kept !== undefined) published?.(kept);
  };
  let caughtUp = false;
  /** Who is far behind signs what it has read seldom: each checkpoint waits for the disk. */
  const isDue = (due: number | undefined): boolean =>
    sequence.unsigned >= mostUnsigned ||
    (due === 0 && (caughtUp || time.now() - (waitingSince ?? 0) >= pace.seconds * 1000));
  for (;;) {
    const due = dueIn();
    if (isDue(due)) {
      await publish();
      continue;
    }
    const batch = due === undefined || due === 0 ? await next : await raced(next, due, time);
    // What is due is looked at anew.
    if (batch === 'due') continue;
    if (batch.done === true) return;
    caughtUp = batch.value.caughtUp;
    for (const event of batch.value.events) sequence.take(event);
    if (sequence.unsigned > 0) waitingSince ??= time.now();
    next = batches.next();
  }
};

/** What was recorded before the end, as far as it is not too much: what is left is signed at the next start. */
const takeRest = async (store: RunLogOptions['store'], sequence: Sequencer): Promise<void> => {
  const { signal } = new AbortController();
  for await (const { events, caughtUp } of store.subscribe({ after: sequence.position, signal })) {
    for (const event of events) sequence.take(event);
    if (caughtUp || sequence.unsigned >= mostUnsigned) return;
  }
};

const raced = async (
  next: Promise<IteratorResult<Batch, undefined>>,
  milliseconds: number,
  time: LogTime,
): Promise<IteratorResult<Batch, undefined> | 'due'> => {
  const waiting = new AbortController();
  try {
    return await Promise.race([next, time.wait(milliseconds, waiting.signal).then(() => 'due' as const)]);
  } finally {
    waiting.abort();
  }
};
