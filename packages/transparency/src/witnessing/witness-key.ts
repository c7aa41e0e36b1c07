import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readJsonText } from '@phananh/core/engine';
import {
  base64Of,
  bytesOfBase64,
  isKeyName,
  signatureTypes,
  TransparencyError,
  verifierKey,
  type Witness,
} from '@phananh/core/transparency';
import { createFileSync, isFileError } from '@phananh/files';
import { ed25519Signer, nodeCrypto } from '../node-crypto.ts';

const seedBytes = 32;

/**
 * The key of a witness, made where there is none: readable by its owner only.
 *
 * @throws {@link TransparencyError} `key-malformed` also where the file is the key of another name
 */
export const openWitnessKey = async (path: string, name: string): Promise<Pick<Witness, 'key' | 'sign'>> => {
  if (!isKeyName(name)) throw malformed(`${JSON.stringify(name)} is no name of a witness`);
  const { publicKey, sign } = ed25519Signer(readSeed(path, name) ?? makeSeed(path, name));
  const key = await verifierKey(nodeCrypto, { name, type: signatureTypes.cosignature, publicKey });
  return { key, sign };
};

const readSeed = (path: string, name: string): Uint8Array | undefined => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return undefined;
    throw error;
  }
  // Each field is looked at below.
  const written = parsed(text, path) as { readonly name?: unknown; readonly seed?: unknown } | null;
  const seed = typeof written?.seed === 'string' ? bytesOfBase64(written.seed) : undefined;
  if (seed?.length !== seedBytes) throw malformed(`${path} is no key of a witness`);
  if (written?.name !== name) throw malformed(`${path} is the key of ${written?.name}, not of ${name}`);
  return seed;
};

const parsed = (text: string, path: string): unknown => {
  try {
    return readJsonText(text).value;
  } catch {
    throw malformed(`${path} is no key of a witness`);
  }
};

/** Of two processes that make it at once, both use what the first one wrote. */
const makeSeed = (path: string, name: string): Uint8Array => {
  const seed = new Uint8Array(randomBytes(seedBytes));
  const text = `${JSON.stringify({ name, seed: base64Of(seed) }, null, 2)}\n`;
  return createFileSync(path, text) ? seed : (readSeed(path, name) ?? seed);
};

const malformed = (why: string): TransparencyError => new TransparencyError('key-malformed', why);
