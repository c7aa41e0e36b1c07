import { isMendable, PhananhError, type StoreHealth, StoreUnavailable } from '@phananh/core/store';
import type { Timing } from './timing.ts';

/**
 * What a host needs to decide a command, asked without writing anything: the stream of a report that never was, and its metadata,
 * of the leader. A server that denies that, or has no leader, can be given no command.
 *
 * @param read reads a stream at the leader
 */
export const healthOfReads = async (
  read: (stream: string) => AsyncIterable<unknown>,
): Promise<StoreHealth> => {
  try {
    for await (const _ of read(neverThere)) break;
    return {};
  } catch (error) {
    if (error instanceof PhananhError) return { failure: error };
    throw error;
  }
};

/** By the beginning of its name, where a policy of the server goes by that. */
const neverThere = 'report-00000000-0000-0000-0000-000000000000';

/** Whether appends succeed, as far as the last of them tells. */
export interface AppendHealth {
  /** Learns from an append how it went. */
  of<T>(append: Promise<T>): Promise<T>;
  now(): StoreHealth;
}

/**
 * So many milliseconds a failure counts. There is nothing harmless to write to a server for trial, so that after a while the next
 * command is the trial; a host that is sent none would never be well again otherwise.
 */
const failureCounts = 15_000;

export const healthOfAppends = ({ now }: Pick<Timing, 'now'>): AppendHealth => {
  let failed: { readonly failure: PhananhError; readonly at: number } | undefined;
  return {
    async of(append) {
      try {
        const appended = await append;
        failed = undefined;
        return appended;
      } catch (error) {
        // Refusals of other kinds show that the server takes what it is given.
        if (error instanceof PhananhError)
          failed = isOfStore(error) ? { failure: error, at: now() } : undefined;
        throw error;
      }
    },
    now: () =>
      failed === undefined || now() - failed.at >= failureCounts ? {} : { failure: failed.failure },
  };
};

const isOfStore = (error: PhananhError): boolean => error instanceof StoreUnavailable || isMendable(error);
