import { isMendable, PhananhError, type StoreHealth, StoreUnavailable } from '@phananh/core/store';
import type { Timing } from './timing.ts';

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
