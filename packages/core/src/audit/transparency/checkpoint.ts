import { base64Of, bigintOfDecimal, bytesOfBase64 } from './bytes.ts';
import { TransparencyError } from './errors.ts';
import { hashLength } from './hashes.ts';
import { readNote, type SignedNote } from './signed-note.ts';
import { isKeyName } from './verifier-key.ts';

/** What a log says of itself at a size (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Name of the log: a URL without scheme and without slash at its end. */
  readonly origin: string;
  readonly size: bigint;
  readonly root: Uint8Array;
}

/** A checkpoint, and the note that it was read from. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: SignedNote;
}

export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${base64Of(root)}\n`;

/** @throws {@link TransparencyError} `note-malformed` for what is no checkpoint; lines of extensions are passed over */
export const readCheckpoint = (text: string): SignedCheckpoint => {
  const note = readNote(text);
  const [origin = '', sizeText = '', rootText = ''] = note.text.split('\n');
  const size = bigintOfDecimal(sizeText);
  const root = bytesOfBase64(rootText);
  if (!isKeyName(origin) || size === undefined || root === undefined || root.length !== hashLength)
    throw new TransparencyError('note-malformed', 'the note is no checkpoint');
  return { origin, size, root, note };
};

/** The size of a checkpoint of ours, which never passes 2^53. @throws {@link TransparencyError} `note-malformed` */
export const safeSize = ({ size }: Checkpoint): number => {
  if (size > BigInt(Number.MAX_SAFE_INTEGER))
    throw new TransparencyError('note-malformed', `a log of ${size} entries is none of ours`);
  return Number(size);
};
