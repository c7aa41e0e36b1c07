import type { Awaitable, CryptoPort } from '../../engine/index.ts';
import { base64Of, bigintOfDecimal, sameBytes, utf8 } from './bytes.ts';
import { readCheckpoint } from './checkpoint.ts';
import { readHashes } from './proof-file.ts';
import { signatureLine } from './signed-note.ts';
import type { VerifierKey } from './verifier-key.ts';
import { cosignatureBytes, cosignedText, verifyNote } from './verify-note.ts';
import { verifyConsistency } from './verify-proofs.ts';

/** What a log asks a witness (C2SP tlog-witness, `add-checkpoint`). */
export interface AddCheckpoint {
  /** The size that the witness cosigned last, as the log knows. */
  readonly old: bigint;
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: string;
}

/** More nodes than any tree of 2^63 leaves needs. */
const mostNodes = 63;

export const textOfAddCheckpoint = ({ old, proof, checkpoint }: AddCheckpoint): string =>
  [`old ${old}`, ...proof.map(base64Of), '', checkpoint].join('\n');

/** Undefined for what is no such message. */
export const readAddCheckpoint = (text: string): AddCheckpoint | undefined => {
  const end = text.indexOf('\n\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = text.slice(0, end).split('\n');
  const old = first.startsWith('old ') ? bigintOfDecimal(first.slice('old '.length)) : undefined;
  if (old === undefined || lines.length > mostNodes) return undefined;
  try {
    return { old, proof: readHashes(lines), checkpoint: text.slice(end + 2) };
  } catch {
    return undefined;
  }
};

/** What a witness answers: over HTTP the status and the body. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly type: 'text/plain; charset=utf-8' | 'text/x.tlog.size';
  readonly body: string;
}

/** What a witness saw of a log last. */
export interface SeenTree {
  readonly size: bigint;
  readonly root: Uint8Array;
}

/** Somebody who cosigns what continues what they saw before. */
export interface Witness {
  readonly crypto: CryptoPort;
  /** The keys of the logs that it knows. */
  readonly logs: readonly VerifierKey[];
  /** Its own key, for timestamped cosignatures. */
  readonly key: VerifierKey;
  sign(message: Uint8Array): Awaitable<Uint8Array>;
  /** Seconds since the Unix epoch. */
  now(): bigint;
  /**
   * Lets one look at a log at a time: gives what was seen last, and keeps durably what `next` gives before it resolves.
   * Undefined from `next` keeps what was there.
   */
  update<Answer>(
    origin: string,
    next: (seen: SeenTree | undefined) => Promise<{ readonly seen?: SeenTree; readonly answer: Answer }>,
  ): Promise<Answer>;
}

/** Answers one request. What is cosigned was kept before it is answered. */
export const answerAddCheckpoint = async (witness: Witness, text: string): Promise<WitnessAnswer> => {
  const request = readAddCheckpoint(text);
  if (request === undefined) return refused(400, 'not a request of add-checkpoint');
  const checkpoint = readOrUndefined(request.checkpoint);
  if (checkpoint === undefined) return refused(400, 'not a checkpoint');
  const keys = witness.logs.filter(({ name }) => name === checkpoint.origin);
  if (keys.length === 0) return refused(404, 'an unknown log');
  const signed = await verifyNote(witness.crypto, checkpoint.note, keys).catch(() => []);
  if (signed.length === 0) return refused(403, 'no signature of a known key');
  const { size, root } = checkpoint;
  if (request.old > size) return refused(400, 'old is more than the size of the checkpoint');
  return witness.update(checkpoint.origin, async (seen) => {
    const last = seen?.size ?? 0n;
    if (request.old !== last)
      return { answer: { status: 409, type: 'text/x.tlog.size', body: `${last}\n` } as const };
    // Two trees of one size: no proof is wrong, the log is (C2SP tlog-witness).
    if (seen !== undefined && seen.size === size && !sameBytes(seen.root, root))
      return { answer: refused(409, 'another root at the same size') };
    const isContinued = await continues(witness.crypto, seen, { size, root }, request.proof);
    if (!isContinued) return { answer: refused(422, 'the proof does not hold') };
    const time = witness.now();
    const signature = await witness.sign(utf8(cosignedText(checkpoint.note.text, time)));
    const { name, id } = witness.key;
    const body = signatureLine({ name, id, bytes: cosignatureBytes(time, signature) });
    return { seen: { size, root }, answer: { status: 200, type: plain, body } as const };
  });
};

const plain = 'text/plain; charset=utf-8';

const refused = (status: WitnessAnswer['status'], why: string): WitnessAnswer => ({
  status,
  type: plain,
  body: `${why}\n`,
});

const readOrUndefined = (text: string) => {
  try {
    return readCheckpoint(text);
  } catch {
    return undefined;
  }
};

const continues = async (
  crypto: CryptoPort,
  seen: SeenTree | undefined,
  next: SeenTree,
  proof: readonly Uint8Array[],
): Promise<boolean> => {
  // Of nothing everything is a continuation, and no proof begins there: it is looked at here, not by the verifier of proofs.
  if (next.size === 0n && !sameBytes(next.root, await crypto.sha256(new Uint8Array(0)))) return false;
  if (seen === undefined || seen.size === 0n) return proof.length === 0;
  return verifyConsistency(crypto, { first: seen, second: next, proof }).then(
    () => true,
    () => false,
  );
};
