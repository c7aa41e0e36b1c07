import type { ByteRange } from '@phananh/core/privacy';
import type { Spooled } from '../sealed/spool.ts';

/**
 * Where sealed bytes are, under the SHA-256 of themselves. What is there is never another: a repeat changes nothing.
 *
 * Errors: `evidence-unavailable` when it does not answer or is full.
 */
export interface EvidenceStorage {
  /** Takes a file over: it is durable when this returns, and not in the spool any more. */
  put(spooled: Spooled): Promise<void>;
  /** How many bytes are stored; undefined when nothing is. */
  size(id: string): Promise<number | undefined>;
  /** @throws `evidence-corrupt` when nothing is there */
  read(id: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** What is not there is gone already. */
  delete(id: string): Promise<void>;
  /** Every id that is stored, with when it was: for backups and for what nothing names. */
  list(): AsyncIterable<{ readonly id: string; readonly storedAt: Date }>;
  /** The claims of every log that has used it: ids of photos or videos that they name. */
  claims(): Promise<readonly string[]>;
  /** Leaves a claim for whoever else would use it. A repeat changes nothing. */
  claim(id: string): Promise<void>;
  /** Takes a claim away. What is not there is gone already. */
  unclaim(id: string): Promise<void>;
  close(): Promise<void>;
}

export const isId = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

/** What a claim is called: nobody takes it for something that is stored. Its id stands in it. */
export const claimNameOf = (id: string): string => id.slice(0, 32);
