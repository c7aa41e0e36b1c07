import type { CryptoPort } from '../../engine/index.ts';
import { readCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { TransparencyError } from './errors.ts';
import { readVerifierKey, signatureTypes, type VerifierKey } from './verifier-key.ts';
import { type VerifiedSignature, verifyNote } from './verify-note.ts';

/** What somebody trusts: logs, witnesses, and how many of these must have seen a checkpoint (C2SP tlog-policy). */
export interface TrustPolicy {
  readonly logs: readonly TrustedKey[];
  readonly witnesses: readonly TrustedKey[];
  readonly quorum: Quorum;
}

export interface TrustedKey {
  readonly key: VerifierKey;
  readonly url?: string;
}

/** A witness, or so many of several; undefined: none is needed. */
export type Quorum = undefined | VerifierKey | { readonly least: number; readonly of: readonly Quorum[] };

/** @throws {@link TransparencyError} `trust-malformed` with the number of the line */
export const readTrust = async (crypto: Pick<CryptoPort, 'sha256'>, text: string): Promise<TrustPolicy> => {
  const logs: TrustedKey[] = [];
  const witnesses: TrustedKey[] = [];
  const named = new Map<string, Exclude<Quorum, undefined>>();
  const grouped = new Set<string>();
  let quorum: { readonly is: Quorum } | undefined;
  for (const [at, line] of text.split('\n').entries()) {
    const malformed = (why: string, cause?: unknown): TransparencyError =>
      new TransparencyError(
        'trust-malformed',
        `line ${at + 1} of the trust file: ${why}`,
        { line: at + 1 },
        { cause },
      );
    const keyOf = async (written: string | undefined): Promise<VerifierKey> => {
      if (written === undefined) throw malformed('a key is missing');
      try {
        return await readVerifierKey(crypto, written);
      } catch (cause) {
        throw malformed(cause instanceof Error ? cause.message : String(cause), cause);
      }
    };
    const take = (name: string | undefined, what: Exclude<Quorum, undefined>): void => {
      if (name === undefined || name === 'none' || named.has(name))
        throw malformed(`${name ?? 'nothing'} is no name that is free`);
      named.set(name, what);
    };
    const [word, ...rest] = line.trim().split(/[ \t]+/);
    switch (word) {
      case '':
        break;
      case 'log': {
        const [written, url, ...more] = rest;
        const key = await keyOf(written);
        if (more.length > 0) throw malformed('too much stands in it');
        if (key.type !== signatureTypes.ed25519) throw malformed('the key is not of a log');
        logs.push({ key, ...(url !== undefined && { url }) });
        break;
      }
      case 'witness': {
        const [name, written, url, ...more] = rest;
        const key = await keyOf(written);
        if (more.length > 0) throw malformed('too much stands in it');
        if (key.type !== signatureTypes.cosignature) throw malformed('the key is not of a witness');
        take(name, key);
        witnesses.push({ key, ...(url !== undefined && { url }) });
        break;
      }
      case 'group': {
        const [name, count, ...members] = rest;
        if (new Set(members).size !== members.length) throw malformed('a member is named twice');
        const of = members.map((member) => {
          const known = named.get(member);
          if (known === undefined) throw malformed(`${member} is not named before`);
          if (grouped.has(member)) throw malformed(`${member} is in a group already`);
          grouped.add(member);
          return known;
        });
        const least = count === 'all' ? of.length : count === 'any' ? 1 : wholeOf(count);
        if (least === undefined || least < 1 || least > of.length)
          throw malformed(`${count ?? 'nothing'} is not all, any or a number of its members`);
        take(name, { least, of });
        break;
      }
      case 'quorum': {
        const [name, ...more] = rest;
        if (quorum !== undefined) throw malformed('a quorum stands there already');
        if (name === undefined || more.length > 0) throw malformed('it takes one name, or none');
        const group = named.get(name);
        if (group === undefined && name !== 'none') throw malformed(`${name} is not named before`);
        quorum = { is: group };
        break;
      }
      default:
        if (word?.startsWith('#') !== true) throw malformed(`${word} is no word of it`);
    }
  }
  if (quorum === undefined) throw new TransparencyError('trust-malformed', 'the trust file says no quorum');
  if (logs.length === 0) throw new TransparencyError('trust-malformed', 'the trust file names no log');
  return { logs, witnesses, quorum: quorum.is };
};

const wholeOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9][0-9]{0,3}$/.test(text) ? Number(text) : undefined;

/** A checkpoint that is trusted, and by whom. */
export interface TrustedCheckpoint extends SignedCheckpoint {
  readonly signatures: readonly VerifiedSignature[];
}

/**
 * Reads a checkpoint that a key of its log signed, one that the policy names, and enough witnesses of it.
 *
 * @throws {@link TransparencyError} `note-malformed`, `untrusted-checkpoint`
 */
export const trustedCheckpoint = async (
  crypto: CryptoPort,
  text: string,
  { logs, witnesses, quorum }: TrustPolicy,
): Promise<TrustedCheckpoint> => {
  const checkpoint = readCheckpoint(text);
  const ofLog = logs.map(({ key }) => key).filter(({ name }) => name === checkpoint.origin);
  if (ofLog.length === 0) throw untrusted(`nobody trusts the log ${checkpoint.origin}`);
  const keys = [...ofLog, ...witnesses.map(({ key }) => key)];
  const signatures = await verifyNote(crypto, checkpoint.note, keys);
  const signed = new Set(signatures.map(({ key }) => key));
  if (!ofLog.some((key) => signed.has(key))) throw untrusted(`the log ${checkpoint.origin} did not sign it`);
  if (!isMet(quorum, signed)) throw untrusted('too few witnesses cosigned it');
  return { ...checkpoint, signatures };
};

const isMet = (quorum: Quorum, signed: ReadonlySet<VerifierKey>): boolean => {
  if (quorum === undefined) return true;
  if ('publicKey' in quorum) return signed.has(quorum);
  return quorum.of.filter((one) => isMet(one, signed)).length >= quorum.least;
};

const untrusted = (why: string): TransparencyError => new TransparencyError('untrusted-checkpoint', why);
