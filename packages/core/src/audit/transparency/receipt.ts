import type { CryptoPort } from '../../engine/index.ts';
import { bytesOfBase64, textOfUtf8 } from './bytes.ts';
import { readCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { TransparencyError } from './errors.ts';
import { leafInput } from './hashes.ts';
import type { LeafHeader } from './leaf.ts';
import { readProof } from './proof-file.ts';
import { type TrustPolicy, trustedCheckpoint } from './trust.ts';
import type { VerifiedSignature } from './verify-note.ts';
import { verifyInclusion } from './verify-proofs.ts';

/** An entry with the proof that it is in a log, as a receipt and a bundle carry it. */
export interface ProvenEntry {
  readonly index: number;
  /** Base64 of the entry. */
  readonly entry: string;
  /** The text of a `.tlog-proof` file. */
  readonly proof: string;
}

/** A receipt is a proven entry of version 1. @returns undefined for what is none */
export const receiptIn = (value: unknown): ProvenEntry | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { v, index, entry, proof }: { readonly [name: string]: unknown } = { ...value };
  const isReceipt =
    v === 1 &&
    typeof index === 'number' &&
    Number.isSafeInteger(index) &&
    index >= 0 &&
    typeof entry === 'string' &&
    typeof proof === 'string';
  return isReceipt ? { index, entry, proof } : undefined;
};

/** What holds of an entry, and whether anybody vouches for it. */
export interface VerifiedEntry {
  readonly header: LeafHeader;
  readonly checkpoint: SignedCheckpoint;
  /** Who signed the checkpoint of those that are trusted; undefined: nobody was named, and it vouches for itself only. */
  readonly signatures: readonly VerifiedSignature[] | undefined;
}

/**
 * Verifies that an entry is in the log that its checkpoint is of.
 *
 * @param trust who is trusted, from outside; undefined: what holds then holds of a log that anybody can have made up
 * @throws {@link TransparencyError} `proof-malformed`, `note-malformed`, `proof-wrong`, `untrusted-checkpoint`
 */
export const verifyEntry = async (
  crypto: CryptoPort,
  { index, entry, proof }: ProvenEntry,
  trust: TrustPolicy | undefined,
): Promise<VerifiedEntry> => {
  const leaf = bytesOfBase64(entry);
  const header = leaf && headerIn(leaf);
  if (leaf === undefined || header === undefined)
    throw new TransparencyError('proof-malformed', 'the entry is no header of an event');
  const read = readProof(proof);
  if (read.index !== BigInt(index) || header.pos !== index)
    throw new TransparencyError(
      'proof-wrong',
      `the entry says ${header.pos}, its proof ${read.index}, not ${index}`,
    );
  const trusted = trust && (await trustedCheckpoint(crypto, read.checkpoint, trust));
  const checkpoint = trusted ?? readCheckpoint(read.checkpoint);
  if (header.log !== checkpoint.origin)
    throw new TransparencyError(
      'proof-wrong',
      `the entry is of ${header.log}, the checkpoint of ${checkpoint.origin}`,
    );
  const { size, root } = checkpoint;
  const leafHash = await crypto.sha256(leafInput(leaf));
  await verifyInclusion(crypto, { index: read.index, size, leafHash, root, proof: read.proof });
  return { header, checkpoint, signatures: trusted?.signatures };
};

/** The header that an entry is; undefined for what is none. */
export const headerIn = (leaf: Uint8Array): LeafHeader | undefined => {
  try {
    const header: Partial<LeafHeader> | null = JSON.parse(textOfUtf8(leaf) ?? '');
    const isHeader =
      header !== null &&
      header.v === 1 &&
      typeof header.log === 'string' &&
      typeof header.pos === 'number' &&
      typeof header.stream === 'string' &&
      typeof header.rev === 'number' &&
      typeof header.type === 'string' &&
      typeof header.pub === 'string' &&
      Array.isArray(header.priv);
    // Each field was looked at.
    return isHeader ? (header as LeafHeader) : undefined;
  } catch {
    return undefined;
  }
};
