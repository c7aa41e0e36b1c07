import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readJsonText } from '@phananh/core/engine';
import {
  base64Of,
  bytesOfBase64,
  isKeyName,
  type NoteSigner,
  signatureTypes,
  TransparencyError,
  utf8,
  type VerifierKey,
  verifierKey,
} from '@phananh/core/transparency';
import { createFileSync, isFileError, replaceFileSync } from '@phananh/files';
import { ed25519Signer, nodeCrypto } from '../node-crypto.ts';

/** The secrets of a log: whoever has them can sign in its name, and name its actors. */
export interface LogKey {
  /** Name of the log without its epoch: a URL without scheme, `log.example.gov.vn/phananh`. */
  readonly origin: string;
  /** 32 bytes of which pseudonyms and salts are made. The same for ever, also after the signing key was exchanged. */
  readonly pseudonymKey: Uint8Array;
  /** Seeds of the keys that sign, the oldest first: two while one is exchanged for another. */
  readonly seeds: readonly Uint8Array[];
  /** Public keys that signed before: what they signed still verifies. */
  readonly retired: readonly Uint8Array[];
}

const secretBytes = 32;

/** The name of an epoch's log, which is the name of its keys. */
export const originOfEpoch = (origin: string, epoch: number): string => `${origin}/${epoch}`;

/** @throws {@link TransparencyError} `key-malformed` */
export const newLogKey = (origin: string): LogKey => {
  if (!isKeyName(origin) || origin.endsWith('/') || origin.includes('://'))
    throw new TransparencyError(
      'key-malformed',
      `${origin} is no origin: a URL without scheme and slash at its end`,
    );
  return { origin, pseudonymKey: randomBytes(secretBytes), seeds: [randomBytes(secretBytes)], retired: [] };
};

/** Undefined where there is no file. @throws {@link TransparencyError} `key-malformed` */
export const readLogKey = (path: string): LogKey | undefined => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    const {
      // Each field is looked at below.
      origin,
      pseudonymKey,
      seeds,
      retired = [],
    } = readJsonText(text).value as {
      readonly [field: string]: unknown;
    };
    if (typeof origin === 'string' && Array.isArray(seeds) && seeds.length > 0 && Array.isArray(retired))
      return {
        origin,
        pseudonymKey: bytesIn(pseudonymKey),
        seeds: seeds.map(bytesIn),
        retired: retired.map(bytesIn),
      };
  } catch (cause) {
    throw malformed(path, cause);
  }
  throw malformed(path);
};

const bytesIn = (text: unknown): Uint8Array => {
  const bytes = typeof text === 'string' ? bytesOfBase64(text) : undefined;
  if (bytes?.length !== secretBytes) throw new RangeError('not 32 bytes in base64');
  return bytes;
};

const malformed = (path: string, cause?: unknown): TransparencyError =>
  new TransparencyError('key-malformed', `${path} is no key of a log`, { path }, { cause });

/** Writes a key so that only its owner may read it, whole or not at all. Never over another file, unless it is to be replaced. */
export const writeLogKey = (path: string, key: LogKey, replace = false): void => {
  const { origin, pseudonymKey, seeds, retired } = key;
  const written = {
    origin,
    pseudonymKey: base64Of(pseudonymKey),
    seeds: seeds.map(base64Of),
    retired: retired.map(base64Of),
  };
  const text = `${JSON.stringify(written, null, 2)}\n`;
  if (replace) replaceFileSync(path, text);
  else if (!createFileSync(path, text))
    throw new TransparencyError('second-signer', `${path} is there already: another signer made it`, {
      path,
    });
};

/** A key of a log's epoch: what signs, and the line that verifiers need. */
export interface LogSigner extends NoteSigner {
  readonly key: VerifierKey;
}

/** What signs the checkpoints of an epoch, the oldest key first. */
export const logSigners = ({ seeds, origin }: LogKey, epoch: number): Promise<readonly LogSigner[]> =>
  Promise.all(
    seeds.map(async (seed) => {
      const { publicKey, sign } = ed25519Signer(seed);
      const name = originOfEpoch(origin, epoch);
      const key = await verifierKey(nodeCrypto, { name, type: signatureTypes.ed25519, publicKey });
      return { name, id: key.id, key, sign: (text: string) => sign(utf8(text)) };
    }),
  );

/** The keys that checkpoints of an epoch may be signed by, those that were retired too. */
export const verifierKeys = async (key: LogKey, epoch: number): Promise<readonly VerifierKey[]> => {
  const name = originOfEpoch(key.origin, epoch);
  const retired = key.retired.map((publicKey) =>
    verifierKey(nodeCrypto, { name, type: signatureTypes.ed25519, publicKey }),
  );
  const signers = await logSigners(key, epoch);
  return [...(await Promise.all(retired)), ...signers.map((signer) => signer.key)];
};

/** A second key beside the one that signs: from then on both sign, so that auditors have time to take over the new one. */
export const withSecondKey = (key: LogKey): LogKey => {
  if (key.seeds.length > 1)
    throw new TransparencyError('second-signer', 'two keys sign already: retire the older one first');
  return { ...key, seeds: [...key.seeds, randomBytes(secretBytes)] };
};

/** Only the newest key signs. What the others signed still verifies. */
export const withoutOldKeys = (key: LogKey): LogKey => {
  const old = key.seeds.slice(0, -1).map((seed) => ed25519Signer(seed).publicKey);
  return { ...key, seeds: key.seeds.slice(-1), retired: [...key.retired, ...old] };
};
