import { isMendable, PhananhError, type StoreHealth, StoreUnavailable } from '@phananh/core/store';
import type { Timing } from './timing.ts';

/**
 * Tries without writing whether a command can be decided: reads the stream of a report that never was, and its metadata, at the leader. A
 * server that denies that, or has no leader, can take no command.
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

/** A stream of reports by the beginning of its name, because the server can give rights by that. */
const neverThere = 'report-00000000-0000-0000-0000-000000000000';

/** Whether appends succeed, judged by the last one. */
export interface AppendHealth {
  /** Passes an append through, and remembers how it ended. */
  of<T>(append: Promise<T>): Promise<T>;
  now(): StoreHealth;
}

/**
 * Milliseconds for which a failed append counts. Nothing can be written to a server for trial, so that after this time the host counts as
 * well again, and the next command is the trial. A host that gets no commands could not recover otherwise.
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
        // Another refusal, such as a wrong revision, shows that the server writes.
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
