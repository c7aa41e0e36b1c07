import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reports } from '@phananh/core';
import { isClockGuard } from '@phananh/core/engine';
import type { KeyStore } from '@phananh/core/privacy';
import type { Converter } from './copies/convert.ts';
import { followAttachments } from './copies/follow.ts';
import type { CopyLimits } from './copies/make-copies.ts';
import { type Evidence, evidence } from './evidence.ts';
import { demandKeys } from './keys/demand-keys.ts';
import type { EvidenceLimits } from './media/limits.ts';
import { sweepSpool } from './sealed/spool.ts';
import type { EvidenceStorage } from './storage/storage.ts';
import { type SweepOptions, sweepStored } from './sweep/sweep-stored.ts';
import { claiming, rememberingPuts } from './sweep/under-way.ts';

export interface RunEvidenceOptions {
  readonly reports: Reports;
  readonly keys: KeyStore;
  readonly storage: EvidenceStorage;
  /** A folder of this host alone: uploads on their way, encrypted, and how far the log was followed. */
  readonly folder: string;
  readonly limits?: Partial<EvidenceLimits>;
  readonly copyLimits?: Partial<CopyLimits>;
  /** Makes JPEGs of HEIC photos. Absent: they have no public copy. */
  readonly converter?: Converter;
  /** Whether public copies are made here. Default true; false where another host over the same log makes them. */
  readonly copies?: boolean;
  /**
   * Makes new keys though those of the log are lost: what was encrypted under them stays unreadable. Default false: nothing more is
   * taken in, by `key-missing`.
   */
  readonly lostKeys?: boolean;
  /** Told of what failed; it is tried again. */
  readonly onError: (error: unknown) => void;
  /** Told what was deleted because no event named it: the ids of stored bytes that a crash left behind. */
  readonly onSwept?: (ids: readonly string[]) => void;
  /** How long after the start such bytes are looked for, and once a day from then on. Default a minute: a host that begins has other things to do. */
  readonly sweepAfterMilliseconds?: number;
}

export interface RunningEvidence extends AsyncDisposable {
  /** Closed by the plugin of `@phananh/http` that it is given to. */
  readonly evidence: Evidence & { close(): Promise<void> };
  /**
   * Whether the keys are those of the log. The first upload waits for the same; a host asks before it listens.
   *
   * @throws `key-missing`, `key-unreadable`
   */
  demandKeys(): Promise<void>;
  /** Ends the making of copies. The keys and the storage are closed by it. */
  close(): Promise<void>;
}

const day = 86_400_000;
const firstPause = 1_000;
const longestPause = 60_000;

/** Takes photos and videos in, and makes public copies of them beside that, until it is closed. */
export const runEvidence = (options: RunEvidenceOptions): RunningEvidence => {
  const { reports, folder, limits, copyLimits, converter, onError } = options;
  const { storage, isUnderWay } = rememberingPuts(options.storage);
  const position = join(folder, 'followed');
  const demand = (): Promise<void> =>
    options.lostKeys === true ? options.keys.verify() : demandKeys({ reports, keys: options.keys, position });
  let demanded: Promise<void> | undefined;
  const demandOnce = (): Promise<void> => {
    demanded ??= demand().catch((error: unknown) => {
      demanded = undefined;
      throw error;
    });
    return demanded;
  };
  const keys: KeyStore = {
    get: (subject) => options.keys.get(subject),
    stateOf: (subject) => options.keys.stateOf(subject),
    verify: () => options.keys.verify(),
    destroy: (subject) => options.keys.destroy(subject),
    puncture: (subject, leaves) => options.keys.puncture(subject, leaves),
    destroyed: () => options.keys.destroyed(),
    close: () => options.keys.close(),
    create: async (subject) => {
      await demandOnce();
      return options.keys.create(subject);
    },
  };
  const shared = { reports, keys, storage, spool: join(folder, 'incoming') };
  const taken = claiming(evidence({ ...shared, ...(limits && { limits }) }), storage, onError);
  const ending = new AbortController();
  const { signal } = ending;
  const copying = {
    ...shared,
    position,
    limits: { pixels: taken.limits.photoPixels, ...copyLimits },
    ...(converter && { converter }),
  };
  const swept = sweepSpool(shared.spool, new Date(Date.now() - day)).catch(onError);
  const followed =
    options.copies === false
      ? undefined
      : persistently((how) => followAttachments(copying, how), { signal, onError });
  const sweeping = { reports, storage, swept: join(folder, 'swept'), isUnderWay };
  const cleared = options.copies === false ? undefined : sweepDaily(sweeping, options, signal);
  let closed: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    ending.abort();
    await swept;
    await followed;
    await cleared;
    await keys.close();
    await storage.close();
  };
  const close = (): Promise<void> => {
    closed ??= end();
    return closed;
  };
  return { evidence: { ...taken, close }, demandKeys: demandOnce, close, [Symbol.asyncDispose]: close };
};

/** Runs what should end by the signal alone, again and more and more seldom when it fails. */
const persistently = async (
  run: (signal: AbortSignal) => Promise<void>,
  { signal, onError }: { readonly signal: AbortSignal; readonly onError: (error: unknown) => void },
): Promise<void> => {
  let pause = firstPause;
  while (!signal.aborted) {
    const begun = performance.now();
    try {
      await run(signal);
    } catch (error) {
      if (signal.aborted) return;
      onError(error);
    }
    // What went well for a while has its short pause back.
    pause = performance.now() - begun > longestPause ? firstPause : Math.min(pause * 2, longestPause);
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
};

/** Looks once a day for what nothing names. Not while the clock is not relied on: a wrong one makes everything old. */
const sweepDaily = async (
  sweeping: Omit<SweepOptions, 'now'>,
  { onError, onSwept, sweepAfterMilliseconds = 60_000 }: RunEvidenceOptions,
  signal: AbortSignal,
): Promise<void> => {
  const { clock } = sweeping.reports.handler;
  for (let pause = sweepAfterMilliseconds; ; pause = day) {
    await sleep(pause, undefined, { signal, ref: false }).catch(() => {});
    if (signal.aborted) return;
    if (isClockGuard(clock) && clock.due() === undefined) continue;
    try {
      const ids = await sweepStored({ ...sweeping, now: Date.now() });
      if (ids.length > 0) onSwept?.(ids);
    } catch (error) {
      if (!signal.aborted) onError(error);
    }
  }
};
