/**
 * Small objects with names, in a folder or bucket that several hosts share: what keys lie in. A name has the letters a to z, digits and
 * hyphens.
 *
 * Errors: `evidence-unavailable` when it does not answer.
 */
export interface KeyObjects {
  get(name: string): Promise<Uint8Array | undefined>;
  /** False where something of that name is there: of several at once one alone is true. */
  create(name: string, bytes: Uint8Array): Promise<boolean>;
  /** Puts something in the place of what is there, which is kept nowhere. */
  replace(name: string, bytes: Uint8Array): Promise<void>;
  names(): AsyncIterable<string>;
  /** @throws `key-store-unfit` where what was replaced is kept */
  demandForgetful(): Promise<void>;
  close(): Promise<void>;
}
