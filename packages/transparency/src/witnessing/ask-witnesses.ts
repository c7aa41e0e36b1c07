import {
  consistencyProof,
  readNote,
  readSignature,
  signatureLine,
  TransparencyError,
  textOfAddCheckpoint,
  type VerifierKey,
  verifySignature,
} from '@phananh/core/transparency';
import type { LogFolder } from '../files/log-folder.ts';
import { nodeCrypto, nodeTreeHashes } from '../node-crypto.ts';
import type { Cosign } from '../signing/sequencer.ts';

/** A witness that is asked for its cosignature. */
export interface AskedWitness {
  /** Where it is; `/add-checkpoint` is below it. */
  readonly url: string;
  readonly key: VerifierKey;
}

export interface AskWitnessesOptions {
  readonly witnesses: readonly AskedWitness[];
  /** Seconds until one that does not answer is left out. Default: 5. */
  readonly seconds?: number;
  /** Told of each that did not cosign. The checkpoint is published without it: whether it is enough is for who trusts. */
  readonly onError: (error: unknown) => void;
}

/**
 * Asks witnesses for each checkpoint, all of them at once (C2SP tlog-witness). Only what verifies by the key that is configured goes
 * under the note.
 */
export const askWitnesses = ({
  witnesses,
  seconds = 5,
  onError,
}: AskWitnessesOptions): ((folder: LogFolder) => Cosign) => {
  return (folder) => {
    /** What each has seen last, as far as it told. */
    const seen = new Map<AskedWitness, number>();
    return async (note, tree) => {
      const signal = AbortSignal.timeout(seconds * 1000);
      const ask = async (witness: AskedWitness): Promise<string> => {
        const old = seen.get(witness) ?? Math.min(folder.kept.newest()?.size ?? 0, tree.size);
        const first = await askOne(witness, { note, folder, tree, old, signal });
        // It has seen another size: that one is to be continued.
        const last =
          'other' in first ? await askOne(witness, { note, folder, tree, old: first.other, signal }) : first;
        if ('other' in last) throw refused(witness, `it has seen size ${last.other} now, and ${old} before`);
        seen.set(witness, tree.size);
        return last.line;
      };
      const lines = await Promise.all(
        witnesses.map((witness) =>
          ask(witness).catch((error: unknown) => {
            seen.delete(witness);
            onError(asRefusal(witness, error));
            return '';
          }),
        ),
      );
      return note + lines.join('');
    };
  };
};

interface Asked {
  readonly note: string;
  readonly folder: LogFolder;
  readonly tree: Parameters<Cosign>[1];
  readonly old: number;
  readonly signal: AbortSignal;
}

const askOne = async (
  witness: AskedWitness,
  { note, folder, tree, old, signal }: Asked,
): Promise<{ readonly line: string } | { readonly other: number }> => {
  if (old > tree.size) throw refused(witness, `it has seen size ${old}, and this is ${tree.size}`);
  const isWhole = old === 0 || old === tree.size;
  const proof = isWhole
    ? []
    : await consistencyProof(
        { size: tree.size, edge: tree.edge, readTile: folder.readTile, hashes: nodeTreeHashes },
        old,
      );
  const response = await fetch(`${witness.url.replace(/\/$/, '')}/add-checkpoint`, {
    method: 'POST',
    body: textOfAddCheckpoint({ old: BigInt(old), proof, checkpoint: note }),
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    redirect: 'error',
    signal,
  });
  const text = await shortText(response);
  if (response.status === 409 && /^[0-9]{1,15}\n?$/.test(text)) return { other: Number(text) };
  if (response.status !== 200) throw refused(witness, `it answers ${response.status} ${text.trim()}`);
  return { line: await ownLine(witness, note, text) };
};

const mostBytes = 16_384;

const shortText = async (response: Response): Promise<string> => {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body ?? []) {
    length += piece.length;
    if (length > mostBytes) return '';
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
};

/** Its line, where it verifies: a wrong one of a known key would have everybody refuse the checkpoint. */
const ownLine = async (witness: AskedWitness, note: string, text: string): Promise<string> => {
  const { key } = witness;
  for (const line of text.split('\n')) {
    const signature = signatureIn(line);
    if (signature?.name !== key.name || signature.id !== key.id) continue;
    const verified = await verifySignature(nodeCrypto, readNote(note).text, signature, key);
    if (verified !== undefined) return signatureLine(signature);
  }
  throw refused(witness, 'what it answers is no cosignature by its key');
};

const signatureIn = (line: string) => {
  try {
    return readSignature(line);
  } catch {
    return undefined;
  }
};

const refused = ({ key, url }: AskedWitness, why: string, cause?: unknown): TransparencyError =>
  new TransparencyError(
    'not-cosigned',
    `the witness ${key.name} did not cosign: ${why}`,
    { witness: key.name, url },
    { cause },
  );

/** Which witness it was is said also where nobody answered. */
const asRefusal = (witness: AskedWitness, error: unknown): TransparencyError =>
  error instanceof TransparencyError
    ? error
    : refused(witness, error instanceof Error ? error.message : String(error), error);
