import { type Awaitable, type CryptoPort, canonicalJson, type JsonValue } from '../../engine/index.ts';
import type { Bundle, BundledEvent, BundledFields, BundledPersonal } from './bundle.ts';
import { base64Of, bytesOfBase64, utf8 } from './bytes.ts';
import { readCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { leafInput } from './hashes.ts';
import { type CommittedPayload, committedText, type LeafHeader } from './leaf.ts';
import { readHashes } from './proof-file.ts';
import { headerIn } from './receipt.ts';
import { type TrustPolicy, trustedCheckpoint } from './trust.ts';
import { readVerifierKey, type VerifierKey } from './verifier-key.ts';
import { type VerifiedSignature, verifyNote } from './verify-note.ts';
import { verifyInclusion } from './verify-proofs.ts';

/** What can be wrong with a bundle. */
export const bundleFaultKinds = ['checkpoint', 'entry', 'proof', 'payload', 'stream', 'order'] as const;

/** One thing that is wrong, and where. */
export interface BundleFault {
  readonly kind: (typeof bundleFaultKinds)[number];
  /** Place among the events of the bundle, from 0; of the checkpoint none. */
  readonly event?: number;
  readonly revision?: number;
  readonly type?: string;
  readonly what: string;
}

/** An event whose entry could be read. What holds of it is told by the faults. */
export interface VerifiedEvent {
  readonly header: LeafHeader;
  /** Null: withheld. */
  readonly payload: CommittedPayload | null;
  readonly withheld?: 'personal' | 'hidden' | undefined;
  /** The ids of its photos and videos. */
  readonly blobs: readonly string[];
  /** Of the personal values that are encrypted in it, where they stand. */
  readonly personal: readonly string[];
  /** What the host says that some of them open to: not proven, but that they are what was encrypted, who has the key can see. */
  readonly opened: readonly Pick<BundledPersonal, 'field' | 'value'>[];
  readonly holds: boolean;
}

/** What holds of a bundle. */
export interface VerifiedBundle {
  /**
   * `verified`: everything holds, and those who are trusted signed. `self-signed`: everything holds together, and nobody vouches for it:
   * anybody can have made it up. `wrong`: it was altered, or is not what those who are trusted signed.
   */
  readonly verdict: 'verified' | 'self-signed' | 'wrong';
  readonly faults: readonly BundleFault[];
  /** Undefined where it cannot be read. */
  readonly checkpoint: SignedCheckpoint | undefined;
  /** Who signed the checkpoint: of those that are trusted, or without trust of the keys in the bundle itself. */
  readonly signatures: readonly VerifiedSignature[];
  readonly events: readonly VerifiedEvent[];
}

/**
 * Verifies a bundle offline: that each event is in the log as it was signed, that it says what its entry commits to, and that the
 * revisions are without a gap from the first on. That there was no later one, no bundle can show.
 *
 * @param trust who is trusted, from outside; undefined: the bundle can be self-signed at best
 * @throws {@link TransparencyError} `no-ed25519` where signatures cannot be verified here
 */
export const verifyBundle = async (
  crypto: CryptoPort,
  bundle: Bundle,
  trust: TrustPolicy | undefined,
): Promise<VerifiedBundle> => {
  const faults: BundleFault[] = [];
  const checkpoint = await held(
    () => readCheckpoint(bundle.checkpoint),
    (what) => faults.push({ kind: 'checkpoint', what }),
  );
  const signatures =
    checkpoint &&
    (await held(
      () => signersOf(crypto, bundle, checkpoint, trust),
      (what) => faults.push({ kind: 'checkpoint', what }),
    ));
  if (checkpoint !== undefined && checkpoint.origin !== bundle.origin)
    faults.push({
      kind: 'checkpoint',
      what: `it is of ${checkpoint.origin}, the bundle of ${bundle.origin}`,
    });
  const events: VerifiedEvent[] = [];
  for (const [at, event] of bundle.events.entries()) {
    const verified = await verifyEvent(crypto, event, { at, bundle, checkpoint });
    faults.push(...verified.faults);
    if (verified.event !== undefined) events.push(verified.event);
  }
  const verdict = faults.length > 0 ? 'wrong' : trust === undefined ? 'self-signed' : 'verified';
  return { verdict, faults, checkpoint, signatures: signatures ?? [], events };
};

const signersOf = async (
  crypto: CryptoPort,
  { keys, checkpoint: text, origin }: Bundle,
  checkpoint: SignedCheckpoint,
  trust: TrustPolicy | undefined,
): Promise<readonly VerifiedSignature[]> => {
  if (trust !== undefined) return (await trustedCheckpoint(crypto, text, trust)).signatures;
  const own: VerifierKey[] = [];
  for (const key of keys) own.push(await readVerifierKey(crypto, key));
  const signatures = await verifyNote(crypto, checkpoint.note, own);
  if (!signatures.some(({ key }) => key.name === origin)) throw new Error('no key of the bundle signed it');
  return signatures;
};

const verifyEvent = async (
  crypto: CryptoPort,
  event: BundledEvent,
  {
    at,
    bundle,
    checkpoint,
  }: { readonly at: number; readonly bundle: Bundle; readonly checkpoint: SignedCheckpoint | undefined },
): Promise<{ readonly faults: readonly BundleFault[]; readonly event?: VerifiedEvent }> => {
  const { index, entry, proof, payload, withheld } = event;
  const leaf = bytesOfBase64(entry);
  const header = leaf && headerIn(leaf);
  if (leaf === undefined || header === undefined)
    return { faults: [{ kind: 'entry', event: at, what: 'its entry is no header of an event' }] };
  const faults: BundleFault[] = [];
  const wrong = (kind: BundleFault['kind'], what: string): void => {
    faults.push({ kind, event: at, revision: header.rev, type: header.type, what });
  };
  if (header.log !== bundle.origin) wrong('entry', `its entry is of the log ${header.log}`);
  if (header.pos !== index) wrong('entry', `its entry says index ${header.pos}, the bundle ${index}`);
  if (header.stream !== bundle.stream) wrong('stream', `it is of ${header.stream}`);
  if (header.rev !== at) wrong('order', `revision ${at} is missing, or stands elsewhere`);
  if (checkpoint !== undefined) {
    const { size, root } = checkpoint;
    const inclusion = async () =>
      verifyInclusion(crypto, {
        index: BigInt(index),
        size,
        leafHash: await crypto.sha256(leafInput(leaf)),
        root,
        proof: readHashes(proof),
      });
    await held(inclusion, (what) => wrong('proof', what));
  }
  const digest = async (text: string): Promise<string> => base64Of(await crypto.sha256(utf8(text)));
  if (payload !== null && (await digest(committedText(payload))) !== header.pub)
    wrong('payload', 'what it says is not what was signed');
  const fields = await fieldsOf(event, header, digest);
  if (fields === undefined) wrong('payload', 'its personal fields or photos are not those that were signed');
  const opened = event.personal ?? [];
  for (const { field, envelope } of opened) {
    const committed = fields?.priv.find((one) => one.field === field)?.digest;
    if (committed === undefined || (await digest(canonicalJson(envelope))) !== committed)
      wrong('payload', `what is encrypted at ${field} is not what was signed`);
  }
  return {
    faults,
    event: {
      header,
      payload,
      withheld,
      blobs: fields?.blobs ?? [],
      personal: (fields?.priv ?? []).map(({ field }) => field),
      opened: opened.map(({ field, value }) => ({ field, value })),
      holds: faults.length === 0,
    },
  };
};

/** Its personal fields and photos: in the entry, or beside it where they would not have fitted. Undefined: they are not what was signed. */
const fieldsOf = async (
  { more }: BundledEvent,
  header: LeafHeader,
  digest: (text: string) => Promise<string>,
): Promise<BundledFields | undefined> => {
  if (header.more === undefined) return more === undefined ? header : undefined;
  if (more === undefined) return undefined;
  // They were read from JSON; their types are interfaces, which TypeScript does not take for JSON.
  const text = canonicalJson([more.priv, more.blobs] as unknown as JsonValue);
  return (await digest(text)) === header.more ? more : undefined;
};

/** What something gives; where it throws, why is told. What cannot be verified here is no fault of the bundle. */
const held = async <Result>(
  look: () => Awaitable<Result>,
  onWrong: (what: string) => void,
): Promise<Result | undefined> => {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof Error) || ('code' in error && error.code === 'no-ed25519')) throw error;
    onWrong(error.message);
    return undefined;
  }
};
