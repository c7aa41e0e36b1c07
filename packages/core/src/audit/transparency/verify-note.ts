import type { CryptoPort } from '../../engine/index.ts';
import { concatenated, utf8 } from './bytes.ts';
import { TransparencyError } from './errors.ts';
import type { NoteSignature, SignedNote } from './signed-note.ts';
import { signatureTypes, type VerifierKey } from './verifier-key.ts';

const timeLength = 8;
const ed25519Length = 64;

/** A key that signed a note. */
export interface VerifiedSignature {
  readonly key: VerifierKey;
  /** Of a cosignature: when, in seconds since the Unix epoch. */
  readonly time?: bigint;
}

/** What a witness signs for a note (C2SP tlog-cosignature). */
export const cosignedText = (text: string, time: bigint): string => `cosignature/v1\ntime ${time}\n${text}`;

/** The bytes of a cosignature: its time, then the signature. */
export const cosignatureBytes = (time: bigint, signature: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(timeLength);
  new DataView(bytes.buffer).setBigUint64(0, time);
  return concatenated(bytes, signature);
};

/**
 * The keys of those known that signed a note. A signature of an unknown key says nothing; a wrong one of a known key refuses the
 * note, whoever else signed it.
 *
 * @throws {@link TransparencyError} `untrusted-checkpoint`, `no-ed25519`
 */
export const verifyNote = async (
  crypto: CryptoPort,
  { text, signatures }: SignedNote,
  known: readonly VerifierKey[],
): Promise<readonly VerifiedSignature[]> => {
  const verified = new Map<VerifierKey, VerifiedSignature>();
  for (const signature of signatures) {
    const key = known.find(({ name, id }) => name === signature.name && id === signature.id);
    if (key === undefined) continue;
    const found = await verifySignature(crypto, text, signature, key);
    if (found === undefined)
      throw new TransparencyError('untrusted-checkpoint', `the signature of ${key.name} is wrong`, {
        key: key.name,
      });
    if (!verified.has(key)) verified.set(key, found);
  }
  return [...verified.values()];
};

/** Undefined: it is wrong. */
export const verifySignature = async (
  crypto: CryptoPort,
  text: string,
  { bytes }: Pick<NoteSignature, 'bytes'>,
  key: VerifierKey,
): Promise<VerifiedSignature | undefined> => {
  if (key.type === signatureTypes.ed25519)
    return bytes.length === ed25519Length && (await crypto.verifyEd25519(key.publicKey, utf8(text), bytes))
      ? { key }
      : undefined;
  if (bytes.length !== timeLength + ed25519Length) return undefined;
  const time = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  const message = utf8(cosignedText(text, time));
  const isGood = await crypto.verifyEd25519(key.publicKey, message, bytes.subarray(timeLength));
  return isGood ? { key, time } : undefined;
};
